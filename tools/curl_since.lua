--- Since which version libcurl has the names of its API that the sources use,
-- as its own manual says: libcurl-symbols(3), which libcurl makes of its
-- symbols-in-versions, and AVAILABILITY in the page of each function. The
-- manual is Debian's libcurl4-doc.
--
--   lua5.4 tools/curl_since.lua [FOLDER]          prints the data for the spec
--   lua5.4 tools/curl_since.lua --check [FOLDER]  is it still the same?
--
-- FOLDER: the manual's section 3, /usr/share/man/man3 unless given. Runs from
-- the top of the checkout.

package.path = "./?.lua;" .. package.path

local used = require "spec.support.curl_names"

local check = arg[1] == "--check"
local folder = arg[check and 2 or 1] or "/usr/share/man/man3"
local DATA = "spec/data/curl_since.lua"

local function page(name)
  local pipe = assert(io.popen(("gzip -dc '%s/%s.3.gz'"):format(folder, name)))
  local text = pipe:read "a"
  pipe:close()
  assert(text ~= "", name .. "(3) is not in " .. folder
    .. ": install libcurl4-doc")
  return text
end

-- "Always" is older than the manual's first version, 7.1.
local function of_function(name)
  local text = page(name):match "%.SH AVAILABILITY\n(.-)\n%.SH"
  if text and text:find "^Always" then return "7.1" end
  return text and text:match "[Aa]dded in l?i?b?c?u?r?l? ?(%d+[%d.]*%d)"
end

local function of_symbols()
  local since = {}
  for name, version in page "libcurl-symbols"
    :gmatch "%.IP ([%w_]+)\nIntroduced in ([%d.]+)" do
    since[name] = version
  end
  return since
end

local function data()
  local symbols, lines, count = of_symbols(), {}, 0
  for name in pairs(used()) do
    local version = name:find "^curl_" and of_function(name) or symbols[name]
    assert(version, name .. " is not in the manual: it is younger")
    lines[#lines + 1] = ('  %s = "%s",\n'):format(name, version)
    count = count + 1
  end
  table.sort(lines)
  local version = page "curl_easy_setopt":match '"libcurl ([%d.]+)"'
  return ("-- Made by tools/curl_since.lua of the manual of libcurl %s; not "
    .. "edited.\nreturn {\n%s}\n"):format(version, table.concat(lines)),
    version, count
end

local text, version, count = data()
if not check then
  io.write(text)
  return
end
local file = assert(io.open(DATA))
-- The manual's own version is of no matter.
local same = file:read "a":gsub("^.-\n", "") == text:gsub("^.-\n", "")
file:close()
print(same and ("%d names of libcurl, since when: as the manual of %s says")
  :format(count, version) or DATA .. " is not what the manual says: make it "
  .. "again with tools/curl_since.lua")
os.exit(same, true)
