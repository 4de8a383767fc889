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

// Webhook notifies a switch of your own, in the background. It starts a delivery and reads its status, and never waits for it.
type Webhook struct {
	// Live reads Secrets from the API server.
	Live client.Reader
	// Deliverer posts the notifications.
	Deliverer Deliverer
	// Hosts are the hosts that may be posted to.
	Hosts WebhookHosts
}

// Deliverer delivers the latest delivery of each backend.
type Deliverer interface {
	// Deliver starts a delivery in place of any other of that backend, and returns its status.
	Deliver(backend types.NamespacedName, p delivery.Delivery) delivery.Status
	// Forget ends the delivery of a backend.
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

// statusWritten is when to reconcile again for a flip that is not in the status yet.
const statusWritten = 50 * time.Millisecond

// Apply implements Kind. A webhook is notified only of what is in the status: an operator that ended between a notification and the write
// of the status would leave a switch in a position that no one knows about.
func (w *Webhook) Apply(ctx context.Context, backend *v1alpha1.CodeGenBackend, d Desired) state.Route {
	if address := backend.Spec.Route.Webhook.URL; !w.Hosts.allow(address) {
		w.Forget(client.ObjectKeyFromObject(backend))
		return forbidden(address)
	}
	key := deliveryKey(backend.UID, d)
	if acceptedKey(backend) == key {
		return accepted(key, d)
	}
	secret, err := w.secret(ctx, backend)
	if err != nil {
		w.Forget(client.ObjectKeyFromObject(backend))
		return secretFailed(err)
	}
	if d.Since.IsZero() {
		return delivering(d, statusWritten)
	}
	status := w.Deliverer.Deliver(client.ObjectKeyFromObject(backend), delivery.Delivery{
		URL: backend.Spec.Route.Webhook.URL, Key: key, Body: message(backend, d, key),
		Secret: secret, Timeout: timeout(backend.Spec.Route.Webhook),
	})
	return delivered(status, key, d)
}

func timeout(spec *v1alpha1.WebhookRoute) time.Duration {
	return time.Duration(max(spec.TimeoutSeconds, 1)) * time.Second
}

// acceptedKey returns the key of the latest delivery that the declared webhook accepted; empty: none.
func acceptedKey(backend *v1alpha1.CodeGenBackend) string {
	for _, r := range backend.Status.Routes {
		if r.Kind == v1alpha1.RouteWebhook && r.Name == backend.Spec.Route.Webhook.URL {
			return r.DeliveryKey
		}
	}
	return ""
}

// delivered returns the state of the route during and after a delivery.
func delivered(s delivery.Status, key string, d Desired) state.Route {
	switch {
	case s.Accepted:
		return accepted(key, d)
	case s.Failure == "":
		return delivering(d, pollPeriod)
	}
	return state.Route{Reason: v1alpha1.ReasonDeliveryFailed, RequeueAfter: pollPeriod,
		Message: "the webhook " + s.Failure + "; it is notified of " + string(d.Engine) + " again"}
}

func delivering(d Desired, again time.Duration) state.Route {
	return state.Route{Moving: true, Reason: v1alpha1.ReasonDelivering, RequeueAfter: again,
		Message: "the webhook is being notified of " + string(d.Engine)}
}

func accepted(key string, d Desired) state.Route {
	return state.Route{Ready: true, Reason: v1alpha1.ReasonRoutesReady, DeliveryKey: key, Message: "the webhook accepted " + string(d.Engine)}
}

// Prune implements Kind. There is nothing to remove.
func (w *Webhook) Prune(context.Context, *v1alpha1.CodeGenBackend) error { return nil }

// Forget implements Forgetter.
func (w *Webhook) Forget(backend types.NamespacedName) { w.Deliverer.Forget(backend) }
