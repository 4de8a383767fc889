// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package reason has the reasons that checks and decisions give. Each is defined here and nowhere else: the packages that find one and
// the API types that show it both use these constants. Package v1alpha1 adds the reasons of conditions and events that only controllers
// give.
//
// The constants have no type, because objects of Kubernetes hold their reasons as strings. Fields and parameters of our own have the
// type Reason, so that the compiler refuses a message where a reason belongs.
package reason

// Reason says in one CamelCase word why something is as it is. It is part of the API: it shows in the status, in conditions, in events
// and in metrics.
type Reason string

// Reasons of the health of an engine, and of checks.
const (
	// Serving means that probes, pulses and Flip canaries pass.
	Serving = "Serving"
	// ConnectionRefused means that nothing listens at the address, or that no network route leads to it.
	ConnectionRefused = "ConnectionRefused"
	// Timeout means that no answer came in time: while connecting, while waiting for the answer, or while reading it.
	Timeout = "Timeout"
	// NameNotResolved means that the host name has no address, or that the resolver did not answer in time.
	NameNotResolved = "NameNotResolved"
	// TLSFailed means that no trusted connection could be made, most often because of a certificate.
	TLSFailed = "TLSFailed"
	// HTTPError means that the response violates the protocol: a bad status, a redirect, a wrong content type, a compressed or oversized
	// body, or a connection that was closed before the response was complete.
	HTTPError = "HTTPError"
	// Unauthorized means that the engine refuses the key, or requires one (401 or 403).
	Unauthorized = "Unauthorized"
	// ModelsMissing means that the engine does not list every declared model, or lists none.
	ModelsMissing = "ModelsMissing"
	// EngineHung means that the engine reports healthy but generates nothing.
	EngineHung = "EngineHung"
	// OutputWrong means that the answer to a canary is not what was expected.
	OutputWrong = "OutputWrong"
	// OutputFabricated means that the answer to a canary was prepared before the request.
	OutputFabricated = "OutputFabricated"
	// OffTarget means that the stream of a canary missed a target.
	OffTarget = "OffTarget"
	// StreamBroken means that a stream began and did not end as it should: an error event, no end marker, something that is not an event of
	// the protocol, more than the bounds, or nothing but white space.
	StreamBroken = "StreamBroken"
	// Saturated means that the engine has more work than it can take (429, or 503 with Retry-After), which does not make it unhealthy.
	Saturated = "Saturated"
	// AddressForbidden means that the address guard refuses every address of the engine.
	AddressForbidden = "AddressForbidden"
	// Unknown means that there is not enough evidence: the engine was not checked often enough, or the check was cancelled.
	Unknown = "Unknown"
)

// Reasons of decisions, in the order of the rules. Paused, Waiting, CoolingDown, FailingBack and Stay keep everything
// as it is: no status and no event shows them.
const (
	// Paused means that the mode is Paused, so that nothing changes.
	Paused = "Paused"
	// Pinned means that a pin holds the engine.
	Pinned = "Pinned"
	// Selected means that no engine was selected, and one now is.
	Selected = "Selected"
	// Waiting means that no engine is selected, and none can be yet.
	Waiting = "Waiting"
	// ActiveUnhealthy means that the active engine is unhealthy and the other one healthy, so that traffic flips at once.
	ActiveUnhealthy = "ActiveUnhealthy"
	// NoHealthyEngine means that the active engine is unhealthy and the other one is not healthy, so that traffic stays.
	NoHealthyEngine = "NoHealthyEngine"
	// PreferredHealthy means that vllm is healthy again and the cooldown is over, so that traffic flips back to it.
	PreferredHealthy = "PreferredHealthy"
	// CoolingDown means that vllm is healthy again, but the cooldown is not over.
	CoolingDown = "CoolingDown"
	// FailingBack means that vllm is healthy again, and has a share of the traffic that grows step by step.
	FailingBack = "FailingBack"
	// FailbackAborted means that vllm had a share and then failed, so that legacy has all traffic again.
	FailbackAborted = "FailbackAborted"
	// Stay means that nothing calls for a change.
	Stay = "Stay"
)
