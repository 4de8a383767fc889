// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/delivery"
	"github.com/codegen-dev/codegen-operator/controllers/route/state"
)

// clerk answers as it is told, and notes what is wanted and forgotten.
type clerk struct {
	answer    delivery.Status
	wanted    []delivery.Delivery
	forgotten int
}

func (c *clerk) Deliver(_ types.NamespacedName, p delivery.Delivery) delivery.Status {
	c.wanted = append(c.wanted, p)
	return c.answer
}

func (c *clerk) Forget(types.NamespacedName) { c.forgotten++ }

// safe gives out one Secret, or fails.
type safe struct {
	client.Reader
	data map[string][]byte
	err  error
}

func (s safe) Get(_ context.Context, _ client.ObjectKey, o client.Object, _ ...client.GetOption) error {
	if secret, ok := o.(*corev1.Secret); ok {
		secret.Data = s.data
	}
	return s.err
}

var since = time.Date(2026, 11, 24, 9, 10, 11, 204518000, time.UTC)

func switched() *v1alpha1.CodeGenBackend {
	return &v1alpha1.CodeGenBackend{
		ObjectMeta: metav1.ObjectMeta{Namespace: "team", Name: "hapa", UID: "u-1"},
		Spec: v1alpha1.CodeGenBackendSpec{Route: v1alpha1.RouteSpec{Webhook: &v1alpha1.WebhookRoute{
			URL: "http://switch/active", TimeoutSeconds: 3, SecretRef: &v1alpha1.SecretKeyReference{Name: "s", Key: "k"},
		}}},
	}
}

func toLegacy() Desired {
	return Desired{
		Engine: v1alpha1.EngineLegacy,
		Since:  since,
		Why:    Why{From: v1alpha1.EngineVLLM, Reason: "ActiveUnhealthy", Message: "vllm is gone"},
	}
}

// TestWebhookRequest checks what the webhook gets.
func TestWebhookRequest(t *testing.T) {
	t.Parallel()
	c := &clerk{}
	outcome := (&Webhook{Live: safe{data: map[string][]byte{"k": []byte("s3cret\n")}}, Deliverer: c}).Apply(
		t.Context(),
		switched(),
		toLegacy(),
	)
	if !outcome.Moving || outcome.Reason != v1alpha1.ReasonDelivering || len(c.wanted) != 1 {
		t.Fatalf("%+v, %v", outcome, c.wanted)
	}
	p := c.wanted[0]
	if p.URL != "http://switch/active" || p.Timeout != 3*time.Second || string(p.Secret) != "s3cret" {
		t.Errorf("the delivery is %+v", p)
	}
	var got, want any
	wanted := `{"name": "hapa", "namespace": "team", "from": "vllm", "to": "legacy", "reason": "ActiveUnhealthy", "message": "vllm is gone",
		"time": "2026-11-24T09:10:11.204518Z", "idempotencyKey": "` + p.Key + `"}`
	if err := errors.Join(json.Unmarshal(p.Body, &got), json.Unmarshal([]byte(wanted), &want)); err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(got)
	if b, _ := json.Marshal(want); string(a) != string(b) {
		t.Errorf("the body is %s", a)
	}
}

// TestWebhookStates: what a delivery means for the route.
func TestWebhookStates(t *testing.T) {
	t.Parallel()
	key := deliveryKey("u-1", toLegacy())
	for name, story := range map[string]struct {
		answer  delivery.Status
		live    safe
		change  func(b *v1alpha1.CodeGenBackend, d *Desired)
		is      func(state.Route) bool
		reports bool
	}{
		"it was taken": {delivery.Status{Accepted: true}, safe{}, nil, func(s state.Route) bool { return s.Ready && s.DeliveryKey == key }, true},
		"it fails": {delivery.Status{Failure: "answered with status 404 Not Found"}, safe{}, nil, func(s state.Route) bool {
			return s.Failed() && s.Err == nil && s.Reason == v1alpha1.ReasonDeliveryFailed && s.RequeueAfter > 0 &&
				s.Message == "the webhook answered with status 404 Not Found; it is notified of legacy again"
		}, true},
		"the status says that it was taken": {delivery.Status{}, safe{}, func(b *v1alpha1.CodeGenBackend, _ *Desired) {
			b.Status.Routes = []v1alpha1.RouteStatus{{Kind: v1alpha1.RouteWebhook, Name: "http://switch/active", DeliveryKey: key}}
		}, func(s state.Route) bool { return s.Ready && s.DeliveryKey == key }, false},
		"another webhook took it": {delivery.Status{}, safe{}, func(b *v1alpha1.CodeGenBackend, _ *Desired) {
			b.Status.Routes = []v1alpha1.RouteStatus{{Kind: v1alpha1.RouteWebhook, Name: "http://old", DeliveryKey: key}}
		}, func(s state.Route) bool { return s.Moving }, true},
		"an older move was taken": {delivery.Status{}, safe{}, func(b *v1alpha1.CodeGenBackend, d *Desired) {
			b.Status.Routes = []v1alpha1.RouteStatus{{Kind: v1alpha1.RouteWebhook, Name: "http://switch/active", DeliveryKey: key}}
			d.Since = d.Since.Add(time.Millisecond)
		}, func(s state.Route) bool { return s.Moving }, true},
		"the flip is not written down": {delivery.Status{}, safe{}, func(_ *v1alpha1.CodeGenBackend, d *Desired) { d.Since = time.Time{} },
			func(s state.Route) bool { return s.Moving && s.RequeueAfter == statusWritten }, false},
		"there is no Secret": {delivery.Status{}, safe{err: apierrors.NewNotFound(schema.GroupResource{Resource: "secrets"}, "s")}, nil,
			func(s state.Route) bool { return s.Failed() && s.Stalled && s.Reason == v1alpha1.ReasonDeliveryFailed }, false},
		"the Secret is empty": {delivery.Status{}, safe{data: map[string][]byte{"k": []byte(" \n")}}, nil, func(s state.Route) bool {
			return s.Stalled && s.Message == "the webhook is not notified: Secret s has no value under the key k: add it"
		}, false},
		"the API server fails": {delivery.Status{}, safe{err: errors.New("down")}, nil,
			func(s state.Route) bool { return s.Err != nil && s.Reason == v1alpha1.ReasonApplyFailed }, false},
	} {
		b, d, c := switched(), toLegacy(), &clerk{answer: story.answer}
		if story.live.err == nil && story.live.data == nil {
			story.live.data = map[string][]byte{"k": []byte("s3cret")}
		}
		if story.change != nil {
			story.change(b, &d)
		}
		outcome := (&Webhook{Live: story.live, Deliverer: c}).Apply(t.Context(), b, d)
		if !story.is(outcome) || (len(c.wanted) > 0) != story.reports {
			t.Errorf("%s: %+v, told %d times", name, outcome, len(c.wanted))
		}
	}
}

// TestDeliveryKey: the same for the same move, another for any other.
func TestDeliveryKey(t *testing.T) {
	t.Parallel()
	key := deliveryKey("u-1", toLegacy())
	elsewhere := toLegacy()
	elsewhere.Why, elsewhere.Since = Why{}, since.In(time.FixedZone("", 3600))
	if deliveryKey("u-1", elsewhere) != key {
		t.Error("the zone, or the words, change the key")
	}
	later, other := toLegacy(), toLegacy()
	later.Since, other.Engine = since.Add(time.Microsecond), v1alpha1.EngineVLLM
	if deliveryKey("u-2", toLegacy()) == key || deliveryKey("u-1", later) == key || deliveryKey("u-1", other) == key {
		t.Error("another move has the same key")
	}
}

// TestUndeclared: once a webhook is out of the spec, what goes on for it is ended at once, although other routes do not carry.
func TestUndeclared(t *testing.T) {
	t.Parallel()
	c, b := &clerk{}, switched()
	b.Spec.Route.Webhook = nil
	if o := (Routes{&Webhook{Deliverer: c}}).Apply(t.Context(), b, toLegacy()); c.forgotten != 1 || !o.Ready {
		t.Errorf("forgotten %d times: %+v", c.forgotten, o)
	}
	if (Routes{&Webhook{Deliverer: c}, &Service{}}).Forget(types.NamespacedName{}); c.forgotten != 2 {
		t.Errorf("forgotten %d times", c.forgotten)
	}
}
