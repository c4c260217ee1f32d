--- A busted output handler for tools/test.lua: one line for each test into
-- the file that -Xoutput names, and the failures in words on standard
-- output. A report without its last line is that of a run that crashed.

local pretty = require "pl.pretty"

return function(options)
  local busted = require "busted"
  local handler = require "busted.outputHandlers.base"()
  local report = assert(io.open(options.arguments[1], "w"))

  local function line(...)
    local words = { ... }
    for i, word in ipairs(words) do
      words[i] = tostring(word):gsub("%s+", " ")
    end
    report:write(table.concat(words, "\t"), "\n")
    report:flush()
  end

  local function text_of(message)
    if type(message) == "string" then
      return message
    elseif type(message) == "table" and getmetatable(message)
        and getmetatable(message).__tostring then
      return tostring(message)
    end
    return message == nil and "nil error" or pretty.write(message)
  end

  local function tell(element, message, trace)
    local where = trace or element.trace or {}
    print(("%s\n  at %s:%s\n  %s"):format(handler.getFullName(element),
      where.short_src or "?", where.currentline or "?",
      (text_of(message):gsub("\n", "\n  "))))
    if options.verbose and where.traceback then
      print(where.traceback)
    end
  end

  function handler.testEnd(element, _, status)
    local name = handler.getFullName(element)
    if status == "success" then
      line("ok", name)
    elseif status == "pending" then
      local last = handler.pendings[#handler.pendings]
      line("skip", name, text_of(last and last.message or "pending"))
    else
      line("fail", name)
    end
    return nil, true
  end

  -- Everything that is not a test's own end: a file that does not load, a
  -- setup or an after_each that raises.
  function handler.broken(element, _, message, trace)
    tell(element, message, trace)
    if element.descriptor ~= "it" then
      line("fail", handler.getFullName(element) or "?")
    end
    return nil, true
  end

  function handler.suiteEnd()
    line("end")
    report:close()
    return nil, true
  end

  busted.subscribe({ "test", "end" }, handler.testEnd)
  busted.subscribe({ "error" }, handler.broken)
  busted.subscribe({ "failure" }, handler.broken)
  busted.subscribe({ "suite", "end" }, handler.suiteEnd)
  return handler
end
