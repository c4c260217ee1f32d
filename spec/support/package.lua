--- Packages (.nupkg) for specs: zip archives of stored files.

local package = {}

local function crc32(s)
  local crc = 0xFFFFFFFF
  for i = 1, #s do
    crc = crc ~ s:byte(i)
    for _ = 1, 8 do
      crc = crc >> 1 ~ (crc & 1) * 0xEDB88320
    end
  end
  return crc ~ 0xFFFFFFFF
end

--- A zip archive.
---@param files string[][] name and content of each
---@return string
function package.zip(files)
  local out, directory, at = {}, {}, 0
  for _, file in ipairs(files) do
    local name, content = file[1], file[2]
    local facts = string.pack("<I2I2I2I2I2I4I4I4I2I2", 20, 0, 0, 0, 0x21,
      crc32(content), #content, #content, #name, 0)
    local entry = "PK\3\4" .. facts .. name .. content
    directory[#directory + 1] = "PK\1\2" .. string.pack("<I2", 20) .. facts
      .. string.pack("<I2I2I2I4I4", 0, 0, 0, 0, at) .. name
    out[#out + 1], at = entry, at + #entry
  end
  local index = table.concat(directory)
  return table.concat(out) .. index .. "PK\5\6" .. string.pack(
    "<I2I2I2I2I4I4I2", 0, 0, #files, #files, #index, at, 0)
end

--- A package.
---@param id string
---@param version string
---@param more? string further elements of its metadata
---@return string
function package.of(id, version, more)
  return package.zip { { "content/main.nuspec", "<id>Wrong</id>" },
    { id .. ".nuspec", ('<?xml version="1.0"?>\n<package><metadata><id>%s</id>'
      .. "<version>%s</version><authors>A &amp; B</authors>%s</metadata>"
      .. "</package>"):format(id, version, more or "") } }
end

return package
