-- The rows of the audit log of one service: a header, or a parameter, says
-- which; without either they are all wanted.

local services = {
  testautomation = { sql = 't."Component" GLOB ?', value = "Test*",
    tests = true },
  orchestrator = { sql = 't."Component" NOT GLOB ?', value = "Test*" },
}

---The condition of a request's audited service, as query.page() takes it.
---@param context table
---@return table|nil {sql, value, tests}
return function(context)
  local name = context.request.headers["x-uipath-auditedservice"]
    or context.params.auditedService
  return name and services[name:lower()]
end
