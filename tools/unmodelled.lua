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

local clients = require "orchestrator.sandbox.flows.identity_clients"
local extras = require "orchestrator.sandbox.operations.extras"
local handlers = require "orchestrator.sandbox.operations"
local identity_handlers = require "orchestrator.sandbox.identity"

local DOCUMENT = "docs/sandbox.md"
local FROM, TO = "<!-- unmodelled -->\n", "<!-- end -->"

local function missing(operations, known)
  local list = {}
  for _, op in ipairs(operations) do
    if not known[op.id] then list[#list + 1] = "- `" .. op.id .. "`" end
  end
  return list
end

local function report()
  local orchestrator = missing(model.operations, handlers)
  local identity = missing(model.identity_operations, identity_handlers)
  local further = missing(extras.operations, handlers)
  table.move(missing(clients.routes, identity_handlers), 1, 10,
    #further + 1, further)
  local all = #model.operations + #model.identity_operations
  return ("%d of %d operations answer 501.\n\n%s\n\n"
    .. "%d of %d further ones that clients call do:\n\n%s\n"):format(
    #orchestrator + #identity, all,
    table.concat(table.move(identity, 1, #identity, #orchestrator + 1,
      orchestrator), "\n"), #further, #extras.operations + #clients.routes,
    table.concat(further, "\n"))
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
