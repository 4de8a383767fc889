// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"context"
	"testing"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	operator "github.com/codegen-dev/codegen-operator/cmd/codegen-operator/app"
	"github.com/codegen-dev/codegen-operator/cmd/kubectl-codegen/app"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/sim"
	"github.com/codegen-dev/codegen-operator/test/testnet"
)

// operate runs the real operator in the stage's namespace until the test ends.
func (s *stage) operate(net *testnet.Net) {
	s.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		o := operator.Options{WatchNamespaces: []string{s.namespace}, MetricsBindAddress: "0", HealthProbeBindAddress: "0"}
		done <- operator.Run(ctx, o, shared.Config, &engine.Network{Lookup: net.Lookup, Dial: net.Dial})
	}()
	s.Cleanup(func() {
		cancel()
		must(s.T, <-done)
	})
}

func (s *stage) engine(net *testnet.Net, p sim.Protocol, address string) *sim.Engine {
	s.Helper()
	e, err := sim.Start(p, sim.Script{})
	must(s.T, err)
	s.Cleanup(e.Close)
	net.Place(address, e.Addr())
	return e
}

// A real operator runs the canaries on request, and the exit code says whether they passed.
func TestCanaryRun(t *testing.T) {
	t.Parallel()
	s, net := newStage(t), &testnet.Net{}
	vllm := s.engine(net, sim.OpenAI, "192.0.2.10:8002")
	legacy := s.engine(net, sim.CodeGen, "192.0.2.20:8000")
	s.operate(net)
	b := s.applied("testdata/canaries.yaml")
	s.until("the first runs", func() bool {
		runs := s.now(b).Status.Canaries
		return len(runs) == 2 && !runs[0].LastRunTime.IsZero() && !runs[1].LastRunTime.IsZero()
	})
	out, _ := s.mustExit(app.ExitOK, "canary", "run", "hapa")
	s.contains(out, "serving.codegen.dev/run-canaries: ", "kubectl codegen status hapa")
	before := s.now(b)
	out, _ = s.mustExit(app.ExitOK, "canary", "run", "hapa", "--wait")
	s.contains(out, "print-jay   vllm", "print-jay   legacy", "Pass")
	after := s.now(b)
	for i := range after.Status.Canaries {
		if !after.Status.Canaries[i].LastRunTime.After(before.Status.Canaries[i].LastRunTime.Time) {
			t.Errorf("%s through %s has not run again", after.Status.Canaries[i].Name, after.Status.Canaries[i].Through)
		}
	}
	s.failing(b, vllm, legacy)
}

// failing checks a canary that fails, and one that cannot run.
func (s *stage) failing(b *v1alpha1.CodeGenBackend, vllm, legacy *sim.Engine) {
	s.Helper()
	vllm.Misbehave(sim.WrongOutput)
	legacy.Kill()
	s.until("legacy to be found dead", func() bool { return s.now(b).Status.Engines[1].Health == v1alpha1.HealthUnhealthy })
	out, errs := s.mustExit(app.ExitNotMet, "canary", "run", "hapa", "--wait")
	s.contains(out, "Fail", "OutputWrong")
	s.contains(errs, "print-jay through legacy did not run: legacy is Unhealthy (ConnectionRefused)")
}

// The command says which canaries did not run in time, and refuses a backend without canaries.
func TestCanaryRunTimesOut(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.applied(everything)
	_, errs := s.mustExit(app.ExitNotMet, "canary", "run", "hapa", "--wait", "--timeout=1s")
	s.contains(
		errs,
		"waiting for the canaries",
		"on-target through legacy has not run within 1s",
		"print-jay through vllm did not run: vllm is Unhealthy (ModelsMissing)",
	)
	none := b.DeepCopy()
	none.Spec.Canaries = nil
	must(t, s.client.Patch(t.Context(), none, client.MergeFrom(b)))
	_, errs = s.mustExit(app.ExitCluster, "canary", "run", "hapa")
	s.contains(errs, "declares no canaries: add some under spec.canaries")
}
