--- What every command on a tenant takes, and what every command does: data
-- like command/list.lua.

return {
  -- Of commands on a tenant.
  tenant = {
    { names = "--profile", value = "NAME", about = "settings under a name" },
    { names = "--folder", value = "PATH",
      about = "the folder, by its path, Id or key" },
    { names = "--dry-run", about = "print writes as a plan, send none" },
    { names = "--plan", value = "FILE",
      about = "with --dry-run: save the plan, for orch apply" },
    { names = "--yes", about = "do not ask before what destroys something" },
    { names = "--verbose", about = "show what goes over the wire, masked" },
  },
  -- Of the program alone, which is the prompt.
  program = {
    { names = "--sandbox", about = "the prompt on a fresh emulated tenant" },
    { names = "--profile", value = "NAME", about = "settings under a name" },
    { names = "--folder", value = "PATH", about = "where the prompt begins" },
    { names = "--utc", about = "moments in UTC" },
    { names = "--debug", about = "a stack trace when something fails" },
    { names = "-h --help", about = "print the commands" },
    { names = "--version", about = "print the version" },
  },
  -- Of every command.
  every = {
    { names = "--debug", about = "a stack trace when something fails" },
    { names = "-h --help", about = "print this" },
  },
  -- Exit codes, and the kinds of errors that give them; any other is 1.
  exits = {
    { code = 0, about = "done" },
    { code = 1, about = "anything else" },
    { code = 2, about = "usage: the command line or a file it names",
      kinds = { "usage" } },
    { code = 3, about = "sign-in, or a permission",
      kinds = { "auth", "forbidden" } },
    { code = 4, about = "not found", kinds = { "not_found" } },
    { code = 5, about = "conflict", kinds = { "conflict" } },
    { code = 6, about = "rate limit", kinds = { "rate_limit" } },
    { code = 7, about = "network, TLS, or a time that ran out",
      kinds = { "network", "tls", "timeout" } },
    { code = 8, about = "partial: some of it was done", kinds = { "partial" } },
    { code = 130, about = "interrupted by Ctrl-C", kinds = { "interrupted" } },
  },
}
