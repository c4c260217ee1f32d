-- Versions of packages: "1.2.3", "1.2.3.4", "1.2.3-alpha.1".

local version = {}

---Reads a version.
---@param s string
---@return integer[]|nil numbers
---@return string|nil prerelease "" for none
function version.parse(s)
  local core, rest = s:match "^([%d.]+)(.*)$"
  local prerelease = rest and rest:match "^%-([%w.%-]+)$"
  if not core or rest ~= "" and not prerelease then return nil end
  local numbers = {}
  for part in (core .. "."):gmatch "([^.]*)%." do
    local number = math.tointeger(tonumber(part))
    if not number or #numbers == 4 then return nil end
    numbers[#numbers + 1] = number
  end
  return numbers, prerelease or ""
end

---Whether one version is older than another; a prerelease is older than what
---it comes before.
function version.less(a, b)
  local left, before = version.parse(a)
  local right, after = version.parse(b)
  for i = 1, 4 do
    local x, y = left[i] or 0, right[i] or 0
    if x ~= y then return x < y end
  end
  if before == "" or after == "" then return before ~= "" and after == "" end
  return before < after
end

return version
