// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// Condition types of a CodeGenBackend. All but Degraded, Reconciling and Stalled are normal when True; those three are abnormal when True.
const (
	// ConditionReady is True while clients are served by a healthy engine, whichever it is: a failover does not break what waits for Ready.
	ConditionReady = "Ready"
	// ConditionDegraded is True while something is served, but not as declared.
	ConditionDegraded = "Degraded"
	// ConditionVLLMHealthy is the health of the vllm engine; its reason is an engine reason.
	ConditionVLLMHealthy = "VLLMHealthy"
	// ConditionLegacyHealthy is the health of the legacy engine; its reason is an engine reason.
	ConditionLegacyHealthy = "LegacyHealthy"
	// ConditionStreamingOnTarget is True while every result of the active engine's latest canaries holds.
	ConditionStreamingOnTarget = "StreamingOnTarget"
	// ConditionOutputCorrect is True while every expectation of the active engine's latest canaries matched.
	ConditionOutputCorrect = "OutputCorrect"
	// ConditionRouted is True while every declared route carries the active engine.
	ConditionRouted = "Routed"
	// ConditionReconciling is True while a change of the spec is on its way into the routes. Tools that wait for an object, by kstatus, wait for
	// its end.
	ConditionReconciling = "Reconciling"
	// ConditionStalled is True while the object cannot be reconciled until someone mends it.
	ConditionStalled = "Stalled"
)

// Reasons of Ready.
const (
	// ReasonServing means that the active engine is healthy and carries the traffic.
	ReasonServing = "Serving"
	// ReasonServingFromLegacy means that legacy is healthy and carries the traffic.
	ReasonServingFromLegacy = "ServingFromLegacy"
	// ReasonNoHealthyEngine means that the active engine is unhealthy and there is no healthy one to move to.
	ReasonNoHealthyEngine = "NoHealthyEngine"
	// ReasonPinnedToUnhealthy means that a pin holds the traffic on an unhealthy engine.
	ReasonPinnedToUnhealthy = "PinnedToUnhealthy"
	// ReasonHeldOnUnhealthy means that mode Paused or Observe holds the traffic on an unhealthy engine.
	ReasonHeldOnUnhealthy = "HeldOnUnhealthy"
	// ReasonProgressing means that the engines have not been proven yet, after a start or a change.
	ReasonProgressing = "Progressing"
	// ReasonRouteFailed means that an engine is healthy but a route does not carry it.
	ReasonRouteFailed = "RouteFailed"
)

// Reasons of Degraded.
const (
	// ReasonAsDeclared means that nothing is degraded.
	ReasonAsDeclared = "AsDeclared"
	// ReasonServedByLegacy means that legacy serves while vllm is preferred.
	ReasonServedByLegacy = "ServedByLegacy"
	// ReasonCanaryFailing means that a canary on the active engine failed its latest run.
	ReasonCanaryFailing = "CanaryFailing"
	// ReasonNotServing means that no engine serves; Ready says why.
	ReasonNotServing = "NotServing"
)

// Reasons of VLLMHealthy, LegacyHealthy and of engines in the status.
const (
	// EngineServing means that probes, pulses and Flip canaries pass.
	EngineServing = "Serving"
	// EngineConnectionRefused means that nothing listens at the address.
	EngineConnectionRefused = "ConnectionRefused"
	// EngineTimeout means that no answer came in time.
	EngineTimeout = "Timeout"
	// EngineNameNotResolved means that the host name could not be resolved.
	EngineNameNotResolved = "NameNotResolved"
	// EngineTLSFailed means that no trusted connection could be made.
	EngineTLSFailed = "TLSFailed"
	// EngineHTTPError means that it answered with something that is not an answer.
	EngineHTTPError = "HTTPError"
	// EngineUnauthorized means that it refuses the key.
	EngineUnauthorized = "Unauthorized"
	// EngineModelsMissing means that it does not list every declared model.
	EngineModelsMissing = "ModelsMissing"
	// EngineHung means that it says it is healthy and generates nothing.
	EngineHung = "EngineHung"
	// EngineOutputWrong means that a Flip canary got something else than it asked for.
	EngineOutputWrong = "OutputWrong"
	// EngineOutputFabricated means that a Flip canary got an answer that was made before the question.
	EngineOutputFabricated = "OutputFabricated"
	// EngineOffTarget means that a Flip canary's stream broke a bound.
	EngineOffTarget = "OffTarget"
	// EngineStreamBroken means that a stream broke off, carried an error, or was not an event stream.
	EngineStreamBroken = "StreamBroken"
	// EngineSaturated means that it has more work than it can take; that is not sickness.
	EngineSaturated = "Saturated"
	// EngineAddressForbidden means that the address guard refuses its address.
	EngineAddressForbidden = "AddressForbidden"
	// EngineUnknown means that there is not enough evidence yet.
	EngineUnknown = "Unknown"
)

// Reasons of StreamingOnTarget and OutputCorrect.
const (
	// ReasonOnTarget means that every result holds.
	ReasonOnTarget = "OnTarget"
	// ReasonOffTarget means that a result does not hold.
	ReasonOffTarget = "OffTarget"
	// ReasonOutputMatched means that every expectation matched.
	ReasonOutputMatched = "Matched"
	// ReasonOutputWrong means that one did not.
	ReasonOutputWrong = "OutputWrong"
	// ReasonOutputFabricated means that an answer was made before the question.
	ReasonOutputFabricated = "OutputFabricated"
	// ReasonNotMeasured means that no canary of the active engine has said anything about it yet, or none is declared.
	ReasonNotMeasured = "NotMeasured"
	// ReasonStreamFailed means that the latest stream failed before it could be judged.
	ReasonStreamFailed = "StreamFailed"
)

// Reasons of Routed.
const (
	// ReasonRoutesReady means that every declared route carries the active engine.
	ReasonRoutesReady = "RoutesReady"
	// ReasonNoRoute means that no route is declared.
	ReasonNoRoute = "NoRoute"
	// ReasonNothingToRoute means that no engine is active yet.
	ReasonNothingToRoute = "NothingToRoute"
	// ReasonNotOwned means that an object of that name exists and is not ours.
	ReasonNotOwned = "NotOwned"
	// ReasonClaimedByOther means that an older CodeGenBackend names the same route.
	ReasonClaimedByOther = "ClaimedByOther"
	// ReasonRollingOut means that a Deployment is being rolled to read the new ConfigMap.
	ReasonRollingOut = "RollingOut"
	// ReasonRollOutFailed means that the Deployment does not exist, or its roll-out does not come to an end.
	ReasonRollOutFailed = "RollOutFailed"
	// ReasonGatewayNotReady means that the gateway has no replica that serves.
	ReasonGatewayNotReady = "GatewayNotReady"
	// ReasonGatewayAPIMissing means that the Gateway API is not installed in the cluster.
	ReasonGatewayAPIMissing = "GatewayAPIMissing"
	// ReasonRuleNotFound means that the existing HTTPRoute, its rule, or the rule's two backendRefs are not there.
	ReasonRuleNotFound = "RuleNotFound"
	// ReasonParentNotReady means that a Gateway has not accepted the HTTPRoute, or cannot resolve its references.
	ReasonParentNotReady = "ParentNotReady"
	// ReasonDelivering means that the webhook is being told.
	ReasonDelivering = "Delivering"
	// ReasonDeliveryFailed means that the webhook did not take it; it is told again.
	ReasonDeliveryFailed = "DeliveryFailed"
	// ReasonHostForbidden means that the operator may not post to the host of the webhook.
	ReasonHostForbidden = "HostForbidden"
	// ReasonAddressNotRoutable means that the API server does not accept the engine's address in an EndpointSlice.
	ReasonAddressNotRoutable = "AddressNotRoutable"
	// ReasonNoAddress means that the active engine has no address to carry.
	ReasonNoAddress = "NoAddress"
	// ReasonApplyFailed means that the API server refused or failed; it is tried again.
	ReasonApplyFailed = "ApplyFailed"
	// ReasonNotActing means that mode is Observe or Paused, and the routes are left as they are.
	ReasonNotActing = "NotActing"
)

// Reasons of Reconciling. While it is not False, the reason is that of Routed or of Stalled.
const (
	// ReasonReconciled means that every route has carried what the spec declares, as it is now.
	ReasonReconciled = "Reconciled"
)

// Reasons of Stalled.
const (
	// ReasonNotStalled means that nothing is in the way.
	ReasonNotStalled = "NotStalled"
	// ReasonSecretMissing means that a Secret, or its key, does not exist or is empty.
	ReasonSecretMissing = "SecretMissing"
	// ReasonSecretUnreadable means that the API server did not let us read a Secret; it is tried again.
	ReasonSecretUnreadable = "SecretUnreadable"
	// ReasonForbiddenAddress means that the address guard refuses an engine's address.
	ReasonForbiddenAddress = "AddressForbidden"
	// ReasonInvalidSpec means that the spec holds something that only the operator can refuse.
	ReasonInvalidSpec = "InvalidSpec"
)

// Reasons of events without a condition.
const (
	// ReasonSelected means that the first engine was selected.
	ReasonSelected = "Selected"
	// ReasonWouldFlip means that in mode Observe another engine would be active.
	ReasonWouldFlip = "WouldFlip"
	// ReasonKeyNotEnforced means that an engine lets a wrong key in.
	ReasonKeyNotEnforced = "KeyNotEnforced"
	// ReasonKeyEnforced means that it no longer does.
	ReasonKeyEnforced = "KeyEnforced"
	// ReasonGatewayOpen means that a gateway asks for no API key.
	ReasonGatewayOpen = "GatewayOpen"
	// ReasonPinExpired means that a pin has run out and is ignored.
	ReasonPinExpired = "PinExpired"
	// ReasonFailbackStep means that a gradual failback went one step on.
	ReasonFailbackStep = "FailbackStep"
	// ReasonFailbackAborted means that a gradual failback was given up, and legacy has all of the traffic again.
	ReasonFailbackAborted = "FailbackAborted"
)

// AnnotationAdopt hands the Service, ConfigMap or HTTPRoute that carries it over to the CodeGenBackend that it names.
const AnnotationAdopt = "serving.codegen.dev/adopt"

// AnnotationRunCanaries runs all canaries now, whenever its value changes.
const AnnotationRunCanaries = "serving.codegen.dev/run-canaries"

// Reasons of flips, in the flip history and in events.
const (
	// FlipActiveUnhealthy means that the active engine was unhealthy and the other healthy.
	FlipActiveUnhealthy = "ActiveUnhealthy"
	// FlipPreferredHealthy means that vllm was healthy again and the cooldown over.
	FlipPreferredHealthy = "PreferredHealthy"
	// FlipPinned means that a pin asked for it.
	FlipPinned = "Pinned"
)
