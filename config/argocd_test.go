// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package config_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// healthKey is the key of the script in Argo CD's ConfigMap.
const healthKey = "resource.customizations.health.serving.codegen.dev_CodeGenBackend"

// healths are what Argo CD is to show for each recorded stage, with a part of the message. test/scene/stages.go plays the stages.
var healths = map[string][2]string{
	"created":                      {"Progressing", "has not processed this generation"},
	"selecting":                    {"Progressing", "No engine is selected yet"},
	"selecting-both-down":          {"Progressing", "No engine is selected yet"},
	"serving-vllm":                 {"Healthy", "vllm serves"},
	"serving-legacy":               {"Healthy", "ServedByLegacy: legacy serves while vllm is preferred"},
	"serving-vllm-legacy-down":     {"Healthy", "vllm serves"},
	"changed":                      {"Progressing", "has not processed this generation"},
	"changed-proving":              {"Progressing", "vllm is active and not proven healthy yet"},
	"changed-rolling-out":          {"Progressing", "1 of 3 pods of Deployment web are new"},
	"changed-rolled-out":           {"Healthy", "vllm serves"},
	"changed-refused":              {"Progressing", "admission denied the Service"},
	"failed-over":                  {"Healthy", "ServedByLegacy"},
	"failing-over-unserved":        {"Progressing", "1 of 3 pods"},
	"failing-back-served":          {"Healthy", "vllm serves"},
	"failing-back-in-steps":        {"Healthy", "10 % of the traffic"},
	"both-down":                    {"Degraded", "NoHealthyEngine: vllm is active and unhealthy"},
	"pinning":                      {"Progressing", "1 of 3 pods"},
	"pinned":                       {"Healthy", "legacy serves"},
	"pinned-to-unhealthy":          {"Degraded", "PinnedToUnhealthy: "},
	"restarted":                    {"Healthy", "vllm serves"},
	"stalled-secret":               {"Degraded", "SecretMissing: Secret vllm-key does not exist"},
	"stalled-secret-while-serving": {"Degraded", "SecretMissing: Secret vllm-key does not exist"},
	"stalled-address":              {"Degraded", "AddressForbidden: engine vllm"},
	"stalled-not-owned":            {"Degraded", "NotOwned: Service hapa exists"},
	"fixed":                        {"Progressing", "1 of 3 pods"},
	"paused":                       {"Suspended", "nothing changes; vllm serves"},
	"paused-unserved":              {"Degraded", "HeldOnUnhealthy: "},
	"observing":                    {"Healthy", "vllm serves"},
	"observing-from-the-start":     {"Suspended", "mode is Observe and no engine is selected"},
	"deleting":                     {"Progressing", "being deleted"},
}

// TestArgoCDHealth runs the script on every recorded stage.
func TestArgoCDHealth(t *testing.T) {
	t.Parallel()
	script := file(t, "argocd/health.lua")
	recorded, err := filepath.Glob("argocd/testdata/*.yaml")
	if err != nil || len(recorded) != len(healths) {
		t.Fatalf("%d stages are recorded and %d are judged: %v", len(recorded), len(healths), err)
	}
	for _, path := range recorded {
		stage := strings.TrimSuffix(filepath.Base(path), ".yaml")
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			want := healths[stage]
			status, message := healthOf(t, script, object(t, file(t, path)))
			if status != want[0] || !strings.Contains(message, want[1]) {
				t.Errorf("it is %s (%s), want %s (%s)", status, message, want[0], want[1])
			}
		})
	}
}

// The script does not fail on incomplete objects: Argo CD would show an error instead of a health.
func TestArgoCDHealthOfOddObjects(t *testing.T) {
	t.Parallel()
	script := file(t, "argocd/health.lua")
	for name, text := range map[string]string{
		"no status":     `{metadata: {generation: 1}, spec: {}}`,
		"empty status":  `{metadata: {generation: 1}, spec: {}, status: {}}`,
		"no conditions": `{metadata: {generation: 1}, spec: {}, status: {observedGeneration: 1}}`,
		"no spec":       `{metadata: {generation: 1}, status: {observedGeneration: 1, conditions: []}}`,
	} {
		if status, _ := healthOf(t, script, object(t, text)); status != "Progressing" {
			t.Errorf("with %s it is %s", name, status)
		}
	}
}

// healthOf runs a script as Argo CD does: with the base, table and package libraries, and no others.
func healthOf(t *testing.T, script string, o map[string]any) (status, message string) {
	t.Helper()
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	state.SetContext(t.Context())
	for name, open := range map[string]lua.LGFunction{lua.LoadLibName: lua.OpenPackage, lua.BaseLibName: lua.OpenBase, lua.TabLibName: lua.OpenTable} {
		if err := state.CallByParam(lua.P{Fn: state.NewFunction(open), Protect: true}, lua.LString(name)); err != nil {
			t.Fatal(err)
		}
	}
	state.SetGlobal("obj", inLua(state, o))
	if err := state.DoString(script); err != nil {
		t.Fatal(err)
	}
	health, isTable := state.Get(-1).(*lua.LTable)
	if !isTable {
		t.Fatalf("the script returned %s", state.Get(-1).Type())
	}
	status, message = lua.LVAsString(health.RawGetString("status")), lua.LVAsString(health.RawGetString("message"))
	if !slices.Contains([]string{"Healthy", "Progressing", "Degraded", "Suspended", "Missing", "Unknown"}, status) || message == "" {
		t.Errorf("the script returned %q, %q", status, message)
	}
	return status, message
}

// inLua converts a JSON value as Argo CD does for scripts.
func inLua(state *lua.LState, value any) lua.LValue {
	switch v := value.(type) {
	case bool:
		return lua.LBool(v)
	case float64:
		return lua.LNumber(v)
	case string:
		return lua.LString(v)
	case []any:
		list := state.NewTable()
		for _, item := range v {
			list.Append(inLua(state, item))
		}
		return list
	case map[string]any:
		table := state.NewTable()
		for key, item := range v {
			table.RawSetString(key, inLua(state, item))
		}
		return table
	}
	return lua.LNil
}

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	o := map[string]any{}
	if err := yaml.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func file(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// argocd is a kustomization of Argo CD's settings with our component, as the page shows it.
func argocd(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	component, err := filepath.Abs("argocd")
	if err != nil {
		t.Fatal(err)
	}
	relative, err := filepath.Rel(folder, component)
	if err != nil {
		t.Fatal(err)
	}
	shown := example(t, "kustomize.config.k8s.io/v1beta1", "components:")
	for name, text := range map[string]string{
		"kustomization.yaml": strings.ReplaceAll(shown, "https://github.com/codegen-dev/codegen-operator//config/argocd", relative),
		"argocd-cm.yaml":     strings.ReplaceAll(argocdCM, "\n  namespace: argocd", ""),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// argocdCM is the ConfigMap of an Argo CD without our settings.
const argocdCM = `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data: {url: https://argocd.example.com}
`

// TestArgoCDComponent: the component adds the script to the ConfigMap, and keeps what is there.
func TestArgoCDComponent(t *testing.T) {
	t.Parallel()
	cm := &unstructured.Unstructured{Object: object(t, kubectl(t, "kustomize", argocd(t)))}
	data, _, err := unstructured.NestedStringMap(cm.Object, "data")
	if err != nil || cm.GetName() != "argocd-cm" || cm.GetLabels()["app.kubernetes.io/part-of"] != "argocd" {
		t.Fatalf("built %v, %v", cm.Object, err)
	}
	if data[healthKey] != file(t, "argocd/health.lua") || data["url"] != "https://argocd.example.com" {
		t.Errorf("the ConfigMap holds %v", data)
	}
}
