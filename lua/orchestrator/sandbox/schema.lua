-- One table for each entity set, with a real column for each property of its
-- type. Hidden columns start with "_": the folder a row lives in, and keys of
-- relations that the type does not show.

local model = require "orchestrator.sandbox.model"
local sets = require "orchestrator.sandbox.sets"

local schema = {}

---Changes when a file made by another version can no longer be used.
schema.version = 5

local sql_types = { int32 = "INTEGER", int64 = "INTEGER", bool = "INTEGER",
  number = "REAL" }

-- Keys are never given out twice, as an identity column's are not.
local key_types = {
  int32 = "INTEGER PRIMARY KEY AUTOINCREMENT",
  int64 = "INTEGER PRIMARY KEY AUTOINCREMENT",
}

local function sorted(map)
  local keys = {}
  for key in pairs(map) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

schema.sorted = sorted

---The column of a set's key.
function schema.key(set)
  return sets[set].keyless and "_id" or sets[set].key or "Id"
end

local function hidden_columns(config, add)
  if config.folder then add "_folder" end
  for _, name in ipairs(sorted(config.relations or {})) do
    local column = config.relations[name].column
    if column:sub(1, 1) == "_" then add(column) end
  end
end

local function table_sql(set)
  local config, columns = sets[set], {}
  if config.keyless then columns[1] = "_id " .. key_types.int64 end
  for _, property in ipairs(model.type(model.sets[set]).list) do
    local kind = sql_types[property.kind] or "TEXT"
    if property.name == schema.key(set) then
      kind = key_types[property.kind]
        or (config.feeds and "TEXT" or "TEXT PRIMARY KEY")
    end
    if not (config.keyless and property.name == "Id") then
      columns[#columns + 1] = ('"%s" %s'):format(property.name, kind)
    end
  end
  hidden_columns(config, function(column)
    columns[#columns + 1] = column .. " INTEGER"
  end)
  if config.feeds then
    columns[#columns + 1] = "_feed TEXT NOT NULL DEFAULT ''"
    columns[#columns + 1] = 'UNIQUE ("Key", _feed)'
  end
  return ('CREATE TABLE "%s" (%s);'):format(set, table.concat(columns, ", "))
end

-- What the server itself looks for: an item by its reference, and the next one
-- of a queue. The queue stands behind, so that lists of its items in the order
-- of their Ids are not led astray.
local own_indexes = { QueueItems = { "Reference", "Status" } }

---SQL that makes the indexes of a set; a seed runs it after its rows.
function schema.index_sql(set)
  local config, out = sets[set], {}
  local prefix = config.folder and "_folder, " or ""
  local columns = { table.unpack(config.indexes or {}) }
  if config.folder then table.insert(columns, 1, schema.key(set)) end
  for _, column in ipairs(columns) do
    local on = column == schema.key(set) and "_folder" or
      ('%s"%s"'):format(column:find "Key" and "" or prefix, column)
    out[#out + 1] = ('CREATE INDEX "%s_%s" ON "%s" (%s);'):format(set, column,
      set, on)
  end
  for _, column in ipairs(own_indexes[set] or {}) do
    out[#out + 1] = ('CREATE INDEX "%s_of_%s" ON "%s" ("%s", '
      .. '"QueueDefinitionId");'):format(set, column, set, column)
  end
  return table.concat(out, "\n")
end

-- What is no entity set: the organisation's accounts, the tenant itself, the
-- folders a shared row is linked into beside its own, and single values by a
-- name of their own.
local others = [[
CREATE TABLE _tenant (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE _folder_machines (folder INTEGER, machine INTEGER,
  inherit INTEGER, PRIMARY KEY (folder, machine)) WITHOUT ROWID;
CREATE TABLE _task_notes (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT,
  folder INTEGER, task INTEGER, text TEXT, user INTEGER, created TEXT);
CREATE TABLE _task_data (task INTEGER PRIMARY KEY, data TEXT, form TEXT);
CREATE TABLE _task_activities (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT,
  folder INTEGER, task INTEGER, kind TEXT, user INTEGER, target INTEGER,
  created TEXT);
CREATE TABLE _job_waits (trigger INTEGER PRIMARY KEY, payload TEXT,
  created TEXT, modified TEXT);
CREATE TABLE _test_files (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT,
  owner INTEGER, name TEXT, mime TEXT, tags TEXT, content BLOB, created TEXT);
CREATE TABLE _exports (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT,
  type TEXT, requested REAL, size INTEGER);
CREATE TABLE _license_off (machine INTEGER, type TEXT,
  PRIMARY KEY (machine, type)) WITHOUT ROWID;
CREATE TABLE _consumption (reference TEXT PRIMARY KEY, type TEXT,
  count INTEGER);
CREATE TABLE _transactions (item INTEGER PRIMARY KEY, due REAL);
CREATE INDEX "_transactions_due" ON _transactions (due);
CREATE TABLE _behaviours (process TEXT PRIMARY KEY COLLATE NOCASE, hints TEXT);
CREATE TABLE _deliveries (id INTEGER PRIMARY KEY AUTOINCREMENT,
  webhook INTEGER, body TEXT);
CREATE TABLE _breakers (webhook INTEGER PRIMARY KEY, until REAL);
CREATE TABLE _unit_users (unit INTEGER, user INTEGER,
  PRIMARY KEY (unit, user)) WITHOUT ROWID;
CREATE TABLE _values (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE _links ("set" TEXT, key, folder INTEGER,
  PRIMARY KEY ("set", key, folder)) WITHOUT ROWID;
CREATE TABLE _groups (id TEXT PRIMARY KEY, name TEXT, displayName TEXT,
  type TEXT, creationTime TEXT, lastModificationTime TEXT);
CREATE TABLE _robot_accounts (id TEXT PRIMARY KEY, name TEXT,
  displayName TEXT, creationTime TEXT, lastLoginTime TEXT);
CREATE TABLE _members ("group" TEXT, member TEXT,
  PRIMARY KEY ("group", member)) WITHOUT ROWID;
CREATE TABLE _applications (id TEXT PRIMARY KEY, secret TEXT, scopes TEXT,
  user_scopes TEXT, redirects TEXT, name TEXT, created TEXT);
CREATE TABLE _personal_tokens (token TEXT PRIMARY KEY, scope TEXT,
  expires REAL, user INTEGER);
CREATE TABLE _folder_users (folder INTEGER, user INTEGER, role INTEGER,
  PRIMARY KEY (user, folder, role)) WITHOUT ROWID;
CREATE TABLE _asset_values (asset TEXT, user INTEGER, value TEXT,
  PRIMARY KEY (asset, user)) WITHOUT ROWID;
CREATE TABLE _blobs (bucket INTEGER, path TEXT, content BLOB, type TEXT,
  size INTEGER, modified TEXT, PRIMARY KEY (bucket, path));
CREATE TABLE _identity_users (id TEXT PRIMARY KEY, userName TEXT,
  email TEXT, name TEXT, surname TEXT, displayName TEXT, type TEXT,
  creationTime TEXT, lastModificationTime TEXT, lastLoginTime TEXT,
  isActive INTEGER, legacyId INTEGER, invitationAccepted INTEGER,
  bypassBasicAuthRestriction INTEGER, password TEXT);
CREATE TABLE _identity_settings (id INTEGER PRIMARY KEY, key TEXT, value TEXT,
  user TEXT, UNIQUE (key, user));
CREATE TABLE _identity_events (id INTEGER PRIMARY KEY AUTOINCREMENT,
  created TEXT, category TEXT, action TEXT, details TEXT, userName TEXT,
  email TEXT);
CREATE TABLE _login_attempts (id INTEGER PRIMARY KEY AUTOINCREMENT,
  user TEXT, name TEXT, client TEXT, browser TEXT, result TEXT, created TEXT);
CREATE TABLE _message_templates (id INTEGER PRIMARY KEY, name TEXT UNIQUE,
  value TEXT);
CREATE TABLE _saml_certificates (id INTEGER PRIMARY KEY AUTOINCREMENT,
  place TEXT UNIQUE, certificate TEXT, thumbprint TEXT);
CREATE TABLE _rule_versions (id TEXT PRIMARY KEY, rule TEXT, number INTEGER,
  creator INTEGER, created TEXT, UNIQUE (rule, number));
CREATE TABLE _session_modes (session INTEGER PRIMARY KEY, mode TEXT);
CREATE TABLE _packages ("set" TEXT, feed TEXT, key TEXT, content BLOB,
  PRIMARY KEY ("set", feed, key));
CREATE TABLE _job_attachments (attachment TEXT, job TEXT, category TEXT,
  created TEXT, creator INTEGER, PRIMARY KEY (job, attachment)) WITHOUT ROWID;
CREATE TABLE _machine_robots (folder INTEGER, machine INTEGER, robot INTEGER,
  PRIMARY KEY (folder, machine, robot)) WITHOUT ROWID;
CREATE TABLE _machine_secrets (id INTEGER PRIMARY KEY AUTOINCREMENT,
  machine INTEGER, secret TEXT, created TEXT);
CREATE TABLE _stale_retention ("set" TEXT, key INTEGER, action TEXT,
  period INTEGER, bucket INTEGER, PRIMARY KEY ("set", key)) WITHOUT ROWID;
CREATE TABLE _runs (job INTEGER PRIMARY KEY, due REAL, robot INTEGER);
CREATE TABLE _refresh_tokens (token TEXT PRIMARY KEY, client TEXT, scope TEXT,
  expires REAL);
]]

-- A queue, a release and a task catalogue have a retention setting for as long
-- as they live.
local retention = [[
CREATE TRIGGER "%2$_new" AFTER INSERT ON "%1$" BEGIN
  INSERT INTO "%2$" ("%3$", "Action", "Period", "Type", _folder)
  VALUES (NEW.Id, 'Delete', 30, 'Final', NEW._folder); END;
CREATE TRIGGER "%2$_old" AFTER DELETE ON "%1$" BEGIN
  DELETE FROM "%2$" WHERE "%3$" = OLD.Id; END;
]]

local retained = { { "QueueDefinitions", "QueueRetention" },
  { "Releases", "ReleaseRetention" }, { "TaskCatalogs", "TaskRetention" } }

local function create_triggers(database)
  for _, pair in ipairs(retained) do
    local values = { pair[1], pair[2], sets[pair[2]].key }
    database:exec((retention:gsub("%%(%d)%$", function(i)
      return values[tonumber(i)]
    end)))
  end
end

---Makes the tables of an empty tenant.
function schema.create(database)
  for _, set in ipairs(sorted(sets)) do database:exec(table_sql(set)) end
  database:exec(others)
  create_triggers(database)
  database:exec(("PRAGMA user_version = %d"):format(schema.version))
end

---Makes the indexes, of each set when its rows are there.
function schema.index(database)
  for _, set in ipairs(sorted(sets)) do
    database:after(set, function() database:exec(schema.index_sql(set)) end)
  end
end

return schema
