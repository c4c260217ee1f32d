-- The version of the Lua parts. The C part has its own (ORC_VERSION), and
-- loading the module compares the two.
return "0.1.0"
