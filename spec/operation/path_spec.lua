local catalogue = require "orchestrator.catalogue"
local parse = require "orchestrator.catalogue.descriptor"
local path = require "orchestrator.operation.path"

local ODATA = "UiPath.Server.Configuration.OData."
local GUID = "8f3c0000-1111-2222-3333-444455556666"

local function fill(id, values, loose)
  return path.fill(catalogue:operation(id), values, loose)
end

local function refused(id, values, loose)
  local ok, err = pcall(fill, id, values, loose)
  assert.is_false(ok)
  assert.equal("argument", err.kind)
  assert.matches(id, err.message, 1, true)
  return err.message
end

describe("path", function()
  it("leaves a path without places alone", function()
    assert.equal("/odata/Jobs", fill("Jobs_Get", {}))
  end)

  it("writes integer keys bare", function()
    assert.equal("/odata/Jobs(5)", fill("Jobs_GetById", { key = 5 }))
    assert.equal("/odata/Jobs(9007199254740993)",
      fill("Jobs_GetById", { key = "9007199254740993" }))
    assert.equal("/odata/Roles(7)", fill("Roles_GetById", { key = 7.0 }))
  end)

  it("writes GUID keys bare, and in functions", function()
    assert.equal("/odata/Attachments(" .. GUID .. ")",
      fill("Attachments_GetById", { key = GUID }))
    assert.equal("/odata/Folders/" .. ODATA .. "GetByKey(identifier=" .. GUID
      .. ")", fill("Folders_GetByKeyByIdentifier", { identifier = GUID }))
  end)

  it("writes text keys quoted, their quotes doubled, and escaped", function()
    assert.equal("/odata/Settings('Abp.Net.Mail')",
      fill("Settings_GetById", { key = "Abp.Net.Mail" }))
    assert.equal("/odata/Settings('O%27%27Brien%20%26%20Co')",
      fill("Settings_GetById", { key = "O'Brien & Co" }))
    assert.equal("/odata/Processes/" .. ODATA
      .. "DownloadPackage(key='Invoice%3A1.0.0')",
      fill("Processes_DownloadPackageByKey", { key = "Invoice:1.0.0" }))
  end)

  it("fills several places, plain and quoted", function()
    assert.equal("/odata/Folders/" .. ODATA
      .. "GetAllRolesForUser(username='a%40b',skip=0,take=5)",
      fill("Folders_GetAllRolesForUserByUsernameAndSkipAndTake",
        { username = "a@b", skip = 0, take = 5 }))
    assert.equal("/odata/Folders/" .. ODATA
      .. "GetUsersForFolder(key=3,includeInherited=true)",
      fill("Folders_GetUsersForFolderByKeyAndIncludeinherited",
        { key = 3, includeInherited = true }))
  end)

  it("fills segments and the one array", function()
    assert.equal("/api/Buckets/5/ListFiles",
      fill("Buckets_ListFilesById", { id = 5 }))
    assert.equal("/odata/Users/" .. ODATA .. "Validate(userIds=[1,2,3])",
      fill("Users_ValidateByUserids", { userIds = { 1, 2, 3 } }))
  end)

  it("takes identity's ids that are no UUIDs, if they are safe", function()
    local values = { partitionGlobalId = "magic-7", robotAccountId = "rb-12" }
    assert.equal("/api/RobotAccount/magic-7/rb-12",
      fill("RobotAccount_GetRobotAccount", values, true))
    for _, id in ipairs { "a/b", "..", "a b", "a?b", "a%2fb", "", "a\r\nb" } do
      refused("RobotAccount_GetRobotAccount",
        { partitionGlobalId = "magic-7", robotAccountId = id }, true)
    end
  end)

  it("refuses keys that are missing or of another type", function()
    assert.matches("key is missing", refused("Jobs_GetById", {}))
    refused("Jobs_GetById", { key = "five" })
    refused("Jobs_GetById", { key = 5.5 })
    refused("Jobs_GetById", { key = "9223372036854775808" })
    refused("Jobs_GetById", { key = "5)/Nonsense(6" })
    refused("Attachments_GetById", { key = "no-guid" })
    refused("Settings_GetById", { key = {} })
    refused("Users_ValidateByUserids", { userIds = {} })
    refused("Users_ValidateByUserids", { userIds = { "x" } })
  end)

  it("refuses text that would leave its segment", function()
    for _, key in ipairs { "a/b", "a\\b", "..", "a\nb", "a\0b", "" } do
      refused("Settings_GetById", { key = key })
    end
  end)

  it("fills every operation of the definitions", function()
    local samples = { int64 = 5, int32 = 5, uuid = GUID, string = "x",
      boolean = false, any = 5 }
    for _, api in ipairs { "orchestrator", "identity" } do
      for _, tag in ipairs(catalogue:tags(api)) do
        for _, operation in pairs(catalogue:operations(tag)) do
          local values = {}
          for name, text in pairs(operation.path or {}) do
            local about = parse(text)
            values[name] = about.enum and catalogue:enum(about.enum)[1]
              or samples[about.kind]
            if about.list then values[name] = { 5 } end
          end
          assert.is_nil(path.fill(operation, values):find "[{}]")
        end
      end
    end
  end)

  it("names its places in order", function()
    assert.same({ "partitionGlobalId", "groupId" },
      path.places "/api/Group/{partitionGlobalId}/{groupId}")
  end)
end)
