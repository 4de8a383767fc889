// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package controlplane finds a real Kubernetes control plane for tests and for
// the demo, and builds one from Go modules where none can be found.
//
// The sources, in order; the first that holds every program asked for wins:
//
//  1. KUBEBUILDER_ASSETS, an explicit choice of the user;
//  2. the user's cache, which holds what sources 3 and 4 came to before;
//  3. the download of setup-envtest, where its index can be reached. It has no
//     kube-controller-manager;
//  4. a build of hack/controlplane, which needs Go and a module proxy only.
//
// A download alone would be less code, but it shuts out machines that reach
// nothing except a module proxy; a build alone would make everyone wait ten
// minutes who need not.
package controlplane
