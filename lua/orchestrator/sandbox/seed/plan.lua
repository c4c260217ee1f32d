-- What the demo tenant is made of: names, shares and texts.

local plan = {}

plan.folders = {
  "Shared", "Shared/Finance", "Shared/Finance/Accounts Payable",
  "Shared/Finance/Accounts Receivable", "Shared/HR", "Shared/HR/Onboarding",
  "Shared/HR/Payroll", "Shared/IT", "Shared/IT/Service Desk", "Logistics",
  "Logistics/Inbound", "Logistics/Inbound/Customs", "Logistics/Outbound",
  "Logistics/Outbound/Zürich",
}

plan.users = { { "Brigitte", "Berger" }, { "Chidi", "Okafor" },
  { "Dolores", "Ibáñez" }, { "Emre", "Yılmaz" }, { "Fumiko", "Satō" },
  { "Grace", "Hall" }, { "Henrik", "Lund" } }

-- folder, prefix of the names, robots
plan.robots = {
  { "Shared", "GEN", 2 }, { "Shared/Finance", "FIN", 8 },
  { "Shared/Finance/Accounts Payable", "AP", 6 },
  { "Shared/Finance/Accounts Receivable", "AR", 4 },
  { "Shared/HR/Onboarding", "HR", 2 }, { "Shared/HR/Payroll", "PAY", 3 },
  { "Shared/IT/Service Desk", "IT", 4 }, { "Logistics/Inbound", "LOG", 4 },
  { "Logistics/Inbound/Customs", "CUS", 2 },
  { "Logistics/Outbound", "OUT", 3 }, { "Logistics/Outbound/Zürich", "ZRH", 2 },
}

-- name, folder, share of the jobs in percent, mean seconds, faults in a
-- thousand, what it works on
plan.processes = {
  { "InvoiceBot", "Shared/Finance", 22, 240, 95, "invoice" },
  { "MonthEndClose", "Shared/Finance", 4, 1500, 60, "ledger" },
  { "InvoiceMatching", "Shared/Finance/Accounts Payable", 12, 300, 40,
    "invoice" },
  { "VendorOnboarding", "Shared/Finance/Accounts Payable", 4, 420, 30,
    "vendor" },
  { "DunningLetters", "Shared/Finance/Accounts Receivable", 6, 180, 20,
    "letter" },
  { "CashApplication", "Shared/Finance/Accounts Receivable", 7, 260, 45,
    "payment" },
  { "NewHireSetup", "Shared/HR/Onboarding", 3, 900, 70, "employee" },
  { "PayrollExport", "Shared/HR/Payroll", 4, 700, 15, "payslip" },
  { "TimesheetCheck", "Shared/HR/Payroll", 5, 150, 10, "timesheet" },
  { "PasswordReset", "Shared/IT/Service Desk", 9, 60, 25, "ticket" },
  { "TicketTriage", "Shared/IT/Service Desk", 6, 120, 130, "ticket" },
  { "ShipmentTracking", "Logistics/Inbound", 8, 200, 50, "shipment" },
  { "CustomsDeclaration", "Logistics/Inbound/Customs", 3, 480, 150,
    "declaration" },
  { "DeliveryNotes", "Logistics/Outbound", 4, 170, 20, "delivery" },
  { "ZollAnmeldung", "Logistics/Outbound/Zürich", 2, 510, 80, "Anmeldung" },
  { "ReportDispatcher", "Shared", 1, 90, 5, "report" },
}

-- name, folder, share of the items in twentieths, prefix of the references,
-- process
plan.queues = {
  { "Invoices", "Shared/Finance", 7, "INV", "InvoiceBot" },
  { "Vendors", "Shared/Finance/Accounts Payable", 2, "VEN",
    "VendorOnboarding" },
  { "Payments", "Shared/Finance/Accounts Receivable", 4, "PAY",
    "CashApplication" },
  { "New Hires", "Shared/HR/Onboarding", 1, "EMP", "NewHireSetup" },
  { "Tickets", "Shared/IT/Service Desk", 3, "TKT", "TicketTriage" },
  { "Shipments", "Logistics/Inbound", 3, "SHP", "ShipmentTracking" },
}

-- name, folder, type, value
plan.assets = {
  { "SapUrl", "Shared/Finance", "Text", "https://sap.example.com" },
  { "SapLogin", "Shared/Finance", "Credential", "svc-sap" },
  { "MaxAmount", "Shared/Finance", "Integer", "25000" },
  { "SendLetters", "Shared/Finance/Accounts Receivable", "Bool", "True" },
  { "BankApi", "Shared/Finance/Accounts Receivable", "Text",
    "https://bank.example.com/v2" },
  { "HrLogin", "Shared/HR/Onboarding", "Credential", "svc-hr" },
  { "TicketUrl", "Shared/IT/Service Desk", "Text",
    "https://tickets.example.com" },
  { "CarrierKey", "Logistics/Inbound", "Text", "carrier-7731" },
  { "CustomsOffice", "Logistics/Inbound/Customs", "Text", "DE004851" },
  { "Batch size", "Logistics/Outbound", "Integer", "50" },
}

plan.groups = { "Finance Robots", "Night Shift", "Citizen Team Zürich" }

plan.faults = {
  "System.TimeoutException: The operation has timed out after 30000 ms.",
  "UiPath.UIAutomationNext.Exceptions.NodeNotFoundException: Could not find "
    .. "the UI element for this action.",
  "System.Net.Http.HttpRequestException: Response status code does not "
    .. "indicate success: 503 (Service Unavailable).",
  "System.IO.IOException: The process cannot access the file "
    .. "'C:\\Data\\export.xlsx' because it is being used by another process.",
  "UiPath.Core.SelectorNotFoundException: Cannot find the UI element "
    .. "corresponding to this selector: <html app='msedge.exe' />",
  "System.NullReferenceException: Object reference not set to an instance of "
    .. "an object.",
  "Microsoft.Data.SqlClient.SqlException: Transaction (Process ID 61) was "
    .. "deadlocked on lock resources with another process.",
}

local warnings = { "the page is still loading", "the session has expired",
  "the file is locked", "the service answered 429" }

plan.business = { "Invoice number already booked", "Amount is over the limit",
  "Supplier is not in the master data", "The document is not readable",
  "Approval is missing" }

plan.suppliers = { "Müller & Söhne GmbH", "O'Brien Ltd", "Nippon Denki",
  "Acme \"Tools\" Inc.", "Ferretería López", "Łódź Textiles", "Baltic Timber" }

-- SQL that picks one of the texts by the value of an expression from 0 on.
local function choice(texts)
  return function(expression)
    local out = { "CASE " .. expression }
    for i, text in ipairs(texts) do
      out[#out + 1] = ("WHEN %d THEN '%s'"):format(i - 1,
        (text:gsub("'", "''")))
    end
    return table.concat(out, " ") .. " END"
  end
end

plan.fault_sql = choice(plan.faults)
plan.warning_sql = choice(warnings)
plan.business_sql = choice(plan.business)
plan.supplier_sql = choice(plan.suppliers)

return plan
