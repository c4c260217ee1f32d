-- Only what the recipe needs; a real server has its own.
local here, data = os.getenv "RECIPE", os.getenv "DATA"

daemonize = false
data_path = data
pidfile = data .. "/prosody.pid"
plugin_paths = { here }
log = { warn = "*console" }

interfaces = { "127.0.0.1" }
c2s_ports, s2s_ports = {}, {}
http_ports = { tonumber(os.getenv "PORT") }
http_interfaces = { "127.0.0.1" }
https_ports = {}

modules_enabled = { "orchestrator" }
modules_disabled = { "s2s", "tls" }

VirtualHost "localhost"
