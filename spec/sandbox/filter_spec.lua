-- $filter, on rows that the spec puts there itself.

local tenant = require "sandbox.tenant"

local FOLDER = 1001

describe("$filter (facts 4.3)", function()
  local server

  -- Jobs 1 to 6; what is not given is null.
  local jobs = {
    { Id = 1, State = "Pending", Info = "alpha", Source = "O'Brien & Söhne",
      CreationTime = "2026-11-01T10:00:00.0000000Z",
      Key = "8f3c0000-0000-4000-a000-000000000001", ResumeVersion = 10 },
    { Id = 2, State = "Running", Info = "Beta", ResumeVersion = 20,
      CreationTime = "2026-11-01T10:00:00.1230000Z",
      Key = "8f3c0000-0000-4000-a000-000000000002" },
    { Id = 3, State = "Faulted", Info = "beta gamma", ResumeVersion = 30,
      CreationTime = "2026-11-01T10:00:00.1234567Z", HasMediaRecorded = 1 },
    { Id = 4, State = "Faulted", ResumeVersion = -5, HasMediaRecorded = 0,
      CreationTime = "2026-11-02T00:00:00.0000000Z" },
    { Id = 5, State = "Successful", Info = "50% off_now", Source = "",
      CreationTime = "2026-11-03T00:00:00.0000000Z" },
    { Id = 9007199254740993, State = "Resumed", Info = "delta", _Robot = 77,
      CreationTime = "2026-11-04T00:00:00.0000000Z" },
  }

  setup(function()
    server = tenant.start()
    for _, job in ipairs(jobs) do
      job._folder = FOLDER
      server:insert("Jobs", job)
    end
    server:insert("Robots", { Id = 77, Name = "Roby", Type = "Unattended",
      Username = "acme\\roby", HostingType = "Floating", _folder = FOLDER })
  end)
  teardown(function() server:stop() end)

  -- The big Id as text: the oracle's numbers are floats.
  local function found(filter)
    local answer = server:list("Jobs", { select = "Id", filter = filter })
    assert.equal(200, answer.status, answer.body)
    local list = {}
    for id in answer.body:gmatch '"Id":(%d+)' do
      list[#list + 1] = id == "9007199254740993" and "big" or id
    end
    return table.concat(list, " ")
  end

  local cases = {
    -- numbers
    ["Id eq 3"] = "3", ["Id eq 3L"] = "3", ["3 eq Id"] = "3",
    ["Id ne 3"] = "1 2 4 5 big", ["Id gt 4"] = "5 big", ["Id ge 5"] = "5 big",
    ["Id lt 2"] = "1", ["Id le 2"] = "1 2",
    ["Id eq 9007199254740993"] = "big", ["Id eq 9007199254740992"] = "",
    ["Id gt 9007199254740992L"] = "big", ["ResumeVersion eq -5"] = "4",
    ["ResumeVersion lt 10.5"] = "1 4", ["ResumeVersion gt -1e2"] = "1 2 3 4",
    -- names in any case
    ["id eq 2 and STATE eq 'Running'"] = "2",
    -- joints
    ["Id eq 1 or Id eq 2 and State eq 'Faulted'"] = "1",
    ["(Id eq 1 or Id eq 2) and State eq 'Running'"] = "2",
    ["not (Id gt 2)"] = "1 2", ["not contains(Info,'eta')"] = "1 4 5 big",
    -- null
    ["Info eq null"] = "4", ["Info ne null"] = "1 2 3 5 big",
    ["Info ne 'alpha'"] = "2 3 4 5 big",
    ["ResumeVersion gt 5"] = "1 2 3",
    ["not (ResumeVersion gt 5)"] = "4 5 big",
    ["not (Info eq 'alpha')"] = "2 3 4 5 big",
    ["null eq Info"] = "4",
    -- enumerations by name and by number in quotes
    ["State eq 'Faulted'"] = "3 4", ["State eq '4'"] = "3 4",
    ["State eq '0'"] = "1", ["State ne 'Faulted'"] = "1 2 5 big",
    ["State gt 'Faulted'"] = "5 big", ["State le '1'"] = "1 2",
    ["State in ('Faulted','0')"] = "1 3 4",
    -- strings
    ["Source eq 'O''Brien & Söhne'"] = "1", ["Source eq ''"] = "5",
    ["contains(Info,'eta')"] = "2 3", ["contains(Info,'50%')"] = "5",
    ["contains(Info,'f_n')"] = "5", ["contains(Info,'')"] = "1 2 3 5 big",
    ["startswith(Info,'beta')"] = "3", ["endswith(Info,'a')"] = "1 2 3 big",
    ["endswith(Info,'')"] = "1 2 3 5 big",
    ["contains(tolower(Info),'beta')"] = "2 3",
    ["tolower(Info) eq 'beta'"] = "2", ["toupper(Info) eq 'BETA'"] = "2",
    ["contains(Info,'eta') eq true"] = "2 3",
    ["contains(Info,'eta') eq false"] = "1 4 5 big",
    ["Info eq 'x'' OR 1=1 --'"] = "",
    -- GUIDs, bare and quoted, in any case
    ["Key eq 8f3c0000-0000-4000-a000-000000000001"] = "1",
    ["Key eq '8F3C0000-0000-4000-A000-000000000001'"] = "1",
    ["Key in ('8f3c0000-0000-4000-a000-000000000001',"
      .. "8f3c0000-0000-4000-a000-000000000002)"] = "1 2",
    -- lists
    ["Id in (1,3,99)"] = "1 3", ["not (Id in (1,2,3,4,5))"] = "big",
    ["Info in ('alpha',null)"] = "1 4", ["not (Info in ('alpha'))"] =
      "2 3 4 5 big",
    -- booleans
    ["HasMediaRecorded eq true"] = "3", ["HasMediaRecorded"] = "3",
    ["HasMediaRecorded eq false"] = "4", ["not HasMediaRecorded"] =
      "1 2 4 5 big", ["true"] = "1 2 3 4 5 big", ["1 eq 2"] = "",
    -- instants: 0 to 7 digits, offsets; they compare as instants
    ["CreationTime eq 2026-11-01T10:00:00Z"] = "1",
    ["CreationTime eq 2026-11-01T11:30:00+01:30"] = "1",
    ["CreationTime ge 2026-11-01T10:00:00.123Z and "
      .. "CreationTime lt 2026-11-01T10:00:00.124Z"] = "2 3",
    ["CreationTime gt 2026-11-01T10:00:00.1230000Z"] = "3 4 5 big",
    ["CreationTime lt 2026-11-01T19:00:00.5-05:00"] = "1 2 3 4",
    -- paths
    ["Robot/Id eq 77L"] = "big", ["Robot/Name eq 'Roby'"] = "big",
    ["Robot/Type eq 'Unattended'"] = "big",
    ["Robot/Username ne null"] = "big", ["Robot/Id eq null"] = "1 2 3 4 5",
    ["Release/Id eq null"] = "1 2 3 4 5 big",
    ["OrganizationUnitId eq 1001"] = "1 2 3 4 5 big",
    ["OrganizationUnitFullyQualifiedName eq 'Shared' and Id lt 2"] = "1",
  }

  for filter, expected in pairs(cases) do
    -- facts 4.3.1, 4.3.4, 4.3.5, 4.3.6, 4.3.7, 4.3.8, 4.3.9; peers 14
    it("understands " .. filter, function()
      assert.equal(expected, found(filter))
    end)
  end

  -- facts 4.3.10
  it("takes + and %20 for a space, and a raw space too", function()
    local function ids(filter)
      local answer = server:get("/odata/Jobs?$select=Id&$filter=" .. filter)
      return answer.status, answer.body:match '"Id":(%d+)'
    end
    for _, space in ipairs { "+", "%20", " " } do
      local status, id = ids(("Id eq 3"):gsub(" ", (space:gsub("%%", "%%%%"))))
      assert.same({ 200, "3" }, { status, id }, space)
    end
  end)

  local function refused(filter)
    local answer = server:list("Jobs", { filter = filter })
    assert.equal(400, answer.status, filter)
    assert.equal(1000, answer.json.errorCode, filter)
    assert.truthy(answer.json.message:find("Invalid OData query options.", 1,
      true), filter)
    return answer.json.message
  end

  -- facts 6.2.3
  it("refuses what it does not understand with errorCode 1000", function()
    for _, filter in ipairs { "", "Id", "Id eq", "Id eq 1 or", "(Id eq 1",
      "Id eq 1)", "Id = 1", "Id eq 'one'", "Id eq 99999999999999999999",
      "Info eq 5", "Info eq 'open", "State eq 'Asleep'", "State eq '99'",
      "Key eq 'no guid'", "CreationTime ge 2026-11-01",
      "CreationTime ge 2026-11-01T10:00:00",
      "CreationTime ge 2026-13-01T10:00:00Z",
      "CreationTime ge '2026-11-01T10:00:00Z'",
      "size(Info) gt 1", "contains(Info)", "contains(Id,'1')",
      "Info add 1 eq 2", "Robot/Nothing eq 1", "Nothing/Id eq 1",
      "JobError eq null", "Id in ()", "Id in 5", "Id eq 1; DROP TABLE Jobs",
      "x'00'", "Id eq \0" } do
      refused(filter)
    end
  end)

  it("names a property that is not there", function()
    assert.truthy(refused "Stat eq 'x'":find("Could not find a property "
      .. "named 'Stat' on type 'UiPath.Server.Configuration.OData.JobDto'", 1,
      true))
  end)

  it("answers JSON also when the filter is no UTF-8", function()
    local answer = server:get "/odata/Jobs?$filter=Id+eq+'%FF'"
    assert.equal(400, answer.status)
    assert.truthy(utf8.len(answer.body))
    answer = server:get "/odata/Jobs?$filter=Info+eq+'%FF'"
    assert.same({}, answer.json.value)
  end)

  -- facts 4.1.5
  it("counts at most 100 nodes (facts 4.1)", function()
    local function chain(n)
      return ("Id eq 1" .. (" or Id eq 1"):rep(n - 1)):gsub(" ", "+")
    end
    -- 20 conditions of 4 nodes (the row, its Id, eq, 1) and 19 joints
    local path = "/odata/Jobs?$select=Id&$filter="
    assert.equal(200, server:get(path .. chain(20)).status)
    local answer = server:get(path .. chain(21))
    assert.equal(400, answer.status)
    assert.truthy(answer.json.message:find("node count limit of '100'", 1,
      true))
  end)

  it("refuses depth of any kind without an end", function()
    refused(("("):rep(5000) .. "Id eq 1" .. (")"):rep(5000))
    refused(("not "):rep(5000) .. "HasMediaRecorded")
    refused(("tolower("):rep(5000))
  end)
end)
