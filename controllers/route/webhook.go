// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/delivery"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// Webhook carries traffic by telling a switch of the user's own. It says what is to be delivered and reads how far that is; it never waits
// for the switch.
type Webhook struct {
	// Live reads Secrets from the API server.
	Live client.Reader
	// Deliverer delivers.
	Deliverer Deliverer
	// Hosts are those that may be told.
	Hosts WebhookHosts
}

// Deliverer delivers the latest of what each backend wants delivered.
type Deliverer interface {
	// Deliver has a delivery delivered in place of any other of that backend, and tells how far it is.
	Deliver(backend types.NamespacedName, p delivery.Delivery) delivery.Status
	// Forget ends what is under way for a backend.
	Forget(backend types.NamespacedName)
}

// Kind implements Kind.
func (w *Webhook) Kind() v1alpha1.RouteKind { return v1alpha1.RouteWebhook }

// Declared implements Kind.
func (w *Webhook) Declared(backend *v1alpha1.CodeGenBackend) string {
	if spec := backend.Spec.Route.Webhook; spec != nil {
		return spec.URL
	}
	return ""
}

// writtenDown is when to come back for a flip that is not in the status yet.
const writtenDown = 50 * time.Millisecond

// Apply implements Kind. Only what the status says already is told: an operator that was ended after it told of a flip, and before it wrote it down,
// would leave a switch behind that nobody knows about.
func (w *Webhook) Apply(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Desired) state.Route {
	if address := backend.Spec.Route.Webhook.URL; !w.Hosts.allow(address) {
		w.Forget(client.ObjectKeyFromObject(backend))
		return forbidden(address)
	}
	key := deliveryKey(backend.UID, d)
	if taken(backend) == key {
		return carriedBy(key, d)
	}
	secret, err := w.secret(ctx, backend)
	if err != nil {
		w.Forget(client.ObjectKeyFromObject(backend))
		return keyless(err)
	}
	if d.Since.IsZero() {
		return delivering(d, writtenDown)
	}
	status := w.Deliverer.Deliver(client.ObjectKeyFromObject(backend), delivery.Delivery{
		URL: backend.Spec.Route.Webhook.URL, Key: key, Body: message(backend, d, key), Secret: secret, Timeout: timeout(backend.Spec.Route.Webhook),
	})
	return delivered(status, key, d)
}

func timeout(spec *v1alpha1.WebhookRoute) time.Duration {
	return time.Duration(max(spec.TimeoutSeconds, 1)) * time.Second
}

// taken is the key of the latest delivery that the declared webhook has taken; empty: none.
func taken(backend *v1alpha1.CodeGenBackend) string {
	for _, r := range backend.Status.Routes {
		if r.Kind == v1alpha1.RouteWebhook && r.Name == backend.Spec.Route.Webhook.URL {
			return r.DeliveryKey
		}
	}
	return ""
}

// delivered is the state of the route while a delivery is on its way, and after it.
func delivered(s delivery.Status, key string, d Desired) state.Route {
	switch {
	case s.Accepted:
		return carriedBy(key, d)
	case s.Failure == "":
		return delivering(d, pollPeriod)
	}
	return state.Route{Reason: v1alpha1.ReasonDeliveryFailed, RequeueAfter: pollPeriod, Message: "the webhook " + s.Failure + "; it is told of " + string(d.Engine) + " again"}
}

func delivering(d Desired, again time.Duration) state.Route {
	return state.Route{Moving: true, Reason: v1alpha1.ReasonDelivering, RequeueAfter: again, Message: "the webhook is being told of " + string(d.Engine)}
}

func carriedBy(key string, d Desired) state.Route {
	return state.Route{Ready: true, Reason: v1alpha1.ReasonRoutesReady, DeliveryKey: key, Message: "the webhook took " + string(d.Engine)}
}

// Prune implements Kind. There is nothing to remove.
func (w *Webhook) Prune(context.Context, *v1alpha1.CodeGenBackend) error { return nil }

// Forget implements Forgetter.
func (w *Webhook) Forget(backend types.NamespacedName) { w.Deliverer.Forget(backend) }
