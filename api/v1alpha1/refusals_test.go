// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// refusal is one way to get an object wrong: beside it stands one that keeps the rule, so that the rule is known to refuse no
// more than it should.
type refusal struct {
	name       string
	good, bad  string // changes to the spec of the minimal object; good may be none
	field      string // that the API server points at
	says       string // how the message ends: it says what to fix
	wholeThing bool   // good and bad change the whole object and not its spec
}

// refusals are all of them, a list for each part of the spec.
func refusals() []refusal {
	return slices.Concat(objectRefusals, engineRefusals, credentialRefusals, probeRefusals, rangeRefusals, canaryRefusals, expectationRefusals,
		canaryModelRefusals, failoverRefusals, failbackRefusals, routeRefusals, configMapRefusals, webhookRefusals, gatewayRefusals,
		httpRouteRefusals)
}

// Each object that breaks a rule is refused for that rule alone, with a message that says how to fix it.
func TestRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, r := range refusals() {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			if err := c.Create(t.Context(), backend(t, r.changes(r.good)), client.DryRunAll); err != nil {
				t.Errorf("refused although it keeps the rule: %v", err)
			}
			r.check(t, c.Create(t.Context(), backend(t, r.changes(r.bad)), client.DryRunAll))
		})
	}
}

func (r refusal) changes(text string) string {
	if text == "" || r.wholeThing {
		return text
	}
	return "spec: " + text
}

func (r refusal) check(t *testing.T, err error) {
	t.Helper()
	found := causes(err)
	switch {
	case err == nil:
		t.Error("accepted although it breaks the rule")
	case len(found) != 1:
		t.Errorf("refused for %d things and not for one: %v", len(found), err)
	case found[0].Field != r.field || !strings.HasSuffix(found[0].Message, r.says):
		t.Errorf("refused with\n\t%s: %s\nand not with\n\t%s: … %s", found[0].Field, found[0].Message, r.field, r.says)
	}
}

// causes are what the API server found wrong, less its note that it could not check everything.
func causes(err error) []metav1.StatusCause {
	var refused *apierrors.StatusError
	if !errors.As(err, &refused) || refused.ErrStatus.Details == nil {
		return nil
	}
	return slices.DeleteFunc(refused.ErrStatus.Details.Causes, func(c metav1.StatusCause) bool {
		return strings.Contains(c.Message, "some validation rules were not checked")
	})
}
