// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"fmt"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// gateways returns an event if a gateway lets every client in, and did not before.
func gateways(before, after *v1alpha1.CodeGenBackendStatus) []Event {
	if now := openGateway(after); now != "" && now != openGateway(before) {
		return []Event{warning(v1alpha1.ReasonGatewayOpen, actionRoute,
			fmt.Sprintf("gateway %s requires no API key: it admits every client that reaches it", now))}
	}
	return nil
}

// openGateway returns the name of a gateway that asks for no key; empty: there is none.
func openGateway(status *v1alpha1.CodeGenBackendStatus) string {
	for _, r := range status.Routes {
		if r.Gateway != nil && r.Gateway.Authentication == v1alpha1.AuthenticationNone {
			return r.Name
		}
	}
	return ""
}
