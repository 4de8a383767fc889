// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"strings"
)

// explain shows what helps to find out why the story did not go as told.
func (d *demo) explain(ctx context.Context) {
	for _, args := range [][]string{
		{"get", "codegenbackend", d.sample.backend.Name, "--output=yaml"},
		{"get", "events", "--sort-by=.metadata.creationTimestamp"},
	} {
		if out, err := d.kubectl(ctx, args...); err == nil {
			d.tell.quote("$ kubectl "+strings.Join(args, " "), out)
		}
	}
	d.tell.quote("the operator's last words:", lastLines(d.logPath(operatorLog), 20))
	now, _ := d.witness.look()
	d.tell.quote("the conditions:", conditions(now.status.Conditions))
	d.tell.quote("what was measured so far:", measurements(d.measured))
}

// stay stays up until the end of ctx, for whoever wants to look around.
func (d *demo) stay(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	now, _ := d.witness.look()
	d.tell.quote("everything stays up until Ctrl-C; to look around:", strings.Join([]string{
		"export KUBECONFIG=" + d.cluster.Kubeconfig,
		"kubectl get codegenbackends --watch",
		fmt.Sprintf("curl -X POST %s/sim/misbehave/none    # mends vllm; it serves again once the cooldown of %d s is over", d.vllm.control, now.status.CooldownSeconds),
		"curl " + d.vllm.control + "/sim/misbehaviours        # what else it can do",
		"tail -f " + d.logPath(operatorLog),
	}, "\n"))
	<-ctx.Done()
	d.tell.say("cleaning up")
}

// tail is the last n lines of a text.
func tail(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
