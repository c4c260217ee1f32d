--- Child processes for specs.
--
-- Every child runs under timeout(1) in a process group of its own, and dies
-- when its spec does, even by SIGKILL (PR_SET_PDEATHSIG): no spec can hang
-- on a child or leave one behind.

local files = require "support.files"

local process = {}

-- Seconds between the polite signal and SIGKILL.
local GRACE = 2

--- One word for the shell.
---@param word string|number
---@return string
function process.quote(word)
  return "'" .. tostring(word):gsub("'", [['\'']]) .. "'"
end

---@param argv (string|number)[]
---@return string
function process.command(argv)
  local words = {}
  for i, word in ipairs(argv) do
    words[i] = process.quote(word)
  end
  return table.concat(words, " ")
end

-- Sets a name of the environment, or removes it where the value is false.
local function env_words(env)
  local words = { "env" }
  for name, value in pairs(env or {}) do
    if value then
      words[#words + 1] = process.quote(name .. "=" .. value)
    else
      table.insert(words, 2, "-u " .. process.quote(name))
    end
  end
  return table.concat(words, " ")
end

local function guarded(argv, options, limit)
  return table.concat({
    options.cwd and "cd " .. process.quote(options.cwd) .. " &&" or "",
    "exec setpriv --pdeathsig TERM timeout -k", GRACE, limit,
    "setpriv --pdeathsig KILL", env_words(options.env),
    process.command(argv),
  }, " ")
end

---@class support.process_options
---@field timeout number? seconds until it is killed (run: 60, start: 600)
---@field env table<string, string|false>? changes to the environment
---@field cwd string? where it runs
---@field stdin string? what it reads (run only); without it, nothing

---@class support.process_result
---@field code integer exit code; 128 + n for signal n
---@field timed_out boolean
---@field stdout string
---@field stderr string

--- Runs a command to its end.
---@param argv (string|number)[]
---@param options support.process_options?
---@return support.process_result
function process.run(argv, options)
  options = options or {}
  local input = options.stdin and os.tmpname() or nil
  local out, err = os.tmpname(), os.tmpname()
  if input then
    files.write(input, options.stdin)
  end
  local _, how, code = os.execute(table.concat({
    guarded(argv, options, options.timeout or 60),
    "<", process.quote(input or "/dev/null"),
    ">", process.quote(out), "2>", process.quote(err),
  }, " "))
  local result = {
    code = how == "signal" and 128 + code or code,
    timed_out = how == "exit" and code == 124,
    stdout = files.read(out),
    stderr = files.read(err),
  }
  for _, path in pairs { out, err, input } do
    os.remove(path)
  end
  return result
end

--- Is there such a process, and has it not ended?
---@param pid integer|string
---@return boolean
function process.alive(pid)
  local file = io.open(("/proc/%s/stat"):format(pid), "r")
  local state = file and file:read("a"):match(".*%) (%u)")
  if file then
    file:close()
  end
  return state ~= nil and state ~= "Z" and state ~= "X"
end

---@class support.child
---@field pid integer
local child = {}
child.__index = child

--- Starts a command and returns at once.
---@param argv (string|number)[]
---@param options support.process_options?
---@return support.child
function process.start(argv, options)
  options = options or {}
  local err = os.tmpname()
  local pipe = assert(io.popen(table.concat({
    "echo $$;", guarded(argv, options, options.timeout or 600),
    "</dev/null", "2>", process.quote(err),
  }, " "), "r"))
  local pid = assert(math.tointeger(pipe:read("n")))
  pipe:read("l")
  return setmetatable({ pid = pid, pipe = pipe, err = err }, child)
end

--- The next line of its standard output; nil once it has ended.
---@return string?
function child:line()
  return self.pipe:read("l")
end

--- What it has written to standard error so far.
---@return string
function child:stderr()
  return self.errors or files.read(self.err)
end

--- Sends a signal, by name or number.
---@param name string|integer
function child:signal(name)
  -- To the program alone: timeout(1) would pass it on and then send it to the
  -- whole group, so the program got it twice.
  os.execute(("kill -s %s $(cat /proc/%d/task/%d/children) 2>/dev/null"):format(
    name, self.pid, self.pid))
end

--- Waits for its end and answers its exit code. Can be called twice.
---@return integer code 128 + n for signal n
function child:wait()
  if self.pipe then
    local _, how, code = self.pipe:close()
    self.code = how == "signal" and 128 + code or code
    self.pipe = nil
    self.errors = files.read(self.err)
    os.remove(self.err)
  end
  return self.code
end

--- Ends it, kindly, then by force. Can be called twice.
---@return integer code
function child:stop()
  if self.pipe then
    self:signal("TERM")
  end
  return self:wait()
end

return process
