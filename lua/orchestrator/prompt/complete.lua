-- Completion: what could stand at the cursor, from the catalogue, the
-- session's own names and the live names.

local parse = require "orchestrator.catalogue.descriptor"
local nearest = require "orchestrator.nearest"
local syntax = require "orchestrator.prompt.syntax"
local verbs = require "orchestrator.verbs"

local complete = {}

local QUERY = { "bars", "count", "create", "csv", "delete", "delete_all",
  "each", "expand", "explain", "export", "filter", "first", "follow", "get",
  "histogram", "json", "list", "nulls", "orderby", "pages", "paging", "patch",
  "plot", "replace", "select", "skip", "sparkline", "table", "top", "update",
  "vertical" }
-- Those that give another query.
local NARROWING = { filter = true, orderby = true, select = true,
  expand = true, top = true, skip = true, paging = true, nulls = true }
local SCOPES = {
  tenant = { "api_version", "call", "close", "each", "folder", "folders",
    "request", "whoami" },
  folder = { "call", "each" },
}
complete.methods = { query = QUERY, tenant = SCOPES.tenant,
  folder = SCOPES.folder }

local OPERATORS = { "eq", "ne", "gt", "ge", "lt", "le" }
local UNITS = { "day", "hour", "minute", "month", "week" }
-- Which names of a tenant the fields and arguments of these names hold.
local LIVE = { ReleaseName = "Releases", ProcessName = "Releases",
  FullyQualifiedName = "Folders" }

---------------------------------------------------------------------------
-- What a chain of names stands for: { kind = "query", tag, owner } and the
-- like.

local function of_value(value)
  local meta = type(value) == "table" and getmetatable(value)
  local name = meta and meta.__name
  if name == "orchestrator.query" then
    return { kind = "query", tag = rawget(value, "spec").tag,
      owner = value.owner }
  elseif name == "orchestrator.tenant" then
    return { kind = "tenant", owner = value }
  elseif name == "orchestrator.folder" then
    return { kind = "folder", owner = value }
  end
end

-- The folder that a call with a plain path gives; else the tenant stands for
-- it.
local function called_folder(tenant, call)
  local path = call and call:match "^%(?%s*[\"']([^\"'\\]+)[\"']%s*%)?$"
  local ok, folder = pcall(tenant.folder, tenant, path)
  return { kind = "folder", owner = path and ok and folder or tenant }
end

local function catalogue_of(about) return about.owner.connection.catalogue end

local function member(about, link)
  local name = link[1]
  if about.kind == "query" then
    return NARROWING[name] and link.called and about or nil
  elseif about.kind == "tenant" and name == "folder" then
    return called_folder(about.owner, link.called)
  elseif about.kind == "tenant" and name == "folders" then
    return { kind = "folder", owner = about.owner }
  elseif catalogue_of(about):has(name, "orchestrator") then
    return { kind = "query", tag = name, owner = about.owner }
  end
end

local function resolve(session, chain)
  if not chain then return nil end
  local first, place = chain[1], session.place
  local about = of_value(session:lookup(first[1]))
  if first[1] == "folder" and place and (first.called or not about) then
    about = first.called and called_folder(place.tenant, first.called)
      or { kind = "folder", owner = place:scope() }
  end
  for i = 2, #chain do about = about and member(about, chain[i]) end
  return about
end

---------------------------------------------------------------------------
-- Lists of names.

local function add_all(list, more)
  return table.move(more, 1, #more, #list + 1, list)
end

local function methods_of(about)
  if about.kind ~= "query" then return SCOPES[about.kind] end
  local list, catalogue = add_all({}, QUERY), catalogue_of(about)
  add_all(list, nearest.names(verbs.of(catalogue, about.tag)))
  return add_all(list, nearest.names(catalogue:operations(about.tag)))
end

local function fields_of(catalogue, type_name)
  return nearest.names(type_name and catalogue:fields(type_name) or {})
end

local function row_fields(about)
  local catalogue = catalogue_of(about)
  return fields_of(catalogue, catalogue:row_type(about.tag))
end

local function property(about, name)
  local catalogue = catalogue_of(about)
  local row = catalogue:row_type(about.tag)
  return row and catalogue:property(row, name)
end

-- The values that a field of a set can have, where they are known.
local function values_of(session, about, name)
  local found = property(about, name)
  if found and found.enum then
    return catalogue_of(about):enum(found.enum)
  end
  local tag = LIVE[name] or name == "Name" and about.tag
  return tag and session.names:of(about.owner, tag) or {}
end

-- The names that an operation's table takes.
local function arguments_of(catalogue, operation)
  local list = {}
  for _, group in ipairs { operation.path or {}, operation.query or {} } do
    add_all(list, nearest.names(group))
  end
  for option in (operation.options or ""):gmatch "%S+" do
    list[#list + 1] = option
  end
  local body = operation.body and parse(operation.body)
  if body and body.type then add_all(list, fields_of(catalogue, body.type)) end
  return list
end

local BODIES = { create = "Post", update = "PutById", replace = "PutById",
  patch = "PatchById" }

-- The fields that a table given to a method takes.
local function table_names(about, method)
  if method == "filter" then return row_fields(about) end
  local catalogue = catalogue_of(about)
  local operation = catalogue:method(about.tag, BODIES[method] or method)
  if not operation then return {} end
  local list = arguments_of(catalogue, operation)
  if #list > 0 or not BODIES[method] then return list end
  return row_fields(about)
end

local function operation_names(session)
  local list, catalogue = {}, session:catalogue()
  for _, tag in ipairs(catalogue:tags "orchestrator") do
    for _, operation in pairs(catalogue:operations(tag)) do
      list[#list + 1] = operation.id
    end
  end
  return list
end

local function topics(session, _, prefix)
  local catalogue = session:catalogue()
  local tag = prefix:match "^(%w+)%."
  local list = catalogue:tags "orchestrator"
  if not tag or not catalogue:has(tag, "orchestrator") then return list end
  list = {}
  for _, name in ipairs(nearest.names(catalogue:operations(tag))) do
    list[#list + 1] = tag .. "." .. name
  end
  return list
end

---------------------------------------------------------------------------
-- In a string: by the function whose argument it is.

local function folder_paths(session)
  local place = session.place
  return place and session.names:of(place.tenant, "Folders") or {}
end

local function listed_fields(_, about) return about and row_fields(about) end

local function own_names(session, about)
  return about and session.names:of(about.owner, about.tag)
end

local STRINGS = {
  cd = folder_paths, folder = folder_paths, folders = folder_paths,
  use = function(session) return session:profiles() end,
  help = topics, describe = topics, call = operation_names,
  select = listed_fields, orderby = listed_fields, expand = listed_fields,
  bars = listed_fields, histogram = listed_fields, sparkline = listed_fields,
  named = own_names, value = own_names, set = own_names,
  start = function(session, about)
    return about and session.names:of(about.owner, "Releases")
  end,
}

-- filter("State eq ?", "Fau…
local function template_values(session, about, before)
  local template = before:match "%(%s*[\"']([^\"']*)[\"']%s*,[^\"']*$"
  local name = template and template:match "([%w_/]+)%s+%l+%s+%?"
  return about and name and values_of(session, about, name) or {}
end

-- What calls a function with the text behind it: its name and its object.
local function caller_of(session, text)
  local chain = syntax.chain(text)
  if not chain then return nil end
  local last = table.remove(chain)
  return last[1], #chain > 0 and resolve(session, chain) or nil
end

-- In a filter's table, `State = "…` or `State = { "…`.
local function filter_values(session, before, bracket)
  local field = before:sub(bracket + 1):match "([%w_]+)%s*=%s*$"
  local at = bracket
  if not field then
    local outer = before:sub(1, bracket - 1)
    local cursor = syntax.read(outer)
    field, at = outer:match "([%w_]+)%s*=%s*$", cursor.open[#cursor.open]
  end
  if not field or not at then return nil end
  local _, about = caller_of(session, (before:sub(1, at - 1)
    :gsub("%(%s*$", "")))
  return about and values_of(session, about, field)
end

local SEVERAL = { select = true, orderby = true, expand = true }

local function in_string(session, cursor)
  local prefix = cursor.text:sub(cursor.string + 1)
  local before = cursor.text:sub(1, cursor.string - 1)
  local start, bracket = cursor.string + 1, cursor.open[#cursor.open]
  if bracket and before:sub(bracket, bracket) == "{" then
    return filter_values(session, before, bracket) or {}, start
  end
  local name, about = caller_of(session, bracket
    and before:sub(1, bracket - 1) or before)
  if bracket and before:find(",", bracket, true) then
    local list = name == "filter" and template_values(session, about, before)
      or (name == "histogram" or name == "sparkline") and UNITS
    return list or {}, start
  end
  if SEVERAL[name] then -- the last of them
    start = start + #(prefix:match "^.*,%s*" or "")
  end
  local known = STRINGS[name]
  return known and known(session, about, prefix) or {}, start
end

---------------------------------------------------------------------------
-- Elsewhere.

local function in_table(session, cursor, word)
  local bracket = cursor.open[#cursor.open]
  if not bracket or cursor.text:sub(bracket, bracket) ~= "{" then return nil end
  local inside = cursor.text:sub(bracket + 1, -#word - 1)
  local name, about = caller_of(session,
    (cursor.text:sub(1, bracket - 1):gsub("%(%s*$", "")))
  if not about then
    local outer = #cursor.open > 1 and cursor.open[#cursor.open - 1]
    return outer and cursor.text:sub(1, bracket - 1):find "=%s*$"
      and OPERATORS or nil, " = "
  end
  local field = inside:match "([%w_]+)%s*=%s*$"
  if field then
    local list = {}
    for i, value in ipairs(values_of(session, about, field)) do
      list[i] = ("%q"):format(value)
    end
    return list, ""
  elseif inside:find "^%s*$" or inside:find ",%s*$" then
    return table_names(about, name), " = "
  end
end

local KEYWORDS = { "and", "do", "else", "elseif", "end", "false", "for",
  "function", "if", "in", "local", "nil", "not", "or", "print", "repeat",
  "return", "then", "true", "until", "while" }

local function globals(session)
  local list = add_all(session:words(),
    session:catalogue():tags "orchestrator")
  return add_all(list, KEYWORDS)
end

-- `cd Sha…` without quotes is read as well.
local BARE = { cd = true, use = true, help = true, describe = true }

local function in_code(session, cursor)
  local text = cursor.text
  local command, rest = text:match "^%s*(%l+)%s+([^\"'(=]*)$"
  if command and BARE[command] then
    return STRINGS[command](session, nil, rest) or {}, #text - #rest + 1
  end
  local word = text:match "[%w_]*$"
  local start = #text - #word + 1
  local joint = text:sub(start - 1, start - 1)
  if joint == "." or joint == ":" then
    local about = resolve(session, syntax.chain(text:sub(1, start - 2)))
    if not about then return {}, start end
    local list = joint == ":" and methods_of(about)
      or about.kind ~= "query"
        and catalogue_of(about):tags "orchestrator" or {}
    return list, start
  end
  local list, after = in_table(session, cursor, word)
  if list then return list, start, after end
  return globals(session), start
end

---------------------------------------------------------------------------

local function fitting(list, prefix, fold)
  local out, seen = {}, {}
  if fold then prefix = prefix:lower() end
  for _, name in ipairs(list) do
    local shown = fold and name:lower() or name
    if shown:sub(1, #prefix) == prefix and not seen[name] then
      seen[name] = true
      out[#out + 1] = name
    end
  end
  table.sort(out)
  return out
end

-- readline replaces its own word, from..to, and we what we found, from start.
local function replacement(line, name, start, from)
  if start <= from then return name:sub(from - start + 1) end
  return line:sub(from, start - 1) .. name
end

---What could stand between `from` and `to` of a line.
---@param session table the prompt's
---@param line string
---@param from integer
---@param to integer
---@return string[]
function complete.list(session, line, from, to)
  local cursor = syntax.read(line:sub(1, to))
  local list, start, after
  if cursor.string then
    list, start = in_string(session, cursor)
  else
    list, start, after = in_code(session, cursor)
  end
  local prefix = cursor.text:sub(start)
  local found = fitting(list, prefix, false)
  if #found == 0 then found = fitting(list, prefix, true) end
  local out = {}
  for i, name in ipairs(found) do
    out[i] = replacement(line, name, start, from)
  end
  if #out == 1 and after then out[1] = out[1] .. after end
  return out
end

return complete
