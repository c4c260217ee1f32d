--- The command `orch`, run by the Lua that runs the specs, on a sandbox with
-- the demo tenant.

local files = require "support.files"
local interpreter = require "support.interpreter"
local process = require "support.process"
local sandbox = require "support.sandbox"

local orch = {}
orch.__index = orch

local root

--- The words that start it, before its own.
function orch.argv(...)
  root = root or process.run({ "pwd" }).stdout:match "[^\n]+"
  return { interpreter.name, root .. "/bin/orch", ... }
end

--- Runs it as somebody who has no tenant.
---@param words string[]
---@param options support.process_options?
---@return support.process_result
function orch.run(words, options)
  return process.run(orch.argv(table.unpack(words)), options)
end

--- A sandbox, and a folder for files. Call stop() in the teardown.
---@param folder string? UIPATH_FOLDER_PATH
---@param more string[]? further arguments of `orch sandbox`
function orch.start(folder, more)
  local server = sandbox.start { "--seed", "demo", "--quiet",
    table.unpack(more or {}) }
  server.env.UIPATH_FOLDER_PATH = folder
  server.env.TZ = "UTC"
  return setmetatable({ server = server, env = server.env,
    folder = files.temp_dir() }, orch)
end

function orch:stop()
  self.server:stop()
  files.remove(self.folder)
end

--- Writes a file and answers its path.
function orch:write(name, text)
  files.write(self.folder .. "/" .. name, text)
  return self.folder .. "/" .. name
end

--- Runs it on the sandbox.
---@return support.process_result
function orch:__call(...)
  local words = { ... }
  local options = type(words[#words]) == "table" and table.remove(words) or {}
  local env = {}
  for name, value in pairs(self.env) do env[name] = value end
  for name, value in pairs(options.env or {}) do env[name] = value end
  options.env = env
  return orch.run(words, options)
end

--- What it prints when it goes well; raises when it does not.
---@return string
function orch:out(...)
  local result = self(...)
  if result.code ~= 0 then
    error(("exit code %d: %s"):format(result.code, result.stderr), 2)
  end
  return result.stdout
end

return orch
