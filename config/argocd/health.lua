-- The health of a CodeGenBackend, for Argo CD. It uses nothing but the base library, for Argo CD opens little more.

local function condition(kind)
  for _, c in ipairs((obj.status or {}).conditions or {}) do
    if c.type == kind then
      return c
    end
  end
  return {status = "Unknown", reason = "", message = "the operator says nothing of " .. kind}
end

local function health(status, message)
  return {status = status, message = message}
end

if obj.metadata.deletionTimestamp ~= nil then
  return health("Progressing", "it is being deleted")
end

local observed = (obj.status or {}).observedGeneration
if observed == nil or observed ~= obj.metadata.generation then
  return health("Progressing", "the operator has not seen this generation yet")
end

local stalled = condition("Stalled")
if stalled.status == "True" then
  return health("Degraded", stalled.reason .. ": " .. stalled.message)
end

local mode = (obj.spec or {}).mode
local ready, degraded = condition("Ready"), condition("Degraded")
local placed = obj.status.active ~= nil and obj.status.active ~= ""

-- A person has to say when the operator may place an engine.
if not placed and (mode == "Observe" or mode == "Paused") then
  return health("Suspended", "mode is " .. mode .. " and no engine is placed: set mode to Auto to have one placed")
end

-- Before the first placement the engines may still be starting; after it, clients are worse off than they were.
if ready.status == "False" and placed and ready.reason ~= "Progressing" then
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
