-- PKCE, RFC 7636: what proves that who redeems a code is who asked for it.

local base64 = require "orchestrator.base64"
local core = require "orchestrator.core"

local pkce = {}

---@return string verifier 43 characters that nobody can guess
function pkce.verifier() return base64.encode_url(core.random(32)) end

---@param verifier string
---@return string challenge by the method S256
function pkce.challenge(verifier)
  return base64.encode_url(core.sha256(verifier))
end

---What comes back with the code, so that no other answer is taken for ours.
---@return string
function pkce.state() return base64.encode_url(core.random(24)) end

return pkce
