-- The Lua that runs the specs, for those that start another one of it.

local version = _VERSION:match "%d%.%d"

return {
  version = version,
  -- By name: `lua` may be any.
  name = "lua" .. version,
  -- Where the C parts for it are; `make check` has some of its own.
  cpath = ("%s/%s/?.so"):format(os.getenv "TEST_BUILD" or "build", version),
}
