-- The version of the Lua part; the C part has to have the same.
return "0.1.0"
