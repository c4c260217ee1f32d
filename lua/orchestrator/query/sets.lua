-- What the definitions do not say of entity sets, kept by hand: how each can
-- be paged and put back. A set that is not here has an integer Id that is
-- unique, never changes and can be filtered and sorted by, at most 1,000 rows
-- a page, and is read whole by its key.
--
--   page     most rows of one page
--   key      false: not to be paged by Id
--   folder   true: to be paged by Id only within one folder
--   heavy    true: counting is slow or restricted, so it is not done unasked
--   time     the property by whose windows it is walked
--   window   rows that can be reached by skip
--   settle   true: new Ids may be committed out of their order, so a cursor
--            reads the last ones once more
--   total    the operation that counts beyond the window
--   whole    what to expand so that an entity is read whole
--   hidden   property -> its value -> the secret that is never told
return {
  -- Filters mean "contains" there, so "Id gt 5" may be ignored.
  Assets = { key = false, whole = "UserValues",
    hidden = { ValueType = { Credential = "CredentialPassword",
      WindowsCredential = "CredentialPassword", Secret = "SecretValue" } } },
  AuditLogs = { heavy = true, settle = true },
  Jobs = { heavy = true, settle = true },
  -- Their Ids are 0 or repeat.
  Permissions = { key = false },
  Sessions = { key = false },
  -- Without a folder an item comes once for each folder its queue is linked to.
  QueueItems = { page = 100, folder = true, heavy = true, settle = true },
  -- All have Id 0, and skip ends at row 10,000.
  RobotLogs = { key = false, heavy = true, time = "TimeStamp",
    window = 10000, total = "GetTotalCount" },
}
