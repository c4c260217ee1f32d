-- A process, robots and a machine in the folder every tenant has.

local furnish = { FOLDER = 1001, PROCESS = 1,
  KEY = "50000000-0000-4000-a000-000000000001",
  NS = "UiPath.Server.Configuration.OData." }

--- Writes them into an empty tenant.
---@param server table of sandbox.tenant
---@param robots integer|nil 1
function furnish.fill(server, robots)
  server:insert("Releases", { Id = furnish.PROCESS, Key = furnish.KEY,
    Name = "Bot", ProcessKey = "Bot", ProcessVersion = "1.0.0",
    ProcessType = "Process", JobPriority = "Normal",
    EntryPointPath = "Main.xaml", _folder = furnish.FOLDER })
  server:insert("Machines", { Id = 1, Name = "VM", UnattendedSlots = 2,
    LicenseKey = "license-of-vm" })
  for i = 1, robots or 1 do
    server:insert("Robots", { Id = i, Name = "R" .. i, Enabled = 1,
      Username = "acme\\r" .. i, MachineId = 1, _folder = furnish.FOLDER })
  end
end

return furnish
