-- Bodies of multipart/form-data (RFC 7578), as a list of parts.

local multipart = {}

-- Parts that are read; more make the body no good.
local MAX_PARTS = 100

local function boundary_of(content_type)
  if not content_type:lower():find "^multipart/form%-data%s*;" then
    return nil
  end
  return content_type:match '[;%s][Bb]oundary="([^"]+)"'
    or content_type:match "[;%s][Bb]oundary=([^;%s]+)"
end

local function headers_of(block)
  local headers = {}
  for line in (block .. "\r\n"):gmatch "(.-)\r\n" do
    local name, value = line:match "^([^:]+):%s*(.-)%s*$"
    if name then headers[name:lower()] = value end
  end
  return headers
end

local function part_of(text)
  local head, content = text:match "^(.-)\r\n\r\n(.*)$"
  if text:sub(1, 2) == "\r\n" then head, content = "", text:sub(3) end
  if not head then return nil end
  local headers = headers_of(head)
  local about = headers["content-disposition"] or ""
  return { name = about:match '[;%s]name="([^"]*)"', content = content,
    filename = about:match 'filename="([^"]*)"', headers = headers }
end

---Splits a body.
---@param content_type string
---@param body string
---@return table[]|nil parts {name, filename, headers, content}
---@return string|nil message
function multipart.parts(content_type, body)
  local boundary = boundary_of(content_type)
  if not boundary then return nil, "the body is no multipart/form-data" end
  local mark = "\r\n--" .. boundary
  local list, text = {}, "\r\n" .. body
  local _, from = text:find(mark, 1, true)
  while from do
    if text:sub(from + 1, from + 2) == "--" then return list end
    local start = text:match("^[ \t]*\r\n()", from + 1)
    local to, next_from = text:find(mark, start or from + 1, true)
    local part = start and to and part_of(text:sub(start, to - 1))
    if not part or #list == MAX_PARTS then break end
    list[#list + 1], from = part, next_from
  end
  return nil, "the parts of the body are broken"
end

return multipart
