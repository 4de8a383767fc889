// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/codegen-dev/codegen-operator/test/e2e/load"
)

// startClients starts clients of both ways, and reads their records.
func (s *stage) startClients(ctx context.Context) error {
	for _, c := range []struct{ way, url, patience string }{
		{load.ByService, "http://" + backendName, "1s"},
		{load.ByGateway, "http://" + backendName + "-gateway", "20s"},
	} {
		if err := s.apply(ctx, clientPod(c.way, c.url, c.patience, clients)); err != nil {
			return err
		}
		name := c.way + "-clients"
		if _, err := s.node.Kubectl(ctx, "", "wait", "--for=condition=Ready", "pod/"+name, kubectlTimeout); err != nil {
			return err
		}
		go s.listen(ctx, name)
	}
	begun := time.Now()
	for _, way := range []string{load.ByService, load.ByGateway} {
		if err := s.until(ctx, "a client of the "+way+" is served by vllm", func() bool {
			_, ok := s.results.servedBy(way, vllm, begun)
			return ok
		}); err != nil {
			return err
		}
	}
	s.out.say("%d clients in Pods stream through http://%s, and %[1]d through http://%[2]s-gateway, without pauses", clients, backendName)
	return nil
}

// listen reads the log of clients until ctx ends.
func (s *stage) listen(ctx context.Context, pod string) {
	log, err := s.pods.CoreV1().Pods(namespace).GetLogs(pod, &corev1.PodLogOptions{Follow: true}).Stream(ctx)
	if err != nil {
		s.out.say("the log of %s: %v", pod, err)
		return
	}
	defer log.Close()
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		var r load.Record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			s.out.say("%s said: %s", pod, lines.Text())
			continue
		}
		s.results.add(r)
	}
	if ctx.Err() == nil {
		s.out.say("the log of %s ended: %v", pod, lines.Err())
	}
}
