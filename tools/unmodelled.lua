-- The operations that the sandbox answers with 501, as docs/sandbox.md lists
-- them.
--
--   lua5.4 tools/unmodelled.lua           prints the list
--   lua5.4 tools/unmodelled.lua --write   writes it into docs/sandbox.md
--
-- Runs from the top of a built checkout.

package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./build/5.4/?.so;" .. package.cpath

local model = require "orchestrator.sandbox.model"

local DOCUMENT = "docs/sandbox.md"
local FROM, TO = "<!-- unmodelled -->\n", "<!-- end -->"

local function missing(operations, handlers)
  local list = {}
  for _, op in ipairs(operations) do
    if not handlers[op.id] then list[#list + 1] = "- `" .. op.id .. "`" end
  end
  return list
end

local function report()
  local orchestrator = missing(model.operations,
    require "orchestrator.sandbox.operations")
  local identity = missing(model.identity_operations,
    require "orchestrator.sandbox.identity")
  local all = #model.operations + #model.identity_operations
  return ("%d of %d operations answer 501.\n\nOrchestrator:\n\n%s\n\n"
    .. "Identity:\n\n%s\n"):format(#orchestrator + #identity, all,
    table.concat(orchestrator, "\n"), table.concat(identity, "\n"))
end

local function write(text)
  local file = assert(io.open(DOCUMENT))
  local document = file:read "a"
  file:close()
  local _, from = document:find(FROM, 1, true)
  local to = document:find(TO, 1, true)
  file = assert(io.open(DOCUMENT, "w"))
  file:write(document:sub(1, from), text, document:sub(to))
  file:close()
end

if ... == "--write" then write(report()) else io.write(report()) end
