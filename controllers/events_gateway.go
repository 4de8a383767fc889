// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controllers

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// doors tells of a gateway that lets everybody in since now.
func doors(before, after *v1alpha1.CodeGenBackendStatus) []news {
	if now := openGateway(after); now != "" && now != openGateway(before) {
		return []news{{corev1.EventTypeWarning, v1alpha1.ReasonGatewayOpen, "Route",
			fmt.Sprintf("gateway %s asks for no API key: everybody who reaches it is let in", now)}}
	}
	return nil
}

// openGateway is the name of a gateway that asks for no key; empty: there is none.
func openGateway(status *v1alpha1.CodeGenBackendStatus) string {
	for _, r := range status.Routes {
		if r.Gateway != nil && r.Gateway.Authentication == v1alpha1.AuthenticationNone {
			return r.Name
		}
	}
	return ""
}
