-- The health of a CodeGenBackend for Argo CD. It uses only the base library, because Argo CD offers little more.

local function condition(kind)
  for _, c in ipairs((obj.status or {}).conditions or {}) do
    if c.type == kind then
      return c
    end
  end
  return {status = "Unknown", reason = "", message = "the status has no condition " .. kind}
end

local function health(status, message)
  return {status = status, message = message}
end

if obj.metadata.deletionTimestamp ~= nil then
  return health("Progressing", "it is being deleted")
end

local observed = (obj.status or {}).observedGeneration
if observed == nil or observed ~= obj.metadata.generation then
  return health("Progressing", "the operator has not processed this generation yet")
end

local stalled = condition("Stalled")
if stalled.status == "True" then
  return health("Degraded", stalled.reason .. ": " .. stalled.message)
end

local mode = (obj.spec or {}).mode
local ready, degraded = condition("Ready"), condition("Degraded")
local selected = obj.status.active ~= nil and obj.status.active ~= ""

-- Only a user can let the operator select an engine.
if not selected and (mode == "Observe" or mode == "Paused") then
  return health("Suspended", "mode is " .. mode .. " and no engine is selected: set mode to Auto to select one")
end

-- Before the first selection, engines may still be starting. After it, clients have lost an engine that served them.
if ready.status == "False" and selected and ready.reason ~= "Progressing" then
  return health("Degraded", ready.reason .. ": " .. ready.message)
end
if ready.status ~= "True" then
  return health("Progressing", ready.message)
end

local reconciling = condition("Reconciling")
if reconciling.status == "True" then
  return health("Progressing", reconciling.message)
end
if mode == "Paused" then
  return health("Suspended", "mode is Paused: nothing changes; " .. ready.message)
end
if degraded.status == "True" then
  return health("Healthy", degraded.reason .. ": " .. degraded.message)
end
return health("Healthy", ready.message)
