// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"encoding/json"
	"fmt"

	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// weight is the desired weight of one backendRef of one rule.
type weight struct {
	rule, ref int
	percent   int32
}

type weights []weight

// inSync reports whether an HTTPRoute has these weights.
func (w weights) inSync(route *gatewayv1.HTTPRoute) bool {
	for _, weight := range w {
		actual := route.Spec.Rules[weight.rule].BackendRefs[weight.ref].Weight
		if actual == nil || *actual != weight.percent {
			return false
		}
	}
	return true
}

// operation is one operation of a JSON patch (RFC 6902).
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

// patch sets the weights and nothing else. Server-side apply cannot do that: the rules of an HTTPRoute are one atomic
// list, so that a client that applies a weight applies, and owns, all rules. The patch addresses list items by index,
// so it must hold only for the object as it was read: the resourceVersion that it sets makes the API server refuse it
// with a conflict once the object has changed.
func (w weights) patch(route *gatewayv1.HTTPRoute) ([]byte, error) {
	operations := []operation{
		{"test", "/metadata/uid", route.UID},
		{"replace", "/metadata/resourceVersion", route.ResourceVersion},
	}
	for _, weight := range w {
		rule := fmt.Sprintf("/spec/rules/%d", weight.rule)
		ref := fmt.Sprintf("%s/backendRefs/%d", rule, weight.ref)
		operations = append(operations,
			operation{"test", rule + "/name", route.Spec.Rules[weight.rule].Name},
			operation{"test", ref + "/name", route.Spec.Rules[weight.rule].BackendRefs[weight.ref].Name},
			operation{"add", ref + "/weight", weight.percent}) // add sets it as well where it is there
	}
	data, err := json.Marshal(operations)
	if err != nil {
		return nil, fmt.Errorf("writing the weights of HTTPRoute %s: %w", route.Name, err)
	}
	return data, nil
}
