-- $filter to SQL. The parser makes a tree, the compiler checks it against
-- the entity type and writes SQL in which every value is a bound parameter.
--
-- Null follows OData, not SQL: `eq` and `ne` compare with null, every other
-- operator is false on it, also under `not`. So each boolean expression below
-- is 0 or 1, never NULL.

local lexer = require "orchestrator.sandbox.lexer"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local text = require "orchestrator.sandbox.text"

local filter = {}

local MAX_NODES = 100

---------------------------------------------------------------------------
-- Parser

local Parser = {}
Parser.__index = Parser

function Parser:peek(kind, value)
  local token = self.tokens[self.at]
  if not token or token[1] ~= kind then return nil end
  if value and token[2] ~= value then return nil end
  return token
end

function Parser:take(kind, value)
  local token = self:peek(kind, value)
  if token then self.at = self.at + 1 end
  return token
end

function Parser:expect(kind)
  return self:take(kind)
    or problem.options(("Syntax error: '%s' was expected."):format(kind))
end

function Parser:node(node)
  self.nodes = self.nodes + 1
  if self.nodes > MAX_NODES then
    problem.options(("The node count limit of '%d' has been exceeded.")
      :format(MAX_NODES))
  end
  return node
end

local comparisons = { eq = true, ne = true, gt = true, ge = true, lt = true,
  le = true }
local literals = { string = true, integer = true, number = true, guid = true,
  date = true }
local keywords = { ["true"] = true, ["false"] = false }

function Parser:call(name)
  local args = {}
  self:expect "("
  repeat args[#args + 1] = self:any() until not self:take ","
  self:expect ")"
  return self:node { op = "call", name = name, args = args }
end

function Parser:primary()
  if self:take "(" then
    local inner = self:any()
    self:expect ")"
    return inner
  end
  local token = self.tokens[self.at]
  if not token then problem.options "Syntax error: the filter ends early." end
  self.at = self.at + 1
  if literals[token[1]] then
    return self:node { op = "literal", kind = token[1], value = token[2] }
  end
  local word = token[1] == "word" and token[2]
  if not word then problem.options "Syntax error in the filter." end
  if keywords[word] ~= nil then
    return self:node { op = "literal", kind = "bool", value = keywords[word] }
  end
  if word == "null" then return self:node { op = "literal", kind = "null" } end
  if self:peek "(" then return self:call(word) end
  return self:path(word)
end

-- The row itself is a node, and so is each step from it.
function Parser:path(word)
  local _, steps = word:gsub("/", "")
  for _ = 1, steps + 1 do self:node() end
  return self:node { op = "path", path = word }
end

-- The list of `in` is one node, as the server's constant collection is.
function Parser:list()
  local items = {}
  self:expect "("
  repeat
    local token = self.tokens[self.at]
    self.at = self.at + 1
    local null = token and token[1] == "word" and token[2] == "null"
    if not (token and (literals[token[1]] or null)) then
      problem.options "Syntax error in the list of 'in'."
    end
    items[#items + 1] = null and { kind = "null" }
      or { kind = token[1], value = token[2] }
  until not self:take ","
  self:expect ")"
  return self:node { op = "list", items = items }
end

function Parser:comparison()
  local left = self:primary()
  local word = self:peek "word"
  local op = word and word[2]
  if comparisons[op] then
    self.at = self.at + 1
    return self:node { op = op, left = left, right = self:primary() }
  elseif op == "in" then
    self.at = self.at + 1
    return self:node { op = "in", left = left, right = self:list() }
  end
  return left
end

function Parser:negation()
  if self:take("word", "not") then
    return self:node { op = "not", left = self:negation() }
  end
  return self:comparison()
end

function Parser:conjunction()
  local left = self:negation()
  while self:take("word", "and") do
    left = self:node { op = "and", left = left, right = self:negation() }
  end
  return left
end

function Parser:any()
  self.depth = self.depth + 1
  if self.depth > MAX_NODES then problem.options "The filter is too deep." end
  local left = self:conjunction()
  while self:take("word", "or") do
    left = self:node { op = "or", left = left, right = self:conjunction() }
  end
  self.depth = self.depth - 1
  return left
end

---------------------------------------------------------------------------
-- Compiler. A compiled expression is {sql, kind, enum, literal}.

local Compiler = {}
Compiler.__index = Compiler

function Compiler:bind(value)
  local params = self.params
  params.n = params.n + 1
  params[params.n] = value
  return "?" .. params.n
end

local function mismatch(left, right)
  problem.options(("A binary operator with incompatible types was detected: "
    .. "'%s' and '%s'."):format(left.kind, right.kind))
end

local function enum_value(enum, literal)
  local value = literal.value
  if literal.kind == "string" and enum.numbers[value] then return value end
  local number = math.tointeger(tonumber(value))
  if literal.kind == "string" and number and enum.values[number] then
    return enum.values[number]
  end
  problem.options(("The string '%s' is not a valid enumeration type constant.")
    :format(tostring(value)))
end

local numeric = { int32 = true, int64 = true, number = true, integer = true }
local families = { guid = "guid", date = "date", bool = "bool",
  string = "string", bytes = "string", enum = "enum" }

local function family(kind)
  return numeric[kind] and "number" or families[kind]
end

-- The value a literal stands for beside an expression of some kind.
local function coerce(literal, beside)
  if literal.kind == "null" then return nil end
  local kind = beside.kind
  if kind == "enum" then return enum_value(beside.enum, literal) end
  if kind == "guid" and literal.kind == "string"
    and text.is_guid(literal.value) then
    return literal.value:lower()
  end
  if family(kind) ~= family(literal.kind) then mismatch(beside, literal) end
  return literal.value
end

function Compiler:literal(literal, beside)
  return { sql = self:bind(coerce(literal, beside)), kind = beside.kind,
    enum = beside.enum, literal = true, null = literal.kind == "null" }
end

-- Enumerations are ordered by number, not by name.
local function rank(expression)
  if expression.kind ~= "enum" then return expression.sql end
  local out = { "CASE " .. expression.sql }
  for n = 0, expression.enum.count - 1 do
    out[#out + 1] = ("WHEN '%s' THEN %d"):format(expression.enum.values[n], n)
  end
  return table.concat(out, " ") .. " END"
end

filter.rank = rank

local order = { gt = ">", ge = ">=", lt = "<", le = "<=" }

-- Both sides of a comparison, each literal taken for the type of the other.
function Compiler:operands(node)
  local left, right = node.left, node.right
  if left.op == "literal" and right.op == "literal" then
    return self:literal(left, left), self:literal(right, left)
  elseif left.op == "literal" then
    local r = self:value(right)
    return self:literal(left, r), r
  elseif right.op == "literal" then
    local l = self:value(left)
    return l, self:literal(right, l)
  end
  local l, r = self:value(left), self:value(right)
  if family(l.kind) ~= family(r.kind) then mismatch(l, r) end
  return l, r
end

-- "=" can use an index where IS cannot, and is the same unless a side is null
-- or the NULL it gives would be negated.
function Compiler:equality(node, negated)
  local left, right = self:operands(node)
  if self.loose and left.kind == "string" and right.literal
    and not right.null then
    local sql = ("(instr(lower(coalesce(%s,'')),lower(%s))>0)"):format(
      left.sql, right.sql)
    return node.op == "ne" and "NOT " .. sql or sql
  end
  if node.op == "ne" then return left.sql .. " IS NOT " .. right.sql end
  local simple = not negated and right.literal and not right.null
  return left.sql .. (simple and " = " or " IS ") .. right.sql
end

function Compiler:compare(node, negated)
  if node.op == "eq" or node.op == "ne" then
    return self:equality(node, negated)
  end
  local left, right = self:operands(node)
  local sql = rank(left) .. order[node.op] .. rank(right)
  return negated and ("coalesce(%s,0)"):format(sql) or sql
end

function Compiler:contained(node, negated)
  local left = self:value(node.left)
  local marks, null = {}, false
  for _, item in ipairs(node.right.items) do
    if item.kind == "null" then
      null = true
    else
      marks[#marks + 1] = self:bind(coerce(item, left))
    end
  end
  local sql = ("%s IN (%s)"):format(left.sql, table.concat(marks, ","))
  if negated or null then sql = ("coalesce(%s,0)"):format(sql) end
  if null then sql = ("(%s OR %s IS NULL)"):format(sql, left.sql) end
  return sql
end

-- Each takes the SQL of its arguments; a NULL argument gives NULL.
local tests = {
  contains = "instr(%1,%2)>0",
  startswith = "substr(%1,1,length(%2))=%2",
  endswith = "(length(%2)=0 OR substr(%1,-length(%2))=%2) AND %1 NOTNULL",
}
local loose_tests = setmetatable({}, { __index = function(_, name)
  return tests[name] and tests.contains
end })

-- Functions that give a value: its kind, the SQL, and the families of their
-- arguments; by name, and by name and count where there are several.
local changes = {
  tolower = { "string", "lower(%1)", "string" },
  toupper = { "string", "upper(%1)", "string" },
  trim = { "string", "trim(%1)", "string" },
  concat = { "string", "(%1||%2)", "string", "string" },
  length = { "int32", "length(%1)", "string" },
  indexof = { "int32", "(instr(%1,%2)-1)", "string", "string" },
  substring = { "string", "substr(%1,%2+1)", "string", "number" },
  substring3 = { "string", "substr(%1,%2+1,%3)", "string", "number",
    "number" },
}
for i, name in ipairs { "year", "month", "day", "hour", "minute", "second" } do
  local from = ({ 1, 6, 9, 12, 15, 18 })[i]
  changes[name] = { "int32", ("CAST(substr(%%1,%d,%d) AS INTEGER)"):format(
    from, i == 1 and 4 or 2), "date" }
end

local function change_of(node)
  return changes[node.name .. #node.args] or changes[node.name]
end

local literal_kinds = { string = "string", number = "int64", date = "date" }

-- Puts the arguments of a function into its SQL.
function Compiler:fill(template, node, families_wanted)
  if #node.args ~= #families_wanted then
    problem.options(("The function '%s' takes %d arguments."):format(
      node.name, #families_wanted))
  end
  local args = {}
  for i, arg in ipairs(node.args) do
    local wanted = families_wanted[i]
    local value = arg.op == "literal"
      and self:literal(arg, { kind = literal_kinds[wanted] })
      or self:value(arg)
    if family(value.kind) ~= wanted then
      problem.options(("The function '%s' does not take that argument.")
        :format(node.name))
    end
    args["%" .. i] = value.sql
  end
  return (template:gsub("%%%d", args))
end

function Compiler:test(node, negated)
  local template = (self.loose and loose_tests or tests)[node.name]
  if not template then
    problem.options(("An unknown function with name '%s' was found.")
      :format(node.name))
  end
  local sql = "(" .. self:fill(template, node, { "string", "string" })
    .. ")"
  return negated and ("coalesce(%s,0)"):format(sql) or sql
end

-- A value: a property or a function of one. Booleans are values too.
function Compiler:value(node)
  if node.op == "path" then return self.resolve(node.path) end
  local change = node.op == "call" and change_of(node)
  if change then
    return { kind = change[1],
      sql = self:fill(change[2], node, { table.unpack(change, 3) }) }
  end
  if node.op == "literal" then return self:literal(node, node) end
  return { sql = "(" .. self:condition(node, true) .. ")", kind = "bool" }
end

local joints = { ["and"] = " AND ", ["or"] = " OR " }

-- Whether a part of a filter asks for one of these properties.
local function mentions(node, names)
  if node.op == "path" then return names[node.path] or false end
  for _, part in ipairs { node.left or false, node.right or false,
    table.unpack(node.args or {}) } do
    if part and part.op and mentions(part, names) then return true end
  end
  return false
end

function Compiler:condition(node, negated)
  if joints[node.op] then
    if node.op == "or" and self.no_or and mentions(node, self.no_or) then
      problem.options "The operator 'or' is not supported there."
    end
    return "(" .. self:condition(node.left, negated) .. joints[node.op]
      .. self:condition(node.right, negated) .. ")"
  elseif node.op == "not" then
    return "NOT (" .. self:condition(node.left, true) .. ")"
  elseif comparisons[node.op] then
    return self:compare(node, negated)
  elseif node.op == "in" then
    return self:contained(node, negated)
  elseif node.op == "call" and not change_of(node) then
    return self:test(node, negated)
  end
  local value = self:value(node)
  if value.kind ~= "bool" then problem.options "The filter is no condition." end
  return value.sql .. (negated and " IS 1" or " = 1")
end

---Compiles a filter.
---@param source string the decoded $filter
---@param resolve function path -> {sql, kind, enum}; raises for an unknown one
---@param params table {n = count, ...}: the bound values are appended
---@param config table|nil of the set: loose (texts are compared as
---"contains"), no_or (properties that `or` does not take)
---@return string sql
function filter.compile(source, resolve, params, config)
  local parser = setmetatable({ tokens = lexer.read(source), at = 1, nodes = 0,
    depth = 0 }, Parser)
  local tree = parser:any()
  if parser.tokens[parser.at] then
    problem.options "Syntax error: the filter goes on after its end."
  end
  local compiler = setmetatable({ resolve = resolve, params = params,
    loose = config and config.loose, no_or = config and config.no_or },
    Compiler)
  return compiler:condition(tree, false)
end

---A property of a type as an expression on a column.
---@param of table a type of the model
---@param name string in any case
---@param prefix string SQL before the column, such as "t."
function filter.property(of, name, prefix)
  local property = model.property(of, name)
  if not property then
    problem.options(("Could not find a property named '%s' on type "
      .. "'UiPath.Server.Configuration.OData.%s'."):format(name, of.name))
  elseif not property.scalar then
    problem.options(("The property '%s' cannot be used in the $filter query "
      .. "option."):format(property.name))
  end
  return { sql = ('%s"%s"'):format(prefix, property.name),
    kind = property.kind, enum = property.enum }
end

return filter
