std = "lua54"
max_line_length = 80
-- `local _, code = …` and methods that do not need their self are fine.
ignore = { "212/self" }
files["spec"] = { std = "+busted" }
-- What the hosts bring, and what they call by name.
files["examples/hosts/prosody"] = { globals = { "module" } }
files["examples/hosts/lighttpd"] = { globals = { "lighty" } }
files["examples/hosts/haproxy"] = { globals = { "core" } }
files["examples/hosts/apache"] = { globals = { "apache2", "handle" } }
files["examples/hosts/dovecot"] = { globals = { "dovecot",
  "auth_password_verify", "auth_passdb_lookup" } }
exclude_files = { "examples/hosts/prosody/prosody.cfg.lua" }
