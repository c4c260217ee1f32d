--- Files of a spec: temporary folders, reading and writing whole files.

local files = {}

--- A new empty folder.
---@param place string? TMPDIR, or /tmp, unless given
---@return string path
function files.temp_dir(place)
  local pipe = assert(io.popen("mktemp -d" .. (place and " -p " .. place or ""),
    "r"))
  local path = pipe:read("l")
  assert(pipe:close(), "mktemp failed")
  return path
end

--- Removes a folder that `temp_dir` made.
---@param path string
function files.remove(path)
  assert(path:find "^/[%w/._-]+$", "not a path that temp_dir made")
  assert(os.execute("rm -rf -- " .. path))
end

---@param path string
---@return string
function files.read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

---@param path string
---@param text string
function files.write(path, text)
  local file = assert(io.open(path, "wb"))
  assert(file:write(text))
  assert(file:close())
end

return files
