// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package config_test

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/cel-go/cel"
	"github.com/google/go-cmp/cmp"
	"github.com/itchyny/gojq"
)

// TestIgnoredByArgoCD: the expression in the Application selects the two weights of the page's HTTPRoute, and nothing else.
func TestIgnoredByArgoCD(t *testing.T) {
	t.Parallel()
	app := object(t, example(t, "kind: Application"))
	ignored := app["spec"].(map[string]any)["ignoreDifferences"].([]any)[0].(map[string]any)
	expression := ignored["jqPathExpressions"].([]any)[0].(string)
	query, err := gojq.Parse("[path(" + expression + ")]")
	if err != nil {
		t.Fatal(err)
	}
	found, _ := query.Run(object(t, example(t, "\nkind: HTTPRoute\n"))).Next()
	want := []any{
		[]any{"spec", "rules", 0, "backendRefs", 0, "weight"},
		[]any{"spec", "rules", 0, "backendRefs", 1, "weight"},
	}
	if diff := cmp.Diff(any(want), found); diff != "" {
		t.Errorf("it ignores (-want +got):\n%s", diff)
	}
}

// TestIgnoredByFlux: the paths in the Kustomization exist in the page's HTTPRoute.
func TestIgnoredByFlux(t *testing.T) {
	t.Parallel()
	kustomization := object(t, example(t, "kind: Kustomization", "ignore:"))
	rule := kustomization["spec"].(map[string]any)["ignore"].([]any)[0].(map[string]any)
	for _, path := range rule["paths"].([]any) {
		var at any = object(t, example(t, "\nkind: HTTPRoute\n"))
		for _, key := range strings.Split(path.(string), "/")[1:] {
			if i, err := strconv.Atoi(key); err == nil {
				at = at.([]any)[i]
			} else {
				at = at.(map[string]any)[key]
			}
		}
		if at == nil {
			t.Errorf("there is no %s", path)
		}
	}
}

// TestFluxExpressions: the page's expressions agree with kstatus on each recorded stage, except that objects in mode Observe or
// Paused are current.
func TestFluxExpressions(t *testing.T) {
	t.Parallel()
	kustomization := object(t, example(t, "healthCheckExprs:"))
	check := kustomization["spec"].(map[string]any)["healthCheckExprs"].([]any)[0].(map[string]any)
	for stage, health := range healths {
		o := object(t, file(t, filepath.Join("argocd", "testdata", stage+".yaml")))
		if stage == "deleting" {
			continue // Flux checks that first
		}
		got := "inProgress"                                                   // if no expression holds
		for _, outcome := range []string{"inProgress", "failed", "current"} { // in the order of Flux
			if holds(t, check[outcome].(string), o) {
				got = outcome
				break
			}
		}
		if want := expected(stage, health[0], o); got != want {
			t.Errorf("%s is %s, want %s", stage, got, want)
		}
	}
}

// expected is derived from the health in Argo CD.
func expected(stage, health string, o map[string]any) string {
	acts := o["spec"].(map[string]any)["mode"] == "Auto"
	switch {
	case strings.HasPrefix(stage, "stalled-"):
		return "failed"
	case stage != "created" && (health == "Healthy" || !acts):
		return "current"
	}
	return "inProgress"
}

// holds evaluates an expression as Flux does, with the fields of the object as variables. An error counts as false.
func holds(t *testing.T, expression string, o map[string]any) bool {
	t.Helper()
	var variables []cel.EnvOption
	for _, name := range []string{"apiVersion", "kind", "metadata", "spec", "status"} {
		variables = append(variables, cel.Variable(name, cel.DynType))
	}
	env, err := cel.NewEnv(variables...)
	if err != nil {
		t.Fatal(err)
	}
	ast, issues := env.Compile(expression)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	program, err := env.Program(ast)
	if err != nil {
		t.Fatal(err)
	}
	value, _, err := program.Eval(o)
	return err == nil && value.Value() == true
}
