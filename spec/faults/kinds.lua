-- Every kind of call, against a server that is not reached: what of `folder`
-- fails.

local files = require "support.files"

---@param dir string for files
---@return table<string, fun(folder: table)>
return function(dir)
  local source = dir .. "/a.nupkg"
  files.write(source, "PK")
  return {
    get = function(folder) folder.Jobs:get(1) end,
    ["walk by key"] = function(folder) folder.Jobs:orderby "Id":list() end,
    ["walk by skip"] = function(folder)
      folder.Jobs:paging "skip":orderby "CreationTime":list()
    end,
    ["walk by time"] = function(folder) folder.RobotLogs:list() end,
    post = function(folder)
      folder.Queues:AddQueueItem { itemData = { Name = "Invoices" } }
    end,
    bulk = function(folder)
      folder.Queues:BulkAddQueueItems { queueName = "Invoices",
        commitType = "AllOrNothing", queueItems = { { Reference = "1" } } }
    end,
    export = function(folder)
      folder.Jobs:export { file = dir .. "/rows.csv" }
    end,
    upload = function(folder)
      folder.Libraries:UploadPackage { file = source }
    end,
    download = function(folder)
      folder.Libraries:download("a", "1", dir .. "/copy")
    end,
  }
end
