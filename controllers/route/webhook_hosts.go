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

// WebhookHosts are the hosts that webhooks may be at: names, and, with a dot in front, all names below one. None: every host, because then
// nobody said otherwise. Whoever may write a backend chooses where the operator posts to, and the operator may reach more than they do.
type WebhookHosts []string

// allow tells whether a webhook may be posted to.
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

// forbidden is the state of a webhook at another host.
func forbidden(address string) state.Route {
	return state.Route{Reason: v1alpha1.ReasonHostForbidden, Stalled: true, RequeueAfter: pollPeriod, Message: fmt.Sprintf(
		"the webhook is not told: the operator's flag --webhook-hosts does not have the host of %s", address)}
}
