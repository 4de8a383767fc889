// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

// Engines.
const (
	vllm   = "vllm"
	legacy = "legacy"
)

// Names and images.
const (
	operatorNamespace = "codegen-operator-system"
	namespace         = "default"
	backendName       = "hapa"
	tag               = "e2e"
	dnsImage          = "e2e.local/coredns:1"
	clientImage       = "e2e.local/loadgen:1"
	clientKey         = "let-me-in"
	enginePort        = 8000
	controlPort       = 9000
)
