-- `query:export`: rows as NDJSON or CSV, written by the core without making
-- tables.

local await = require "orchestrator.await"
local core = require "orchestrator.core"
local deadline = require "orchestrator.deadline"
local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"
local listing = require "orchestrator.query.listing"
local options = require "orchestrator.options"
local secrets = require "orchestrator.secrets"

local export = {}

local OPTIONS = { file = "text", write = "function", format = "text",
  columns = "table", progress = "function", timeout = "positive",
  cursor = "text",
  formulas = "text", reveal = "boolean" }
local FORMATS = { csv = true, ndjson = true }

local function format_of(given)
  local format = given.format
    or given.file and given.file:lower():match "%.(%a+)$"
  if format == "jsonl" then format = "ndjson" end
  if not FORMATS[format] then
    if given.format then
      errors.argument(("export: format %q is unknown"):format(given.format),
        'use "ndjson" or "csv"')
    end
    format = "ndjson"
  end
  return format
end

local function columns_of(query, given, format)
  if format ~= "csv" then
    if given.columns then
      errors.argument("export: columns are CSV's",
        "narrow the rows with select")
    end
    return nil
  end
  local columns = given.columns or listing.members(query)
  if not columns then return nil end
  for i, name in ipairs(columns) do
    if type(name) ~= "string" or name == "" then
      errors.argument(("export: column %d is no name"):format(i))
    end
  end
  if #columns == 0 then errors.argument "export: columns is empty" end
  return columns
end

local function check(given)
  given = options.check(given, OPTIONS, "export")
  if (given.file == nil) == (given.write == nil) then
    errors.argument("export: give file or write, one of them",
      'export{ file = "rows.csv" }, or export{ write = function(text) … end }')
  end
  if given.formulas and given.formulas ~= "escape"
    and given.formulas ~= "keep" then
    errors.argument('export: formulas is "escape" or "keep"')
  end
  return given
end

-- One pager's rows, to its end.
local function drain(writer, source, given, seconds)
  local function step(pager, at) return writer:step(pager, at) end
  while true do
    local text, err = await.poll(step, source.pager, seconds, source.about)
    if source.listens then source:tell() end
    if err then return nil, err end
    if text == nil then return true end
    if given.write and text ~= "" then given.write(text) end
    if given.progress then given.progress(writer:rows(), writer:bytes()) end
  end
end

local function run(query, given, writer)
  local place = given.cursor
  local sources, place_of = listing.sources(query, { cursor = given.cursor })
  for source in sources do
    local ok, done, err = pcall(drain, writer, source, given,
      query.connection.timeout)
    place = ok and done and place_of() or place
    if not (ok and done) then
      query.connection:drop(source.pager, ok and err or done)
    end
    source:close()
    if not ok then error(done, 0) end -- a function of the user's raised
    if not done then return nil, err end
  end
  local text, err = writer:finish()
  if not text then return nil, err end
  if given.write and text ~= "" then given.write(text) end
  if given.progress then given.progress(writer:rows(), writer:bytes()) end
  return writer:rows(), place
end

---@class orchestrator.ExportOptions
---@field file? string where the rows shall stand; there whole or not at all
---@field write? fun(text: string) takes the text piece by piece instead
---@field format? "ndjson"|"csv" else the file's ending, else ndjson
---@field columns? string[] CSV: these columns, in this order; else those of
---  select and expand, else all members of the first thousand rows
---@field progress? fun(rows: integer, bytes: integer) told of each piece
---@field formulas? "keep"|"escape" CSV: escape puts ' before text that a
---  spreadsheet would run
---@field reveal? boolean passwords and keys are written, not masked
---@field cursor? string rows behind that place only, of the same query
---@field timeout? number seconds that all of it may take; without it each
---  wait has the connection's

---Writes a query's rows to a file or a function. Nothing of a file is there
---before all of it is; a failure leaves what was there before.
---@param query orchestrator.Query
---@param given orchestrator.ExportOptions
---@return integer rows
---@return string|nil cursor behind the last row, for `each` or the next export;
---  nil where the strategy has none (link, token)
function export.run(query, given)
  given = check(given)
  local format = format_of(given)
  local writer, err = core.export(engine.get(), {
    format = format, file = given.file,
    columns = columns_of(query, given, format),
    masked = not given.reveal and secrets.of(query.connection.catalogue,
      query.spec.rows) or nil,
    members = format == "ndjson" and listing.members(query) or nil,
    formulas_escaped = given.formulas == "escape",
  })
  if not writer then errors.raise(err) end
  local ok, rows, extra = pcall(deadline.given, given.timeout,
    query.spec.tag .. ":export", run, query, given, writer)
  writer:close()
  if not ok then error(rows, 0) end
  if not rows then errors.raise(extra) end
  return rows, extra
end

return export
