-- What the definitions do not say of an entity set: the facts of the server
-- that the generic operations go by.
--
-- folder     "needed": every call wants a folder header;
--            "cross": reading works without one, across all folders;
--            nil: the set belongs to the tenant
-- cap        rows of a page, 1,000 unless given
-- keyless    rows have no key of their own: Id reads 0
-- window     $skip + $top may not pass it
-- unsortable properties refused by $orderby
-- relations  navigation property to the set it leads to and the column that
--            holds the key (columns that start with "_" are hidden)
-- unique     columns that make a row unique in its folder, case aside
-- argument   the server's name for the body in "... must not be null"
-- noun       the entity's name in messages
-- masked     secrets that read back as bullets
-- indexes    columns worth an index

local robot = { set = "Robots", column = "_Robot" }
local release = { set = "Releases", column = "_Release" }

return {
  Folders = {
    noun = "Folder", argument = "folderDto", indexes = { "FullyQualifiedName" },
  },
  Machines = {
    noun = "Machine", unique = { "Name" }, argument = "machineDto",
  },
  Users = { noun = "User", unique = { "UserName" }, argument = "userDto" },
  Roles = { noun = "Role", unique = { "Name" }, argument = "roleDto" },
  Settings = { noun = "Setting", argument = "settingsDto" },
  Robots = {
    folder = "needed", noun = "Robot", unique = { "Name" },
    argument = "robotDto", masked = { Password = true },
    relations = { User = { set = "Users", column = "UserId" } },
  },
  Releases = {
    folder = "cross", noun = "Release", unique = { "Name" },
    argument = "release",
  },
  Jobs = {
    folder = "cross", noun = "Job", indexes = { "Key" },
    relations = {
      Robot = robot, Release = release,
      Machine = { set = "Machines", column = "_Machine" },
    },
  },
  QueueDefinitions = {
    folder = "cross", noun = "QueueDefinition", unique = { "Name" },
    argument = "queueDefinitionDto",
  },
  QueueItems = {
    folder = "cross", noun = "QueueItem", cap = 100,
    unsortable = { DeferDate = true },
    indexes = { "QueueDefinitionId", "Key", "Reference" },
    relations = {
      Robot = { set = "Robots", column = "RobotId" },
      QueueDefinition = { set = "QueueDefinitions",
        column = "QueueDefinitionId" },
      ReviewerUser = { set = "Users", column = "ReviewerUserId" },
    },
  },
  RobotLogs = {
    folder = "needed", noun = "RobotLog", keyless = true, window = 10000,
    indexes = { "TimeStamp", "JobKey" },
  },
  Assets = {
    folder = "needed", noun = "Asset", unique = { "Name" },
    argument = "assetDto",
    masked = { CredentialPassword = true, SecretValue = true },
  },
}
