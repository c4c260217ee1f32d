--- A page of Markdown, for specs that run what it shows.
--
--   local guide = page.read "docs/across.md"
--   for i, block in ipairs(guide:blocks "lua") do
--     it("block " .. i .. " runs", function() page.run(block, server.env) end)
--   end

local files = require "support.files"
local process = require "support.process"

local page = {}

---@class support.page
---@field text string
local Page = {}
Page.__index = Page

---@param path string from the checkout's root
---@return support.page
function page.read(path)
  return setmetatable({ text = files.read(path) }, Page)
end

--- What stands between the fences of a language, in order.
---@param language "lua"|"sh"|"ini"
---@return string[]
function Page:blocks(language)
  local found = {}
  for block in self.text:gmatch("```" .. language .. "\n(.-)```") do
    found[#found + 1] = block
  end
  return found
end

--- The same as one text.
---@param language "lua"|"sh"|"ini"
---@return string
function Page:code(language) return table.concat(self:blocks(language)) end

--- Runs Lua as `orch run` does; it must go well, without a word on standard
-- error, and print something.
---@param code string
---@param env table<string, string|false>
---@return string stdout
function page.run(code, env)
  local result = process.run({ "bin/orch", "run", "-" }, { stdin = code,
    env = env })
  if result.code ~= 0 or result.stderr ~= "" then
    error(("exit code %d: %s"):format(result.code, result.stderr), 2)
  elseif not result.stdout:find "%S" then
    error("it prints nothing", 2)
  end
  return result.stdout
end

return page
