--- The names of libcurl's API that the C sources use, to a file that each
-- stands in. Comments and texts do not count.
return function()
  local names = {}
  local pipe = assert(io.popen("ls src/core/*.[ch] src/*.[ch] "
    .. "src/sandbox/*.[ch]"))
  for path in pipe:lines() do
    local file = assert(io.open(path))
    local text = file:read "a":gsub("/%*.-%*/", ""):gsub('"[^"\n]*"', '""')
    file:close()
    for name in text:gmatch "%f[%w_]CURL%u*_[%w_]+" do
      names[name] = path
    end
    for name in text:gmatch "%f[%w_](curl_[%l_]+)%s*%(" do
      names[name] = path
    end
  end
  pipe:close()
  return names
end
