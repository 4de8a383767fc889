// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package prometheus holds config/monitoring to account, with the code of Prometheus itself: rules are run by promtool,
// every query is read by Prometheus' parser and held against the record of what the operator and the gateway really
// expose. It is a module of its own, because Prometheus brings the clients of every cloud along.
package prometheus
