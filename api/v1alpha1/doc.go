// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package v1alpha1 is the API of the operator, serving.codegen.dev/v1alpha1: its types, its conditions with their
// reasons, and the rules that the API server validates objects with.
//
// +kubebuilder:object:generate=true
// +groupName=serving.codegen.dev
package v1alpha1
