// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import "github.com/codegen-dev/codegen-operator/api/reason"

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
	ReasonServing = reason.Serving
	// ReasonServingFromLegacy means that legacy is healthy and serves the traffic.
	ReasonServingFromLegacy = "ServingFromLegacy"
	// ReasonNoHealthyEngine means that the active engine is unhealthy and the other one is not healthy either.
	ReasonNoHealthyEngine = reason.NoHealthyEngine
	// ReasonPinnedToUnhealthy means that a pin holds the traffic on an unhealthy engine.
	ReasonPinnedToUnhealthy = "PinnedToUnhealthy"
	// ReasonHeldOnUnhealthy means that mode Paused or Observe holds the traffic on an unhealthy engine.
	ReasonHeldOnUnhealthy = "HeldOnUnhealthy"
	// ReasonProgressing means that the engines are not proven healthy yet, after a start or a change.
	ReasonProgressing = "Progressing"
	// ReasonRouteFailed means that clients of a route that could not be changed are not served by a healthy engine.
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
	EngineServing = reason.Serving
	// EngineConnectionRefused means that nothing listens at the address.
	EngineConnectionRefused = reason.ConnectionRefused
	// EngineTimeout means that no answer came in time.
	EngineTimeout = reason.Timeout
	// EngineNameNotResolved means that the host name could not be resolved.
	EngineNameNotResolved = reason.NameNotResolved
	// EngineTLSFailed means that no trusted connection could be made.
	EngineTLSFailed = reason.TLSFailed
	// EngineHTTPError means that the response violates the protocol, for example by its status.
	EngineHTTPError = reason.HTTPError
	// EngineUnauthorized means that the engine refuses the key.
	EngineUnauthorized = reason.Unauthorized
	// EngineModelsMissing means that the engine does not list every declared model.
	EngineModelsMissing = reason.ModelsMissing
	// EngineHung means that the engine reports healthy but generates nothing.
	EngineHung = reason.EngineHung
	// EngineOutputWrong means that the answer to a Flip canary is not what was expected.
	EngineOutputWrong = reason.OutputWrong
	// EngineOutputFabricated means that the answer to a Flip canary was prepared before the request.
	EngineOutputFabricated = reason.OutputFabricated
	// EngineOffTarget means that the stream of a Flip canary missed a target.
	EngineOffTarget = reason.OffTarget
	// EngineStreamBroken means that a stream was cut off, carried an error, or was not an event stream.
	EngineStreamBroken = reason.StreamBroken
	// EngineSaturated means that the engine has more work than it can take, which does not make it unhealthy.
	EngineSaturated = reason.Saturated
	// EngineAddressForbidden means that the address guard refuses its address.
	EngineAddressForbidden = reason.AddressForbidden
	// EngineUnknown means that there is not enough evidence yet.
	EngineUnknown = reason.Unknown
)

// Reasons of StreamingOnTarget and OutputCorrect.
const (
	// ReasonOnTarget means that every target is met.
	ReasonOnTarget = "OnTarget"
	// ReasonOffTarget means that a target is missed.
	ReasonOffTarget = reason.OffTarget
	// ReasonOutputMatched means that every answer is as expected.
	ReasonOutputMatched = "Matched"
	// ReasonOutputWrong means that an answer is not as expected.
	ReasonOutputWrong = reason.OutputWrong
	// ReasonOutputFabricated means that an answer was prepared before the request.
	ReasonOutputFabricated = reason.OutputFabricated
	// ReasonNotMeasured means that no canary of the active engine has measured it yet, or none is declared.
	ReasonNotMeasured = "NotMeasured"
	// ReasonStreamFailed means that the latest stream failed before it could be measured.
	ReasonStreamFailed = "StreamFailed"
)

// Reasons of Routed.
const (
	// ReasonRoutesReady means that every declared route points to the active engine.
	ReasonRoutesReady = "RoutesReady"
	// ReasonNoRoute means that no route is declared.
	ReasonNoRoute = "NoRoute"
	// ReasonNothingToRoute means that no engine is active yet.
	ReasonNothingToRoute = "NothingToRoute"
	// ReasonNotOwned means that an object of that name exists and belongs to someone else.
	ReasonNotOwned = "NotOwned"
	// ReasonClaimedByOther means that an older CodeGenBackend declares the same route.
	ReasonClaimedByOther = "ClaimedByOther"
	// ReasonRollingOut means that a Deployment is being restarted to read the new ConfigMap.
	ReasonRollingOut = "RollingOut"
	// ReasonRollOutFailed means that the Deployment does not exist, or that its rollout does not complete.
	ReasonRollOutFailed = "RollOutFailed"
	// ReasonGatewayNotReady means that no replica of the gateway is ready.
	ReasonGatewayNotReady = "GatewayNotReady"
	// ReasonGatewayAPIMissing means that the Gateway API is not installed in the cluster.
	ReasonGatewayAPIMissing = "GatewayAPIMissing"
	// ReasonRuleNotFound means that the existing HTTPRoute, its rule, or the two backendRefs of the rule do not exist.
	ReasonRuleNotFound = "RuleNotFound"
	// ReasonParentNotReady means that a Gateway has not accepted the HTTPRoute, or cannot resolve its references.
	ReasonParentNotReady = "ParentNotReady"
	// ReasonDelivering means that the webhook is being notified.
	ReasonDelivering = "Delivering"
	// ReasonDeliveryFailed means that the webhook did not accept the notification, which is sent again.
	ReasonDeliveryFailed = "DeliveryFailed"
	// ReasonHostForbidden means that the operator may not post to the host of the webhook.
	ReasonHostForbidden = "HostForbidden"
	// ReasonAddressNotRoutable means that the API server does not accept the engine's address in an EndpointSlice.
	ReasonAddressNotRoutable = "AddressNotRoutable"
	// ReasonNoAddress means that the active engine has no address to route to.
	ReasonNoAddress = "NoAddress"
	// ReasonApplyFailed means that the API server refused a change or failed; the operator tries again.
	ReasonApplyFailed = "ApplyFailed"
	// ReasonNotActing means that mode is Observe or Paused, so that no route is changed.
	ReasonNotActing = "NotActing"
)

// Reasons of Reconciling. Unless it is False, its reason is that of Routed or of Stalled.
const (
	// ReasonReconciled means that every route was applied as the current spec declares.
	ReasonReconciled = "Reconciled"
)

// Reasons of Stalled.
const (
	// ReasonNotStalled means that nothing prevents reconciling.
	ReasonNotStalled = "NotStalled"
	// ReasonSecretMissing means that a Secret, or its key, does not exist or is empty.
	ReasonSecretMissing = "SecretMissing"
	// ReasonSecretUnreadable means that the API server did not let the operator read a Secret; it tries again.
	ReasonSecretUnreadable = "SecretUnreadable"
	// ReasonForbiddenAddress means that the address guard refuses an engine's address.
	ReasonForbiddenAddress = reason.AddressForbidden
	// ReasonInvalidSpec means that the spec is invalid in a way that only the operator can detect.
	ReasonInvalidSpec = "InvalidSpec"
)

// Reasons of events without a condition.
const (
	// ReasonSelected means that the first engine was selected.
	ReasonSelected = reason.Selected
	// ReasonWouldFlip means that in mode Observe another engine would be active.
	ReasonWouldFlip = "WouldFlip"
	// ReasonKeyNotEnforced means that an engine accepts a wrong key.
	ReasonKeyNotEnforced = "KeyNotEnforced"
	// ReasonKeyEnforced means that an engine refuses a wrong key again.
	ReasonKeyEnforced = "KeyEnforced"
	// ReasonGatewayOpen means that a gateway requires no API key.
	ReasonGatewayOpen = "GatewayOpen"
	// ReasonPinExpired means that a pin has expired and is ignored.
	ReasonPinExpired = "PinExpired"
	// ReasonFailbackStep means that a gradual failback went one step further.
	ReasonFailbackStep = "FailbackStep"
	// ReasonFailbackAborted means that a gradual failback was aborted, and legacy has all traffic again.
	ReasonFailbackAborted = reason.FailbackAborted
)

// AnnotationAdopt hands the annotated Service, ConfigMap or HTTPRoute over to the CodeGenBackend that it names.
const AnnotationAdopt = "serving.codegen.dev/adopt"

// AnnotationRunCanaries is a run request: all canaries run now whenever its value changes.
const AnnotationRunCanaries = "serving.codegen.dev/run-canaries"

// Reasons of flips, in the flip history and in events.
const (
	// FlipActiveUnhealthy means that the active engine was unhealthy and the other one healthy.
	FlipActiveUnhealthy = reason.ActiveUnhealthy
	// FlipPreferredHealthy means that vllm was healthy again and the cooldown was over.
	FlipPreferredHealthy = reason.PreferredHealthy
	// FlipPinned means that a pin named the other engine.
	FlipPinned = reason.Pinned
)
