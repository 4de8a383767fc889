// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"strings"
)

// explain shows what helps to find out why the story failed.
func (d *demo) explain(ctx context.Context) {
	for _, args := range [][]string{
		{"get", "codegenbackend", d.sample.backend.Name, "--output=yaml"},
		{"get", "events", "--sort-by=.metadata.creationTimestamp"},
	} {
		if out, err := d.kubectl(ctx, args...); err == nil {
			d.out.quote("$ kubectl "+strings.Join(args, " "), out)
		}
	}
	d.out.quote("the last lines of the operator's log:", lastLines(d.logPath(operatorLog), 20))
	now, _ := d.observer.current()
	d.out.quote("the conditions:", conditions(now.status.Conditions))
	d.out.quote("what was measured so far:", measurements(d.measured))
}

// waitForInterrupt keeps everything running until ctx ends.
func (d *demo) waitForInterrupt(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	now, _ := d.observer.current()
	d.out.quote("everything keeps running until Ctrl-C; to look around:", strings.Join([]string{
		"export KUBECONFIG=" + d.cluster.Kubeconfig,
		"kubectl get codegenbackends --watch",
		fmt.Sprintf(
			"curl -X POST %s/sim/misbehave/none    # makes vllm healthy; it serves again after the cooldown of %d s",
			d.vllm.control,
			now.status.CooldownSeconds,
		),
		"curl " + d.vllm.control + "/sim/misbehaviours        # lists the other misbehaviours",
		"tail -f " + d.logPath(operatorLog),
	}, "\n"))
	<-ctx.Done()
	d.out.say("cleaning up")
}

// tail is the last n lines of a text.
func tail(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// lastLines is the end of a log file.
func lastLines(path string, n int) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return tail(string(data), n)
}
