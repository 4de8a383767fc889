// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"slices"
	"time"

	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// active reports whether an engine is active.
func active(e v1alpha1.EngineName) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool { return s.Active == e }
}

// says reports whether a condition has a reason.
func says(condition, reason string) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		c := meta.FindStatusCondition(s.Conditions, condition)
		return c != nil && c.Reason == reason
	}
}

// all reports whether all of several things hold.
func all(these ...func(*v1alpha1.CodeGenBackendStatus) bool) func(*v1alpha1.CodeGenBackendStatus) bool {
	return func(s *v1alpha1.CodeGenBackendStatus) bool {
		return !slices.ContainsFunc(these, func(is func(*v1alpha1.CodeGenBackendStatus) bool) bool { return !is(s) })
	}
}

func bothHealthy(s *v1alpha1.CodeGenBackendStatus) bool {
	return meta.IsStatusConditionTrue(s.Conditions, v1alpha1.ConditionVLLMHealthy) &&
		meta.IsStatusConditionTrue(s.Conditions, v1alpha1.ConditionLegacyHealthy)
}

// endpointsOf is the addresses in the EndpointSlices of a Service.
func (s *stage) endpointsOf(service string) []string {
	s.Helper()
	var list discoveryv1.EndpointSliceList
	must(s.T, s.client.List(s.Context(), &list, client.InNamespace(s.namespace), client.MatchingLabels{discoveryv1.LabelServiceName: service}))
	var addresses []string
	for _, slice := range list.Items {
		for _, e := range slice.Endpoints {
			addresses = append(addresses, e.Addresses...)
		}
	}
	slices.Sort(addresses)
	return addresses
}

// hasEndpoints waits until a Service has these endpoints, and no others.
func (s *stage) hasEndpoints(service string, addresses ...string) {
	s.Helper()
	s.until(service+" to have its endpoints", func() (bool, string) {
		held := s.endpointsOf(service)
		return slices.Equal(held, addresses), "it has " + join(held)
	})
}

func join(texts []string) string {
	if len(texts) == 0 {
		return "nothing"
	}
	return texts[0]
}

// moved waits until the Service carries an address, and returns how long that took from a moment on.
func (s *stage) moved(from time.Time, service, address string) time.Duration {
	s.Helper()
	s.hasEndpoints(service, address)
	return time.Since(from)
}
