// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Desired is where traffic should go.
type Desired struct {
	// Engine is the active one.
	Engine v1alpha1.EngineName
	// VLLM and Legacy are both engines.
	VLLM, Legacy Engine
	// VLLMPercent is the share of traffic for vllm, for the routes that can split it: 100 or 0, except during a gradual failback.
	VLLMPercent int32
	// Claimed are the routes that an older backend declares too, with the name of that backend.
	Claimed map[string]string
	// Since is when Engine became active, by the status; zero: the status does not say so yet.
	Since time.Time
	// Why explains the latest move, for webhooks.
	Why Why
}

// Why explains a move.
type Why struct {
	// From is the engine that was active before; empty: none was.
	From v1alpha1.EngineName
	// Reason is one word, Message a sentence.
	Reason, Message string
}

// Engine is what routes know of an engine.
type Engine struct {
	// Name of the engine.
	Name v1alpha1.EngineName
	// Service is the Service of the engine; nil: it is at URL.
	Service *v1alpha1.ServiceReference
	// URL is where the engine is reached in the cluster.
	URL string
	// Addresses are what the host of URL resolves to; nil: it has not been resolved yet, or the engine has a Service.
	Addresses []netip.Addr
	// Models are the declared models.
	Models []string
}

// active returns the engine that traffic goes to.
func (d Desired) active() Engine {
	if d.Engine == v1alpha1.EngineVLLM {
		return d.VLLM
	}
	return d.Legacy
}

// portOf returns the port of a URL, or the default of its scheme.
func portOf(base string) int32 {
	u, err := url.Parse(base)
	if err != nil {
		return 0
	}
	if port, err := strconv.ParseInt(u.Port(), 10, 32); err == nil {
		return int32(port)
	}
	if u.Scheme == "https" {
		return 443
	}
	return 80
}
