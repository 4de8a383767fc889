// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package samples_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"

	"github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/controllers/delivery"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

// gateways acts as the controller of all Gateways: it accepts each HTTPRoute of the namespace when it changes.
func gateways(s *stage) {
	c, err := client.NewWithWatch(shared.Config, client.Options{Scheme: app.Scheme()})
	if err != nil {
		s.Fatal(err)
	}
	w, err := c.Watch(s.Context(), &gatewayv1.HTTPRouteList{}, client.InNamespace(s.namespace))
	if err != nil {
		s.Fatal(err)
	}
	var ended sync.WaitGroup
	ended.Go(func() {
		for event := range w.ResultChan() {
			if route, ok := event.Object.(*gatewayv1.HTTPRoute); ok && event.Type != "DELETED" {
				accept(c, route)
			}
		}
	})
	s.Cleanup(func() { w.Stop(); ended.Wait() })
}

// accept sets the conditions of an accepted HTTPRoute. An error means that the HTTPRoute has changed or the test has ended.
func accept(c client.Client, route *gatewayv1.HTTPRoute) {
	if of := route.Status.Parents; len(of) > 0 && of[0].Conditions[0].ObservedGeneration == route.Generation {
		return
	}
	route.Status.Parents = nil
	for _, ref := range route.Spec.ParentRefs {
		parent := gatewayv1.RouteParentStatus{ParentRef: ref, ControllerName: "example.com/gateway"}
		for _, kind := range []gatewayv1.RouteConditionType{gatewayv1.RouteConditionAccepted, gatewayv1.RouteConditionResolvedRefs} {
			parent.Conditions = append(parent.Conditions, metav1.Condition{Type: string(kind), Status: metav1.ConditionTrue, Reason: string(kind),
				Message: "so it is", ObservedGeneration: route.Generation, LastTransitionTime: metav1.Now()})
		}
		route.Status.Parents = append(route.Status.Parents, parent)
	}
	_ = c.Status().Update(context.Background(), route)
}

// lever is the switch of the webhook sample. It accepts only requests that are signed with the key in the sample's Secret.
func lever(s *stage) {
	s.web("switch.example.com", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, []byte("replace-me"))
		mac.Write(body)
		var call struct{ To string }
		if err != nil || r.URL.Path != "/active" || r.Header.Get(delivery.HeaderSignature) != "sha256="+hex.EncodeToString(mac.Sum(nil)) ||
			json.Unmarshal(body, &call) != nil || call.To == "" {
			w.WriteHeader(http.StatusForbidden)
		}
	}))
}

// clients reach the engines at https://code.example.com, by what they speak.
func clients(s *stage) {
	vllm, legacy := proxy(s, s.vllm), proxy(s, s.legacy)
	s.web("code.example.com", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			legacy.ServeHTTP(w, r)
			return
		}
		vllm.ServeHTTP(w, r)
	}))
}

// inference is the legacy engine of the sample in mode Observe.
func inference(s *stage) { s.web("inference.example.com", proxy(s, s.legacy)) }

func proxy(s *stage, e *sim.Engine) http.Handler {
	to, err := url.Parse(e.URL())
	if err != nil {
		s.Fatal(err)
	}
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }, FlushInterval: -1}
}

// untouched fails if the operator created anything in mode Observe.
func untouched(s *stage) {
	if out := s.kubectl("get", "service", "observed", "--ignore-not-found", "-o", "name"); out != "" {
		s.Errorf("it made %s", out)
	}
}
