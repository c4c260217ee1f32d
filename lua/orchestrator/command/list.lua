--- The table of commands: what the command line takes is said here once, and
-- made from it are the parsers, help, the completions and the man page.
--
-- An entry has a name, its module, a summary and its words:
--   arguments  name, about, and `args` ("?", "*", "+") where not exactly one
--   options    "--output -o", VALUE (nil for a flag), about, and `choices`,
--              `sets` (names of entity sets), `whole` (a number of rows)
--   common     it works on a tenant, and takes session.options too
--   yes        it may destroy something, and asks before that
--   own        its module reads its words itself
--   commands   entries of their own below it
--   plain      options stand in front of its words only, as for `run`

local FORMATS = { "table", "vertical", "json", "ndjson", "csv" }

local function option(names, value, about, more)
  local out = { names = names, value = value, about = about }
  for key, member in pairs(more or {}) do out[key] = member end
  return out
end

local function argument(name, about, args)
  return { name = name, about = about, args = args }
end

local OUTPUT = option("--output -o", "FORMAT", "how rows are written",
  { choices = FORMATS })
local QUERY = option("--query", "EXPR",
  "a Lua expression of each row, whose fields are names: its value takes the "
  .. "row's place; true keeps the row, false and nil leave it out")
local REVEAL = option("--reveal", nil, "secrets are shown, not masked")
local UTC = option("--utc", nil, "moments in UTC")
local FILTER = option("--filter", "FILTER",
  "OData: \"State eq 'Faulted'\"")
local ORDER = option("--orderby", "NAMES", "\"CreationTime desc,Id\"")
local SELECT = option("--select", "NAMES", "these fields only: Id,Name")
local EXPAND = option("--expand", "NAMES", "entities to send along")
local TOP = option("--top", "N", "at most so many rows (100)", { whole = 0 })
local SKIP = option("--skip", "N", "pass over so many rows", { whole = 0 })
local ALL = option("--all", nil, "every row")
local TIMEOUT = option("--timeout", "SECONDS", "how long to wait (3600)",
  { whole = 1 })

local WAYS_IN = {
  option("--url", "URL", "https://cloud.uipath.com"),
  option("--organization", "NAME", "name or id"),
  option("--tenant", "NAME", "name or id"),
  option("--edition", "KIND", "the kind of deployment",
    { choices = { "cloud", "suite", "standalone" } }),
  option("--client-id", "ID", "of an application or the API Access window"),
  option("--scope", "SCOPES", "of an application, separated by spaces"),
  option("--redirect-uri", "URL", "where the browser comes back to"),
  option("--identity-url", "URL", "the identity server"),
  option("--account-url", "URL", "where user keys become tokens"),
  option("--ca", "FILE", "certificate authorities"),
  option("--username", "NAME", "on premises"),
  option("--client-secret", nil, "asks for it, or reads a line of stdin"),
  option("--user-key", nil, "the same"),
  option("--pat", nil, "the same"),
  option("--password", nil, "the same"),
  option("--login", nil, "as orch login has signed in"),
  option("--profile", "NAME", "settings under a name"),
  option("--folder", "PATH", "the folder, by its path, Id or key"),
  option("--verbose", nil, "show what goes over the wire, masked"),
}

-- The ways in and further options.
local function signing(...)
  local out = { table.unpack(WAYS_IN) }
  for _, more in ipairs { ... } do out[#out + 1] = more end
  return out
end

local IDS = argument("ID", "the job's Id", "+")
local QUEUE = argument("QUEUE", "the queue's name")
local BUCKET = argument("BUCKET", "the bucket's name")
local LIBRARIES = option("--libraries", nil, "libraries, not packages")
local FEED = option("--feed", "GUID", "a folder's feed, not the tenant's")
local VALUES = argument("NAME=VALUE",
  "a value is a text, or JSON as orch writes it: 12, true, {\"a\":1}", "*")

return {
  {
    name = "get", module = "orchestrator.command.get", common = true,
    usage = "SET [OPTION...]", summary = "print rows of an entity set",
    arguments = { { name = "SET", about = "Jobs, Folders, …", sets = true } },
    options = { FILTER, SELECT, ORDER, EXPAND, TOP, SKIP, ALL, OUTPUT, QUERY,
      REVEAL, UTC },
  },
  {
    name = "call", module = "orchestrator.command.call", common = true,
    yes = true, usage = "OPERATION [NAME=VALUE...]",
    summary = "call an operation of the API by its id",
    arguments = { argument("OPERATION", "Jobs_StopJobs, …"), VALUES },
    options = {
      option("--body", "BODY", "JSON, @FILE, or - for standard input"),
      OUTPUT, QUERY, REVEAL, UTC },
  },
  {
    name = "export", module = "orchestrator.command.export", common = true,
    usage = "SET --file FILE", summary = "write rows to a file",
    arguments = { { name = "SET", about = "Jobs, Folders, …", sets = true } },
    options = {
      option("--file -f", "FILE", "its ending says the format; there whole or "
        .. "not at all; - is standard output", { needed = true }),
      option("--format", "FORMAT", "instead of the ending's",
        { choices = { "ndjson", "csv" } }),
      option("--columns", "NAMES", "CSV: these columns, in this order"),
      FILTER, SELECT, ORDER, EXPAND,
      option("--top", "N", "at most so many rows", { whole = 0 }), SKIP,
      REVEAL },
  },
  {
    name = "logs", module = "orchestrator.command.logs", common = true,
    usage = "[--follow] [--job ID]", summary = "print what robots have logged",
    options = {
      option("--follow", nil, "go on with the lines that come, until Ctrl-C"),
      option("--job", "ID", "of that job only", { whole = 1 }),
      option("--level", "LEVEL", "of that level only", { choices = { "Trace",
        "Info", "Warn", "Error", "Fatal" } }),
      option("--lag", "SECONDS", "with --follow: how late lines may come (60)",
        { whole = 1 }),
      option("--top", "N", "the newest so many lines (100)", { whole = 0 }),
      option("--output -o", "FORMAT", "text, or a row a line",
        { choices = { "text", "ndjson" } }), UTC },
  },
  {
    name = "jobs", usage = "VERB",
    summary = "start, wait, stop, kill, list, output",
    module = "orchestrator.command.jobs",
    commands = {
      { name = "start", common = true, summary = "start a process",
        arguments = { argument("PROCESS", "its name or key"), VALUES },
        options = {
          option("--input", "JSON", "its arguments: JSON, @FILE or -"),
          option("--count", "N", "so many jobs (1)", { whole = 1 }),
          option("--wait", nil, "wait for their ends"), TIMEOUT, OUTPUT } },
      { name = "wait", common = true, summary = "wait for jobs to end",
        arguments = { IDS }, options = { TIMEOUT, OUTPUT } },
      { name = "stop", common = true, yes = true,
        summary = "ask jobs to stop", arguments = { IDS } },
      { name = "kill", common = true, yes = true,
        summary = "end jobs at once", arguments = { IDS } },
      { name = "list", common = true, summary = "print jobs, newest first",
        options = { option("--state", "STATE", "in that state only"), FILTER,
          TOP, ALL, OUTPUT, QUERY, UTC } },
      { name = "output", common = true, summary = "print what a job gave out",
        arguments = { argument("ID", "the job's Id") } },
    },
  },
  {
    name = "queue", usage = "VERB",
    summary = "add, import (CSV), export, status",
    module = "orchestrator.command.queue",
    commands = {
      { name = "add", common = true, summary = "add one item",
        arguments = { QUEUE, VALUES },
        options = { option("--reference", "TEXT", "its Reference"),
          option("--priority", "LEVEL", "how urgent it is",
            { choices = { "Low", "Normal", "High" } }),
          option("--due", "MOMENT", "2026-11-30T12:00:00Z"),
          option("--defer", "MOMENT", "not before that"), OUTPUT } },
      { name = "import", common = true, summary = "add the rows of a CSV file",
        arguments = { QUEUE, argument("FILE", "- for standard input") },
        options = {
          option("--content", nil, "columns that are no field of an item are "
            .. "SpecificContent"),
          option("--text", nil, "every cell is a text, never JSON"),
          option("--skip-bad", nil, "leave out rows that cannot be sent, and "
            .. "send the others") } },
      { name = "export", common = true, summary = "write items as CSV",
        arguments = { QUEUE },
        options = { option("--file -f", "FILE", "- for standard output",
            { needed = true }),
          option("--status", "STATUS", "New, Failed, …"), FILTER } },
      { name = "status", common = true, summary = "count items by status",
        arguments = { QUEUE }, options = { OUTPUT } },
    },
  },
  {
    name = "bucket", usage = "VERB",
    summary = "ls, cp, sync",
    module = "orchestrator.command.bucket",
    commands = {
      { name = "ls", common = true, summary = "list files",
        arguments = { BUCKET, argument("PREFIX", "of their paths", "?") },
        options = { OUTPUT, QUERY, UTC } },
      { name = "cp", common = true, summary = "copy one file",
        arguments = { argument("FROM", "a file, or BUCKET:PATH"),
          argument("TO", "BUCKET:PATH, or a file") } },
      { name = "sync", common = true, yes = true,
        summary = "copy what is new or different",
        arguments = { argument("FROM", "a folder, or BUCKET:PREFIX"),
          argument("TO", "BUCKET:PREFIX, or a folder") },
        options = { option("--delete", nil,
          "delete at TO what is not at FROM") } },
    },
  },
  {
    name = "package", usage = "VERB",
    summary = "upload, download, list",
    module = "orchestrator.command.package",
    commands = {
      { name = "upload", common = true, summary = "send packages",
        arguments = { argument("FILE", ".nupkg, or a folder of them", "+") },
        options = { LIBRARIES, FEED, option("--skip-existing", nil,
          "pass over versions that are there") } },
      { name = "download", common = true, summary = "fetch a package",
        arguments = { argument("PACKAGE", "its Id"),
          argument("VERSION", "1.0.3") },
        options = { option("--file -f", "FILE", "PACKAGE.VERSION.nupkg"),
          LIBRARIES } },
      { name = "list", common = true, summary = "list packages",
        options = { LIBRARIES, FILTER, TOP, ALL, OUTPUT, QUERY } },
    },
  },
  {
    name = "folder", usage = "VERB", summary = "tree",
    module = "orchestrator.command.folder",
    commands = {
      { name = "tree", common = true, summary = "all folders as a tree",
        options = { option("--output -o", "FORMAT", "a tree, or rows",
          { choices = { "tree", table.unpack(FORMATS) } }) } },
    },
  },
  {
    name = "run", module = "orchestrator.command.run", own = true,
    plain = true, usage = "SCRIPT [ARGUMENT...]",
    summary = "run a Lua script that uses the module",
    arguments = { argument("SCRIPT", "- for standard input"),
      argument("ARGUMENT", "what the script gets", "*") },
    options = {
      option("--verbose", nil, "show what goes over the wire, masked"),
      option("--dry-run", nil, "print writes as a plan, send none"),
      option("--plan", "FILE", "with --dry-run: save the plan"),
      option("--profile", "NAME", "settings under a name"),
      option("--folder", "PATH", "what tenant:folder() gives") },
  },
  {
    name = "apply", module = "orchestrator.command.apply", own = true,
    usage = "PLAN [OPTION...]", summary = "do what a dry run has planned",
    arguments = { argument("PLAN", "a file") },
    options = signing(
      option("--done", "N", "write N was done"),
      option("--again", "N", "write N was not done")),
  },
  {
    name = "login", module = "orchestrator.command.login", own = true,
    usage = "[OPTION...]", summary = "sign in, in a browser, and keep it",
    options = signing(option("--no-browser", nil, "print the address only")),
  },
  {
    name = "logout", module = "orchestrator.command.logout", own = true,
    usage = "[OPTION...]", summary = "forget what a sign-in has kept",
    options = signing(),
  },
  {
    name = "whoami", module = "orchestrator.command.whoami", own = true,
    usage = "[OPTION...]",
    summary = "show the settings, and where they come from",
    options = signing(option("--check", nil, "sign in, too")),
  },
  {
    name = "completion", module = "orchestrator.command.completion",
    usage = "bash|zsh", summary = "print the shell's completion of orch",
    arguments = { { name = "SHELL", about = "which shell",
      choices = { "bash", "zsh" } } },
  },
  {
    name = "sandbox", module = "orchestrator.sandbox.command", own = true,
    usage = "[OPTION...]",
    summary = "serve an emulated tenant on this machine",
    missing = "the sandbox is not installed: it is the rock"
      .. " orchestrator-sandbox",
    options = {
      option("--port", "N", "0: the system chooses"),
      option("--address", "IPV4", "to listen on (127.0.0.1)"),
      option("--data", "FILE", "keeps the tenant"),
      option("--seed", "SEED", "what a new tenant holds",
        { choices = { "demo", "empty", "large" } }),
      option("--tenant", "NAME", "a further one: organisation/name"),
      option("--edition", "KIND", "the kind of deployment",
        { choices = { "cloud", "suite", "standalone" } }),
      option("--token-lifetime", "SECONDS", "of access tokens"),
      option("--speed", "FACTOR", "of the robots' time"),
      option("--robots", "ON", "take the jobs",
        { choices = { "on", "off" } }),
      option("--transactions", "WHO", "may start them",
        { choices = { "robots", "anyone" } }),
      option("--rate-limits", nil, "keep the Cloud's"),
      option("--control", nil, "print the key of control requests"),
      option("--quiet", nil, "log no requests") },
  },
}
