-- `orchestrator.help`: what there is, in plain words.

local parse = require "orchestrator.catalogue.descriptor"
local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"
local shared = require "orchestrator.catalogue"
local verbs = require "orchestrator.verbs"
local require = require("orchestrator.host").require

local WORDS = { int32 = "an integer", int64 = "an integer",
  string = "a text", uuid = "a GUID", date = "a moment", number = "a number",
  boolean = "true or false", object = "a table", any = "anything",
  binary = "the path of a file", byte = "a text" }

local function described(catalogue, text)
  local about = parse(text)
  local out = about.type and "a " .. about.type
    or about.enum and "one of " .. table.concat(catalogue:enum(about.enum),
      ", ") or WORDS[about.kind] or about.kind
  if about.list then out = "a list, each " .. out end
  if about.map then out = "a table, each member " .. out end
  if about.maxlength then out = out .. (", at most %d characters"):format(
    about.maxlength) end
  if about.min or about.max then
    out = out .. (", %s to %s"):format(about.min or "any", about.max or "any")
  end
  return (about.required and "required, " or "") .. out
end

local function add_fields(catalogue, out, fields, indent)
  for _, name in ipairs(nearest.names(fields)) do
    out[#out + 1] = ("%s%-24s %s"):format(indent, name,
      described(catalogue, fields[name]))
  end
end

-- What a verb's docstring says, and its tags.
local function words_of(tag, verb)
  local words = require "orchestrator.catalogue.verb_words"
  local like = tag == "Libraries" and "packages" or "common"
  for _, room in ipairs { verbs.room(tag) or like, like, "common" } do
    if words[room] and words[room][verb] then return words[room][verb] end
  end
end

local function call_of(catalogue, tag, verb)
  local folder = catalogue:operations(tag).Get
  return ("%s.%s:%s"):format(folder and folder.folder and "folder"
    or "tenant", tag, verb)
end

local function first_sentence(text)
  local line = text:gsub("%s+", " ")
  return line:match "^(.-[.:;]) %u" or line
end

local function add_verbs(catalogue, out, tag, about)
  for _, verb in ipairs(nearest.names(verbs.of(catalogue, tag))) do
    local words = words_of(tag, verb)
    if words and about(words[1]) then
      out[#out + 1] = ("    %-16s %s"):format(verb, first_sentence(words[1]))
    end
  end
end

local function verb_text(catalogue, tag, verb)
  local words = words_of(tag, verb)
  local out = { call_of(catalogue, tag, verb), words[1] }
  if words[2] ~= "" then
    out[#out + 1] = "  " .. words[2]:gsub("\n", "\n  "):gsub("@", "")
  end
  out[#out + 1] = "  example: " .. words[3]
  return table.concat(out, "\n") .. "\n"
end

local function operation_text(catalogue, tag, name, op, api)
  local out = { ("%s.%s: %s %s"):format(tag, name, op.method, op.at) }
  local about = op.body and parse(op.body)
  for _, group in ipairs { { "path", op.path }, { "query", op.query },
    { "headers", op.header } } do
    if group[2] then
      out[#out + 1] = "  " .. group[1]
      add_fields(catalogue, out, group[2], "    ")
    end
  end
  if op.options then out[#out + 1] = "  options: " .. op.options end
  if about and about.type and not about.list then
    out[#out + 1] = "  body"
    add_fields(catalogue, out, catalogue:fields(about.type), "    ")
  elseif op.body then
    out[#out + 1] = "  body: " .. described(catalogue, op.body)
  end
  out[#out + 1] = "  answer: " .. (op.answer or "none, so it returns true")
  if op.scopes then
    out[#out + 1] = "  one of the scopes: " .. op.scopes
  end
  local short = { "  verbs that do this" }
  if api == "orchestrator" then
    add_verbs(catalogue, short, tag, function(text)
      return text:find("%f[%w]" .. name .. "%f[%W]")
    end)
  end
  if #short > 1 then out[#out + 1] = table.concat(short, "\n") end
  out[#out + 1] = ("  example: tenant:call(%q, { … })"):format(op.id)
  if api == "orchestrator" then
    out[#out + 1] = ("           %s.%s:%s{ … }"):format(op.folder and "folder"
      or "tenant", tag, name)
  end
  return table.concat(out, "\n") .. "\n"
end

-- How to begin with a set.
local function example_of(catalogue, tag)
  local operations = catalogue:operations(tag)
  if catalogue:row_type(tag) and operations.Get then
    return call_of(catalogue, tag, "top") .. "(10):list()"
  end
  local first = operations[nearest.names(operations)[1]]
  return ("tenant:call(%q, { … })"):format(first.id)
end

local function tag_text(catalogue, tag)
  local out = { tag }
  local row = catalogue:row_type(tag)
  if row then
    out[#out + 1] = "  each row is a " .. row
    add_fields(catalogue, out, catalogue:fields(row) or {}, "    ")
  end
  local own = { "  verbs" }
  if catalogue:has(tag, "orchestrator") then
    add_verbs(catalogue, own, tag, function() return true end)
  end
  if #own > 1 then out[#out + 1] = table.concat(own, "\n") end
  out[#out + 1] = "  operations"
  for _, name in ipairs(nearest.names(catalogue:operations(tag))) do
    out[#out + 1] = ("    %s"):format(name)
  end
  out[#out + 1] = "  example: " .. example_of(catalogue, tag)
  return table.concat(out, "\n") .. "\n"
end

-- Operations and verbs of a tag.
local function known_names(catalogue, tag)
  local names = nearest.names(catalogue:operations(tag))
  for verb in pairs(verbs.of(catalogue, tag)) do names[#names + 1] = verb end
  return names
end

local function every_tag(catalogue)
  local tags = {}
  for _, api in ipairs { "orchestrator", "identity" } do
    for _, tag in ipairs(catalogue:tags(api)) do tags[#tags + 1] = tag end
  end
  return tags
end

---What there is: all entity sets, one of them ("Jobs"), an operation
---("Jobs.StartJobs", or its operationId), a verb ("Jobs.start"), or a type
---("JobDto").
---@param what? string
---@param catalogue? orchestrator.Catalogue a connection's; else the shared one
---@return string text for people, of several lines
return function(what, catalogue)
  catalogue = catalogue or shared
  if what == nil then
    return table.concat(every_tag(catalogue), "\n") .. "\n"
  end
  if type(what) ~= "string" then errors.argument "help: give a name" end
  for _, api in ipairs { "orchestrator", "identity" } do
    if catalogue:has(what, api) then return tag_text(catalogue, what) end
    local tag, name = what:match "^(%w+)[._](.+)$"
    if tag and catalogue:has(tag, api) then
      local op = catalogue:method(tag, name)
      if op then return operation_text(catalogue, tag, name, op, api) end
      if api == "orchestrator" and verbs.of(catalogue, tag)[name] then
        return verb_text(catalogue, tag, name)
      end
      errors.argument(("help: %s has no operation %q"):format(tag, name),
        nearest.hint(name, known_names(catalogue, tag)))
    end
  end
  local fields = catalogue:fields(what)
  if not fields then
    errors.argument(("help: there is no %q"):format(what),
      nearest.hint(what, every_tag(catalogue)))
  end
  local out = { what }
  add_fields(catalogue, out, fields, "  ")
  return table.concat(out, "\n") .. "\n"
end
