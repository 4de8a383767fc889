// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package v1alpha1 is the language in which a platform team tells the operator what to keep flowing, and in which the
// operator tells what it saw: the types of serving.codegen.dev/v1alpha1, the conditions with their reasons, and the
// rules that the API server holds objects to.
//
// +kubebuilder:object:generate=true
// +groupName=serving.codegen.dev
package v1alpha1
