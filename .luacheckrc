std = "lua54"
max_line_length = 80
-- `local _, code = …` and methods that do not need their self are fine.
ignore = { "212/self" }
files["spec"] = { std = "+busted" }
