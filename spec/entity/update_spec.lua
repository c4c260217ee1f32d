local catalogue = require "orchestrator.catalogue"
local core = require "orchestrator.core"
local update = require "orchestrator.entity.update"

local BULLETS = ("\226\128\162"):rep(20)

local function merge(before, changes)
  return update.merge(catalogue, "Webhooks", "@WebhookDto", before, changes)
end

local function refused(kind, fn, ...)
  local ok, err = pcall(fn, ...)
  assert.is_false(ok)
  assert.equal(kind, err.kind)
  return tostring(err)
end

describe("update", function()
  it("keeps what is not changed, nulls included", function()
    assert.same({ Id = 5, Name = "new", Url = "u", Secret = core.null },
      merge({ Id = 5, Name = "old", Url = "u", Secret = core.null },
        { Name = "new" }))
  end)

  it("drops annotations, at every depth", function()
    local row = update.merge(catalogue, "X", "@JobDto", {
      ["@odata.context"] = "c",
      Info = "a", ["Info@odata.type"] = "#String",
      Robot = { ["@odata.id"] = "x", Name = "R" } }, { Info = "b" })
    assert.same({ Info = "b", Robot = { Name = "R" } }, row)
  end)

  it("drops what the API only tells, but for the key", function()
    local row = update.merge(catalogue, "X", "@FolderDto", { Id = 5,
      DisplayName = "a", IsPersonal = false }, { DisplayName = "b" })
    assert.same({ Id = 5, DisplayName = "b" }, row)
  end)

  it("clears with null", function()
    assert.equal(core.null,
      merge({ Id = 5, Name = "old" }, { Name = core.null }).Name)
  end)

  it("gives nothing when nothing changes", function()
    local before = { Id = 5, Name = "a", Url = core.null,
      Events = { { EventType = "job.created" } } }
    assert.is_nil(merge(before, { Name = "a" }))
    assert.is_nil(merge(before, { Url = core.null, Id = 5 }))
    assert.is_nil(merge(before, { Secret = core.null }))
    assert.is_nil(merge(before, { Events = { { EventType = "job.created" } } }))
    assert.is_nil(merge(before, {}))
    assert.is_table(merge(before, { Events = {} }))
  end)

  it("refuses to send a masked secret back", function()
    for _, mask in ipairs { BULLETS, "*****" } do
      local text = refused("argument", merge, { Id = 5, Name = "a",
        Secret = mask }, { Name = "b" })
      assert.matches("Secret is a secret", text, 1, true)
      assert.is_nil(text:find(mask, 1, true))
    end
    refused("argument", update.merge, catalogue, "Assets", "@AssetDto",
      { Id = 5, Name = "a",
        UserValues = { { CredentialPassword = BULLETS } } },
      { Name = "b" })
  end)

  it("takes a new value or null in the place of a masked secret", function()
    local before = { Id = 5, Name = "a", Secret = BULLETS }
    assert.equal("s", merge(before, { Secret = "s" }).Secret)
    assert.equal(core.null, merge(before, { Secret = core.null }).Secret)
    refused("argument", merge, before, { Secret = "****" })
  end)

  it("refuses to put back an entity without its hidden secret", function()
    local hidden = require "orchestrator.query.sets".Assets.hidden
    local function check(row) update.check_hidden("Assets", hidden, row) end
    refused("argument", check, { ValueType = "Credential",
      CredentialPassword = "" })
    refused("argument", check, { ValueType = "Secret",
      SecretValue = core.null })
    assert.has_no_error(function()
      check { ValueType = "Secret", SecretValue = "s" }
      check { ValueType = "Text", StringValue = "" }
      update.check_hidden("X", nil, { ValueType = "Secret" })
    end)
  end)

  it("refuses to change the key", function()
    refused("argument", merge, { Id = 5, Name = "a" }, { Id = 6 })
  end)

  it("sees that an entity was modified by its version", function()
    assert.has_no_error(function()
      update.check_version("X", { RowVersion = "a" }, { RowVersion = "a" })
      update.check_version("X", { Name = "a" }, { Name = "b" })
    end)
    refused("conflict", update.check_version, "X", { RowVersion = "a" },
      { RowVersion = "b" })
    refused("conflict", update.check_version, "X",
      { LastModificationTime = "2026-11-01T00:00:00Z" },
      { LastModificationTime = "2026-11-01T00:00:01Z" })
  end)

  it("sees that an entity was modified by what would be written", function()
    local about = "@WebhookDto"
    assert.has_no_error(function()
      update.check_same(catalogue, "X", about, { Id = 5, Name = "a" },
        { Id = 5, Name = "a" })
    end)
    assert.matches("Name", refused("conflict", update.check_same, catalogue,
      "X", about,
      { Id = 5, Name = "a" }, { Id = 5, Name = "b" }))
  end)
end)
