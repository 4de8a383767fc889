// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// WebhookHosts are the hosts of webhooks that are allowed: names, and, with a leading dot, all names below one. Empty: every host. Users
// who may write a backend choose where the operator posts to, and the operator may reach more hosts than they can.
type WebhookHosts []string

// allow reports whether a webhook may be posted to.
func (h WebhookHosts) allow(address string) bool {
	if len(h) == 0 {
		return true
	}
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	return slices.ContainsFunc(h, func(allowed string) bool {
		allowed = strings.ToLower(allowed)
		return host == allowed || strings.HasPrefix(allowed, ".") && strings.HasSuffix(host, allowed)
	})
}

// forbidden is the state of a webhook at a host that is not allowed.
func forbidden(address string) state.Route {
	return state.Route{Reason: v1alpha1.ReasonHostForbidden, Stalled: true, RequeueAfter: pollPeriod, Message: fmt.Sprintf(
		"the webhook is not notified: the operator's flag --webhook-hosts does not allow the host of %s", address)}
}
