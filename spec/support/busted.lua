-- busted's own launcher starts whatever `lua` is, which may be Lua 5.1; this
-- is busted in the Lua that runs it.
require "busted.runner" { standalone = false }
