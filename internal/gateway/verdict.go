// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import "net/http"

// cause is why an attempt failed.
type cause int

// The causes. A complaint is an answer of 400 to 499 about the request, wherever it comes: as a status, as an error document with a 200,
// or as an error event.
const (
	noCause         cause = iota // the client left, or the gateway is shutting down
	notReached                   // no connection: refused, unknown name, failed handshake
	hungUp                       // the connection broke before the head of the answer
	cutShort                     // the connection broke after the head of the answer, and before the first chunk
	tooSlow                      // no first chunk in time
	serverError                  // a status of 500 or more
	keyRefused                   // 401, 403 or 407: the engine refuses the gateway's own key
	engineBusy                   // 429, 503 with Retry-After, 503 as vLLM sends it while its queue is full
	requestRefused               // a complaint
	contextTooLong               // a complaint: the request does not fit into the context of the model
	modelUnknown                 // 404 for a model that the backend declares
	notReadable                  // an answer that is not of the protocol
	errorReported                // an error event or document, without a status or with one of 500 or more
	eventTooLong                 // an event that is longer than maxEvent
	brokeOff                     // the connection, or an error event, ended an answer of which the client has a part
	fellSilent                   // an answer of which the client has a part does not go on
	notContinued                 // a complaint about being asked to continue an answer
	looped                       // the engine is this gateway
	skipped                      // not asked: its breaker is open
	documentTooLong              // a document that is longer than is read of one
	emptyAnswer                  // an answer with nothing in it, or with fewer choices than were asked for
	memoryFull                   // the gateway has no room for the answer
	degenerated                  // the engine gave the answer up because the model ran into a loop
)

// blame is whether a failure counts against the breaker of its engine.
type blame int

const (
	// neverBlamed: the failure says nothing about the engine's health, or it is about the request.
	neverBlamed blame = iota
	// alwaysBlamed: no request can cause it.
	alwaysBlamed
	// blamedAlone: a request may have caused it. It counts unless the other engine fails over the same request, or the same engine serves
	// other requests meanwhile.
	blamedAlone
)

// rule is what follows from a failure.
type rule struct {
	blame blame
	// other: another engine is asked.
	other bool
	// again: the same engine is asked once more first, if it serves other requests.
	again bool
	// later: the engine is asked once more after the others failed: it may have been slow for a moment only, or be back.
	later bool
	// crash: the engine may have died of the request, which counts towards maxCrashes.
	crash bool
	// reason is what the record, the metrics and the header X-Codegen-Failover call it.
	reason string
	// status is what the client gets if no engine answers; 0: what the engine says.
	status int
}

// rules is the table of failures: what counts against an engine, who is asked next, and what the client gets if nobody answers. A request
// that no engine was asked for is not in it: such a failure is a refusal of the gateway's own, see protocol.ParseRequest.
var rules = [...]rule{
	noCause:         {},
	notReached:      {blame: alwaysBlamed, other: true, later: true, reason: connectionFailed, status: http.StatusBadGateway},
	hungUp:          {blame: blamedAlone, other: true, later: true, crash: true, reason: connectionFailed, status: http.StatusBadGateway},
	cutShort:        {blame: blamedAlone, other: true, later: true, crash: true, reason: httpError, status: http.StatusBadGateway},
	tooSlow:         {blame: blamedAlone, other: true, later: true, reason: firstChunkTimeout, status: http.StatusGatewayTimeout},
	serverError:     {blame: blamedAlone, other: true, again: true, later: true, crash: true, reason: httpError, status: http.StatusBadGateway},
	keyRefused:      {blame: blamedAlone, other: true, reason: httpError, status: http.StatusBadGateway},
	engineBusy:      {blame: neverBlamed, other: true, reason: saturated},
	requestRefused:  {blame: neverBlamed, reason: complained},
	contextTooLong:  {blame: neverBlamed, other: true, reason: complained},
	modelUnknown:    {blame: neverBlamed, other: true, reason: complained},
	notReadable:     {blame: blamedAlone, other: true, reason: httpError, status: http.StatusBadGateway},
	errorReported:   {blame: blamedAlone, other: true, again: true, crash: true, reason: httpError, status: http.StatusBadGateway},
	eventTooLong:    {blame: neverBlamed, other: true, reason: httpError, status: http.StatusBadGateway},
	brokeOff:        {blame: neverBlamed, other: true, crash: true, reason: streamBroken, status: http.StatusBadGateway},
	fellSilent:      {blame: neverBlamed, other: true, reason: streamBroken, status: http.StatusBadGateway},
	notContinued:    {blame: neverBlamed, other: true, reason: streamBroken, status: http.StatusBadGateway},
	looped:          {blame: neverBlamed, other: true, reason: httpError, status: http.StatusLoopDetected},
	skipped:         {blame: neverBlamed, other: true, reason: breakerOpen, status: http.StatusServiceUnavailable},
	emptyAnswer:     {blame: neverBlamed, other: true, reason: httpError, status: http.StatusBadGateway},
	memoryFull:      {blame: neverBlamed, reason: saturated, status: http.StatusServiceUnavailable},
	degenerated:     {blame: neverBlamed, other: true, reason: httpError, status: http.StatusBadGateway},
	documentTooLong: {blame: neverBlamed, other: true, reason: httpError, status: http.StatusBadGateway},
}

// isComplaint tells whether the engine found fault with the request.
func (c cause) isComplaint() bool {
	return c == requestRefused || c == contextTooLong || c == modelUnknown
}

// isAboutRequest tells whether the failure of one engine takes the blame off another one that failed over the same request: a complaint,
// and what an engine may have died of.
func (c cause) isAboutRequest() bool {
	return c.isComplaint() || rules[c].blame == blamedAlone || rules[c].crash
}

// causeOf is what a status means that came instead of an answer: as the status of the head, or within an error document or event. It is 0
// where that does not tell.
func causeOf(status int, laterOnly, tooLong bool) cause {
	switch {
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable && laterOnly:
		return engineBusy
	case status == http.StatusLoopDetected:
		return looped
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusProxyAuthRequired:
		return keyRefused
	case status == http.StatusRequestTimeout: // it is about how the request came
		return serverError
	case tooLong && status >= 400 && status < 500, status == http.StatusRequestEntityTooLarge:
		return contextTooLong
	case status >= 400 && status < 500:
		return requestRefused
	case status >= 500:
		return serverError
	}
	return notReadable
}
