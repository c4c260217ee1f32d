local cjson = require "cjson"
local tenant = require "sandbox.tenant"

local FOLDER = 1001
local NS = "/odata/Assets/UiPath.Server.Configuration.OData."
local BULLETS = ("•"):rep(20)

describe("assets (facts 8.4)", function()
  local server

  setup(function()
    server = tenant.start()
    server:insert("Users", { Id = 7, UserName = "seven", IsActive = 1 })
    server:insert("Users", { Id = 8, UserName = "eight", IsActive = 1 })
    for user = 7, 8 do
      server:insert("Robots", { Id = user, Name = "R" .. user,
        UserId = user, LicenseKey = "key-" .. user, _folder = FOLDER })
    end
  end)
  teardown(function() server:stop() end)

  local function create(asset)
    asset.ValueScope = asset.ValueScope or "Global"
    return server:call("POST", "/odata/Assets",
      { folder = FOLDER, json = asset })
  end

  local function made(asset)
    local answer = create(asset)
    assert.equal(201, answer.status, answer.body)
    return answer.json
  end

  local function read(id, query)
    return server:get(("/odata/Assets(%d)%s"):format(id, query or ""),
      { folder = FOLDER }).json
  end

  local function put(id, asset)
    asset.Id, asset.ValueScope = id, asset.ValueScope or "Global"
    local answer = server:call("PUT", ("/odata/Assets(%d)"):format(id),
      { folder = FOLDER, json = asset })
    assert.equal(200, answer.status, answer.body)
  end

  local function for_robot(name, user)
    return server:call("POST", NS .. "GetRobotAssetByNameForRobotKey",
      { folder = FOLDER, json = { robotKey = "key-" .. (user or 7),
        assetName = name } })
  end

  -- facts 8.4.2
  it("read back a text of their value, by type", function()
    for value, asset in pairs {
      ["hello"] = { ValueType = "Text", StringValue = "hello" },
      ["True"] = { ValueType = "Bool", BoolValue = true },
      ["42"] = { ValueType = "Integer", IntValue = 42 },
      ["username: x"] = { ValueType = "Credential",
        CredentialUsername = "x", CredentialPassword = "p" },
    } do
      asset.Name = "T" .. asset.ValueType
      assert.equal(value, made(asset).Value)
    end
  end)

  it("are of nine types, each with its content", function()
    local pairs_of = { { Key = "a", Value = "1" }, { Key = "b", Value = "2" } }
    for kind, fields in pairs {
      WindowsCredential = { CredentialUsername = "acme\\x",
        CredentialPassword = "p" },
      KeyValueList = { KeyValueList = pairs_of },
      DBConnectionString = { StringValue = "Server=db;Database=x" },
      HttpConnectionString = { StringValue = "https://api.example.com" },
    } do
      fields.Name, fields.ValueType = "N" .. kind, kind
      local asset = read(made(fields).Id)
      assert.equal(kind, asset.ValueType)
      assert.equal(fields.StringValue or cjson.null, asset.StringValue)
      local got = for_robot(fields.Name).json
      assert.equal(kind, got.ValueType)
      assert.equal(fields.StringValue or cjson.null,
        got.StringValue or cjson.null)
    end
    local windows = server:list("Assets", { filter = "Name eq 'NWindows'" },
      { folder = FOLDER }).json.value[1]
    assert.equal("username: acme\\x", windows.Value)
    assert.equal(BULLETS, windows.CredentialPassword)
    local list = server:list("Assets", { filter = "Name eq 'NKeyValue'" },
      { folder = FOLDER }).json.value[1]
    assert.same(pairs_of, list.KeyValueList)
  end)

  -- facts 8.4.2, 8.4.4
  it("never show a secret, and give it to robots", function()
    local login = made { Name = "Login", ValueType = "Credential",
      CredentialUsername = "x", CredentialPassword = "p4ss" }
    local secret = made { Name = "Secret", ValueType = "Secret",
      SecretValue = "hush" }
    assert.equal(BULLETS, read(login.Id).CredentialPassword)
    assert.equal(BULLETS, read(secret.Id).SecretValue)
    assert.equal("p4ss", for_robot("Login").json.CredentialPassword)
    assert.equal("hush", for_robot("secret").json.SecretValue)
  end)

  -- peers 29
  it("keep a secret that comes back as bullets", function()
    local login = made { Name = "Keep", ValueType = "Credential",
      CredentialUsername = "x", CredentialPassword = "p" }
    put(login.Id, { Name = "Keep", ValueType = "Credential",
      CredentialUsername = "y", CredentialPassword = BULLETS })
    assert.equal("username: y", read(login.Id).Value)
    assert.equal("p", for_robot("Keep").json.CredentialPassword)
  end)

  -- facts 8.4.2
  it("have values of single users, shown when they are expanded", function()
    local asset = made { Name = "Per", ValueScope = "PerRobot",
      ValueType = "Credential", UserValues = { { UserId = 7,
        CredentialUsername = "u7", CredentialPassword = "p7" } } }
    assert.is_nil(read(asset.Id).UserValues)
    local value = read(asset.Id, "?$expand=UserValues").UserValues[1]
    assert.equal("seven", value.UserName)
    assert.equal("username: u7", value.Value)
    assert.equal(BULLETS, value.CredentialPassword)
    assert.equal("p7", for_robot("Per", 7).json.CredentialPassword)
    local answer = for_robot("Per", 8)
    assert.equal(400, answer.status)
    assert.equal(1503, answer.json.errorCode)
    put(asset.Id, { Name = "Per", ValueScope = "PerRobot",
      ValueType = "Credential", UserValues = { { UserId = 7,
        CredentialUsername = "new", CredentialPassword = BULLETS } } })
    answer = for_robot("Per", 7).json
    assert.equal("new", answer.CredentialUsername)
    assert.equal("p7", answer.CredentialPassword)
    put(asset.Id, { Name = "Per", ValueScope = "PerRobot",
      ValueType = "Credential" })
    assert.equal(400, for_robot("Per", 7).status)
  end)

  -- facts 6.2.19, 8.4.6
  it("refuse a user's credential without a password", function()
    local answer = create { Name = "Empty", ValueScope = "PerRobot",
      ValueType = "Credential", UserValues = { { UserId = 7,
        CredentialUsername = "x" } } }
    assert.equal(400, answer.status)
    assert.equal(1500, answer.json.errorCode)
  end)

  -- facts 6.2.5, 8.4.6
  it("are found by their name, or missed by it", function()
    local answer = for_robot "Nothing"
    assert.equal(404, answer.status)
    assert.equal(1002, answer.json.errorCode)
    assert.equal("Could not find the asset 'Nothing'.", answer.json.message)
  end)

  -- facts 8.4.4
  it("are read by a robot's id too", function()
    made { Name = "Old", ValueType = "Integer", IntValue = 5 }
    assert.equal(5, server:get(NS .. "GetRobotAssetByRobotId(robotId=7,"
      .. "assetName='Old')", { folder = FOLDER }).json.IntValue)
    assert.equal(5, server:get(NS .. "GetRobotAsset(robotId='7',"
      .. "assetName='Old')", { folder = FOLDER }).json.IntValue)
  end)

  -- facts 6.2.27, 8.4.4
  it("are written by robots", function()
    local asset = made { Name = "Counter", ValueType = "Integer",
      IntValue = 1 }
    local function set(value)
      return server:call("POST", NS .. "SetRobotAssetByRobotKey",
        { folder = FOLDER, json = { robotKey = "key-7",
          robotAsset = value } })
    end
    assert.equal(204, set({ Name = "Counter", ValueType = "Integer",
      IntValue = 2 }).status)
    assert.equal("2", read(asset.Id).Value)
    local answer = set { Name = "Counter", ValueType = "Text",
      StringValue = "x" }
    assert.equal(400, answer.status)
    assert.truthy(answer.json.message:find "Invalid asset type")
  end)
end)
