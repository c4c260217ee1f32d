-- The sandbox's version; that of its C part is in src/sandbox/version.h.
return "0.1.0"
