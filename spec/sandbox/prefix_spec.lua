-- SQL of one tenant among several in a file.

local prefix = require "orchestrator.sandbox.prefix"

describe("a tenant's prefix", function()
  it("is of letters that need no quotes, and no other tenant's", function()
    assert.equal("t_acme__test__", prefix.of "Acme/Test")
    local seen = {}
    for _, name in ipairs { "a/b", "a_/b", "a/_b", "a-/b", "a.b/c", "a/b.c",
      "a\"/b'", "a5f/b" } do
      local found = prefix.of(name)
      assert.matches("^t_[%w_]+__$", found)
      assert.is_nil(seen[found], name)
      seen[found] = true
    end
  end)

  local cases = {
    ['SELECT t."Permissions" FROM "Roles" t'] =
      'SELECT t."Permissions" FROM "p_Roles" t',
    ['SELECT 1 FROM "Users" u, "Roles" r JOIN _links l ON l."set" = ?'] =
      'SELECT 1 FROM "p_Users" u, "p_Roles" r JOIN p__links l ON l."set" = ?',
    ['INSERT OR IGNORE INTO _links VALUES (1)'] =
      'INSERT OR IGNORE INTO p__links VALUES (1)',
    ['UPDATE "Jobs" SET "Permissions" = \'Jobs\''] =
      'UPDATE "p_Jobs" SET "Permissions" = \'Jobs\'',
    ['CREATE INDEX "Jobs_Key" ON "Jobs" ("Key")'] =
      'CREATE INDEX "p_Jobs_Key" ON "p_Jobs" ("Key")',
    ['SELECT name FROM sqlite_schema, json_each(?) e'] =
      'SELECT name FROM sqlite_schema, json_each(?) e',
    ['INSERT INTO _runs (job, due) VALUES (?, ?) ON CONFLICT (job) '
      .. 'DO UPDATE SET due = excluded.due'] =
      'INSERT INTO p__runs (job, due) VALUES (?, ?) ON CONFLICT (job) '
      .. 'DO UPDATE SET due = excluded.due',
    ['SELECT "Permissions", "Jobs" FROM n'] =
      'SELECT "Permissions", "Jobs" FROM n',
  }
  for sql, expected in pairs(cases) do
    it("is put before the tables of " .. sql, function()
      assert.equal(expected, prefix.apply(sql, "p_"))
    end)
  end
end)
