-- Versions of packages, in their order: "1.2.3-beta" is older than "1.2.3".

local package_version = {}

local function parts_of(version)
  local numbers, tail = tostring(version):match "^([%d.]*)(.*)$"
  local parts = {}
  for n in numbers:gmatch "%d+" do
    parts[#parts + 1] = math.tointeger(tonumber(n))
  end
  return parts, (tail:gsub("%+.*", ""))
end

---@param a string
---@param b string
---@return boolean a is newer than b
function package_version.is_newer(a, b)
  local x, x_tail = parts_of(a)
  local y, y_tail = parts_of(b)
  for i = 1, math.max(#x, #y) do
    if (x[i] or 0) ~= (y[i] or 0) then return (x[i] or 0) > (y[i] or 0) end
  end
  if x_tail == "" or y_tail == "" then return x_tail == "" and y_tail ~= "" end
  return x_tail > y_tail
end

---Sorts rows by their Version, the newest first.
---@param rows table[]
---@return table[] rows
function package_version.sort(rows)
  table.sort(rows, function(a, b)
    return package_version.is_newer(a.Version, b.Version)
  end)
  return rows
end

return package_version
