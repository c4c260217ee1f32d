-- The licence and what else the Settings set answers.

local json = require "orchestrator.sandbox.json"
local respond = require "orchestrator.sandbox.respond"

local settings = {}

---The stored licence, with every field of the API guide's sample.
function settings.Settings_GetLicense(context)
  local license = context.database:row(
    "SELECT value FROM _tenant WHERE name = 'license'")
  return respond.object(context,
    "UiPath.Application.Dto.License.LicenseDto", license)
end

local languages = { { "en", "English" }, { "ja", "日本語" },
  { "de", "Deutsch" }, { "es", "español" }, { "fr", "français" } }

function settings.Settings_GetLanguages(context)
  local items = {}
  for i, language in ipairs(languages) do
    items[i] = { Name = language[1], DisplayName = language[2],
      IsDefault = i == 1, IsDisabled = false }
  end
  return respond.object(context,
    "UiPath.Application.Dto.ListResultDtoOfLanguageInfo",
    json.encode { Items = items })
end

return settings
