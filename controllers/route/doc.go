// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package route points traffic to the active engine, by one file prefix for each kind of route: service, configmap,
// httproute, gateway, webhook.
package route
