-- A tour of a tenant: its licence, folders, logs, jobs and queues, and a new
-- robot account. `make demo` runs it against a sandbox.

package.path = (arg[0]:match("^.*/") or "./") .. "lib/?.lua;" .. package.path

local orchestrator = require "orchestrator"
local draw = require "draw"

local time = orchestrator.time

local ROBOT_ACCOUNT, GROUP = "Roby", "Finance Robots"

local function seconds_between(from, to)
  return time.parse(to).epoch - time.parse(from).epoch
end

local function by_value(a, b)
  return a[2] > b[2] or a[2] == b[2] and a[1] < b[1]
end

local function first(list, count)
  return table.move(list, 1, math.min(count, #list), 1, {})
end

-- { name = count } as a sorted list of { name, count }.
local function ranking(counts)
  local list = {}
  for name, count in pairs(counts) do
    list[#list + 1] = { name, count }
  end
  table.sort(list, by_value)
  return list
end

local function show_licence(tenant)
  local step = draw.step "Licence, signed in with the user key"
  local licence = tenant.Settings:GetLicense()
  local rows = {}
  for kind, allowed in pairs(licence.Allowed) do
    if allowed > 0 then
      rows[#rows + 1] = { kind, allowed, licence.Used[kind] or 0 }
    end
  end
  table.sort(rows, by_value)
  step:heading()
  draw.text("%s, valid until %s", licence.Code or "licence",
    os.date("!%Y-%m-%d", licence.ExpireDate))
  draw.table({ "Robots", "Allowed", "Used" }, first(rows, 5))
end

-- All folders, and those at the top with their children in them.
local function show_folders(tenant)
  local step = draw.step "Folders"
  local folders, by_id, roots = {}, {}, {}
  for folder in tenant.Folders:orderby("FullyQualifiedName"):each() do
    step:row()
    folder.label = folder.DisplayName
    folders[#folders + 1], by_id[folder.Id] = folder, folder
    local parent = by_id[folder.ParentId] or roots
    parent[#parent + 1] = folder
  end
  step:heading()
  draw.tree(roots)
  return folders
end

local function show_errors(tenant, folders)
  local step = draw.step("Errors by process", 100000)
  local errors = {}
  for _, folder in ipairs(folders) do
    for log in tenant:folder(folder).RobotLogs:each() do
      step:row()
      if log.Level == "Error" or log.Level == "Fatal" then
        errors[log.ProcessName] = (errors[log.ProcessName] or 0) + 1
      end
    end
  end
  step:heading()
  draw.bars(first(ranking(errors), 10), "bad")
end

local function show_slowest_jobs(tenant, folders)
  local step = draw.step "Slowest jobs"
  local jobs = {}
  for _, folder in ipairs(folders) do
    for job in tenant:folder(folder).Jobs:filter{ State = "Successful" }
      :select("ReleaseName", "StartTime", "EndTime"):each() do
      step:row()
      jobs[#jobs + 1] = {
        job.ReleaseName, folder.FullyQualifiedName, job.StartTime:sub(1, 16),
        seconds = seconds_between(job.StartTime, job.EndTime),
      }
    end
  end
  table.sort(jobs, function(a, b) return a.seconds > b.seconds end)
  local slowest = first(jobs, 8)
  for _, row in ipairs(slowest) do
    row[4] = draw.span(row.seconds)
  end
  step:heading()
  draw.table({ "Process", "Folder", "Started (UTC)", "Took" }, slowest)
end

local function show_queue_items(tenant, folders)
  local step = draw.step "Queue items by status"
  local statuses = {}
  for _, folder in ipairs(folders) do
    for item in tenant:folder(folder).QueueItems:select("Status"):each() do
      step:row()
      statuses[item.Status] = (statuses[item.Status] or 0) + 1
    end
  end
  step:heading()
  draw.bars(ranking(statuses))
end

-- A user key does not carry the PM scopes that identity calls need: an
-- application does.
local function create_robot_account()
  local step = draw.step "Robot account, signed in as an application"
  local admin = orchestrator.connect {
    client_id = os.getenv "UIPATH_CLIENT_ID",
    client_secret = os.getenv "UIPATH_CLIENT_SECRET",
    scope = "PM.RobotAccount PM.Group.Read",
  }
  local group_ids = {}
  for _, group in ipairs(admin.identity.Group:list()) do
    group_ids[group.name] = group.id
  end
  local account = admin.identity.RobotAccount:create {
    name = ROBOT_ACCOUNT, groupIDsToAdd = { group_ids[GROUP] },
  }
  step:heading()
  draw.text("%s is in the group %s", account.name, GROUP)
end

local tenant = orchestrator.connect {
  client_id = os.getenv "UIPATH_CLIENT_ID",
  user_key = os.getenv "UIPATH_USER_KEY",
}

draw.title(tostring(tenant))
show_licence(tenant)
local folders = show_folders(tenant)
show_errors(tenant, folders)
show_slowest_jobs(tenant, folders)
show_queue_items(tenant, folders)
create_robot_account()
