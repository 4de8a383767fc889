// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// ConditionReason is a reason of a condition, of an engine, a canary or a route in the status, or of an event. It is
// an alias, because conditions and events hold their reasons as strings. This file is the only list: internal
// packages name the reasons that they produce, and a test holds those names against this list.
type ConditionReason = string

// FlipReason is a reason of a flip.
type FlipReason = ConditionReason

// Condition types of a CodeGenBackend. Degraded, Reconciling and Stalled are abnormal when True; all others are normal when True.
const (
	// ConditionReady is True while clients are served by a healthy engine, whichever it is: a failover does not disturb what waits for
	// Ready.
	ConditionReady = "Ready"
	// ConditionDegraded is True while something is not as declared, for example while legacy serves although vllm is preferred.
	ConditionDegraded = "Degraded"
	// ConditionVLLMHealthy is the health of the vllm engine; its reason is an engine reason.
	ConditionVLLMHealthy = "VLLMHealthy"
	// ConditionLegacyHealthy is the health of the legacy engine; its reason is an engine reason.
	ConditionLegacyHealthy = "LegacyHealthy"
	// ConditionStreamingOnTarget is True while the latest canaries of the active engine meet every target.
	ConditionStreamingOnTarget = "StreamingOnTarget"
	// ConditionOutputCorrect is True while the latest canaries of the active engine meet every expectation.
	ConditionOutputCorrect = "OutputCorrect"
	// ConditionRouted is True while every declared route points to the active engine.
	ConditionRouted = "Routed"
	// ConditionReconciling is True while a change of the spec is not applied to every route yet. Tools that wait for an object by kstatus
	// wait until it is False.
	ConditionReconciling = "Reconciling"
	// ConditionStalled is True while the object cannot be reconciled until a user fixes something.
	ConditionStalled = "Stalled"
)

// Reasons of Ready.
const (
	// ReasonServing means that vllm is healthy and serves the traffic.
	ReasonServing ConditionReason = "Serving"
	// ReasonServingFromLegacy means that legacy is healthy and serves the traffic.
	ReasonServingFromLegacy ConditionReason = "ServingFromLegacy"
	// ReasonNoHealthyEngine means that the active engine is unhealthy and the other one is not healthy either.
	ReasonNoHealthyEngine ConditionReason = "NoHealthyEngine"
	// ReasonPinnedToUnhealthy means that a pin holds the traffic on an unhealthy engine.
	ReasonPinnedToUnhealthy ConditionReason = "PinnedToUnhealthy"
	// ReasonHeldOnUnhealthy means that mode Paused or Observe holds the traffic on an unhealthy engine.
	ReasonHeldOnUnhealthy ConditionReason = "HeldOnUnhealthy"
	// ReasonProgressing means that the engines are not proven healthy yet, after a start or a change.
	ReasonProgressing ConditionReason = "Progressing"
	// ReasonRouteFailed means that clients of a route that could not be changed are not served by a healthy engine.
	ReasonRouteFailed ConditionReason = "RouteFailed"
)

// Reasons of Degraded.
const (
	// ReasonAsDeclared means that nothing is degraded.
	ReasonAsDeclared ConditionReason = "AsDeclared"
	// ReasonServedByLegacy means that legacy serves while vllm is preferred.
	ReasonServedByLegacy ConditionReason = "ServedByLegacy"
	// ReasonCanaryFailing means that a canary on the active engine failed its latest run.
	ReasonCanaryFailing ConditionReason = "CanaryFailing"
	// ReasonNotServing means that no engine serves; Ready says why.
	ReasonNotServing ConditionReason = "NotServing"
)

// Reasons of VLLMHealthy, LegacyHealthy and of engines in the status.
const (
	// EngineServing means that probes, pulses and Flip canaries pass.
	EngineServing ConditionReason = "Serving"
	// EngineConnectionRefused means that nothing listens at the address.
	EngineConnectionRefused ConditionReason = "ConnectionRefused"
	// EngineTimeout means that no answer came in time.
	EngineTimeout ConditionReason = "Timeout"
	// EngineNameNotResolved means that the host name could not be resolved.
	EngineNameNotResolved ConditionReason = "NameNotResolved"
	// EngineTLSFailed means that no trusted connection could be made.
	EngineTLSFailed ConditionReason = "TLSFailed"
	// EngineHTTPError means that the response violates the protocol, for example by its status.
	EngineHTTPError ConditionReason = "HTTPError"
	// EngineUnauthorized means that the engine refuses the key.
	EngineUnauthorized ConditionReason = "Unauthorized"
	// EngineModelsMissing means that the engine does not list every declared model.
	EngineModelsMissing ConditionReason = "ModelsMissing"
	// EngineHung means that the engine reports healthy but generates nothing.
	EngineHung ConditionReason = "EngineHung"
	// EngineOutputWrong means that the answer to a Flip canary is not what was expected.
	EngineOutputWrong ConditionReason = "OutputWrong"
	// EngineOutputFabricated means that the answer to a Flip canary was prepared before the request.
	EngineOutputFabricated ConditionReason = "OutputFabricated"
	// EngineOffTarget means that the stream of a Flip canary missed a target.
	EngineOffTarget ConditionReason = "OffTarget"
	// EngineStreamBroken means that a stream was cut off, carried an error, or was not an event stream.
	EngineStreamBroken ConditionReason = "StreamBroken"
	// EngineSaturated means that the engine has more work than it can take, which does not make it unhealthy.
	EngineSaturated ConditionReason = "Saturated"
	// EngineAddressForbidden means that the address guard refuses its address.
	EngineAddressForbidden ConditionReason = "AddressForbidden"
	// EngineUnknown means that there is not enough evidence yet.
	EngineUnknown ConditionReason = "Unknown"
)

// Reasons of StreamingOnTarget and OutputCorrect.
const (
	// ReasonOnTarget means that every target is met.
	ReasonOnTarget ConditionReason = "OnTarget"
	// ReasonOffTarget means that a target is missed.
	ReasonOffTarget ConditionReason = "OffTarget"
	// ReasonOutputMatched means that every answer is as expected.
	ReasonOutputMatched ConditionReason = "Matched"
	// ReasonOutputWrong means that an answer is not as expected.
	ReasonOutputWrong ConditionReason = "OutputWrong"
	// ReasonOutputFabricated means that an answer was prepared before the request.
	ReasonOutputFabricated ConditionReason = "OutputFabricated"
	// ReasonNotMeasured means that no canary of the active engine has measured it yet, or none is declared.
	ReasonNotMeasured ConditionReason = "NotMeasured"
	// ReasonStreamFailed means that the latest stream failed before it could be measured.
	ReasonStreamFailed ConditionReason = "StreamFailed"
)

// Reasons of Routed.
const (
	// ReasonRoutesReady means that every declared route points to the active engine.
	ReasonRoutesReady ConditionReason = "RoutesReady"
	// ReasonNoRoute means that no route is declared.
	ReasonNoRoute ConditionReason = "NoRoute"
	// ReasonNothingToRoute means that no engine is active yet.
	ReasonNothingToRoute ConditionReason = "NothingToRoute"
	// ReasonNotOwned means that an object of that name exists and belongs to someone else.
	ReasonNotOwned ConditionReason = "NotOwned"
	// ReasonClaimedByOther means that an older CodeGenBackend declares the same route.
	ReasonClaimedByOther ConditionReason = "ClaimedByOther"
	// ReasonRollingOut means that a Deployment is being restarted to read the new ConfigMap.
	ReasonRollingOut ConditionReason = "RollingOut"
	// ReasonRollOutFailed means that the Deployment does not exist, or that its rollout does not complete.
	ReasonRollOutFailed ConditionReason = "RollOutFailed"
	// ReasonGatewayNotReady means that no replica of the gateway is ready.
	ReasonGatewayNotReady ConditionReason = "GatewayNotReady"
	// ReasonGatewayAPIMissing means that the Gateway API is not installed in the cluster.
	ReasonGatewayAPIMissing ConditionReason = "GatewayAPIMissing"
	// ReasonRuleNotFound means that the existing HTTPRoute, its rule, or the two backendRefs of the rule do not exist.
	ReasonRuleNotFound ConditionReason = "RuleNotFound"
	// ReasonParentNotReady means that a Gateway has not accepted the HTTPRoute, or cannot resolve its references.
	ReasonParentNotReady ConditionReason = "ParentNotReady"
	// ReasonDelivering means that the webhook is being notified.
	ReasonDelivering ConditionReason = "Delivering"
	// ReasonDeliveryFailed means that the webhook did not accept the notification, which is sent again.
	ReasonDeliveryFailed ConditionReason = "DeliveryFailed"
	// ReasonHostForbidden means that the operator may not post to the host of the webhook.
	ReasonHostForbidden ConditionReason = "HostForbidden"
	// ReasonAddressNotRoutable means that the API server does not accept the engine's address in an EndpointSlice.
	ReasonAddressNotRoutable ConditionReason = "AddressNotRoutable"
	// ReasonNoAddress means that the active engine has no address to route to.
	ReasonNoAddress ConditionReason = "NoAddress"
	// ReasonApplyFailed means that the API server refused a change or failed; the operator tries again.
	ReasonApplyFailed ConditionReason = "ApplyFailed"
	// ReasonNotActing means that mode is Observe or Paused, so that no route is changed.
	ReasonNotActing ConditionReason = "NotActing"
)

// Reasons of Reconciling. Unless it is False, its reason is that of Routed or of Stalled.
const (
	// ReasonReconciled means that every route was applied as the current spec declares.
	ReasonReconciled ConditionReason = "Reconciled"
)

// Reasons of Stalled.
const (
	// ReasonNotStalled means that nothing prevents reconciling.
	ReasonNotStalled ConditionReason = "NotStalled"
	// ReasonSecretMissing means that a Secret, or its key, does not exist or is empty.
	ReasonSecretMissing ConditionReason = "SecretMissing"
	// ReasonSecretUnreadable means that the API server did not let the operator read a Secret; it tries again.
	ReasonSecretUnreadable ConditionReason = "SecretUnreadable"
	// ReasonForbiddenAddress means that the address guard refuses an engine's address.
	ReasonForbiddenAddress ConditionReason = "AddressForbidden"
	// ReasonInvalidSpec means that the spec is invalid in a way that only the operator can detect.
	ReasonInvalidSpec ConditionReason = "InvalidSpec"
)

// Reasons of events without a condition.
const (
	// ReasonSelected means that the first engine was selected.
	ReasonSelected ConditionReason = "Selected"
	// ReasonWouldFlip means that in mode Observe another engine would be active.
	ReasonWouldFlip ConditionReason = "WouldFlip"
	// ReasonKeyNotEnforced means that an engine accepts a wrong key.
	ReasonKeyNotEnforced ConditionReason = "KeyNotEnforced"
	// ReasonKeyEnforced means that an engine refuses a wrong key again.
	ReasonKeyEnforced ConditionReason = "KeyEnforced"
	// ReasonGatewayOpen means that a gateway requires no API key.
	ReasonGatewayOpen ConditionReason = "GatewayOpen"
	// ReasonPinExpired means that a pin has expired and is ignored.
	ReasonPinExpired ConditionReason = "PinExpired"
	// ReasonFailbackStep means that a gradual failback went one step further.
	ReasonFailbackStep ConditionReason = "FailbackStep"
	// ReasonFailbackAborted means that a gradual failback was aborted, and legacy has all traffic again.
	ReasonFailbackAborted ConditionReason = "FailbackAborted"
)

// AnnotationAdopt hands the annotated Service, ConfigMap or HTTPRoute over to the CodeGenBackend that it names.
const AnnotationAdopt = "serving.codegen.dev/adopt"

// AnnotationRunCanaries is a run request: all canaries run now whenever its value changes.
const AnnotationRunCanaries = "serving.codegen.dev/run-canaries"

// Reasons of flips, in the flip history and in events.
const (
	// FlipActiveUnhealthy means that the active engine was unhealthy and the other one healthy.
	FlipActiveUnhealthy FlipReason = "ActiveUnhealthy"
	// FlipPreferredHealthy means that vllm was healthy again and the cooldown was over.
	FlipPreferredHealthy FlipReason = "PreferredHealthy"
	// FlipPinned means that a pin named the other engine.
	FlipPinned FlipReason = "Pinned"
)
