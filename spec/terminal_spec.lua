local terminal = require "support.terminal"

describe("the specs' terminal", function()
  local screen

  after_each(function() screen:stop() end)

  it("shows a program's screen, takes keys and tells its end", function()
    screen = terminal.start({ "sh", "-c",
      [[printf 'äöü %s> ' "$X"; read line; echo "got $line"; exit 7]] },
      { env = { X = "a b" } })
    screen:wait "äöü a b>"
    screen:type "some text"
    screen:key "Enter"
    screen:wait "got some text"
    assert.equal(7, screen:ended())
  end)

  it("does not show what is typed without echo", function()
    screen = terminal.start { "sh", "-c",
      "stty -echo; printf 'Key: '; read key; stty echo; echo; echo ${#key}" }
    screen:wait "Key:"
    screen:type "hidden"
    screen:key "Enter"
    screen:wait "6"
    assert.is_nil(screen:screen():find("hidden", 1, true))
  end)

  it("changes its size", function()
    screen = terminal.start({ "sh", "-c", "trap 'stty size' WINCH; stty size;"
      .. " while :; do read x; done" }, { columns = 50, lines = 10 })
    screen:wait "10 50"
    screen:resize(33, 12)
    screen:key "Enter"
    screen:wait "12 33"
  end)
end)
