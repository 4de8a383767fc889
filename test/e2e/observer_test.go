// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

func TestObserver(t *testing.T) {
	w := &observer{legacy: "10.244.0.7"}
	slice := func(addresses ...string) *discoveryv1.EndpointSlice {
		return &discoveryv1.EndpointSlice{Endpoints: []discoveryv1.Endpoint{{Addresses: addresses}}}
	}
	w.record(slice("10.244.0.6"))
	w.record(&v1alpha1.CodeGenBackend{Status: v1alpha1.CodeGenBackendStatus{Active: vllm}})
	if !w.selected(vllm, time.Time{}) {
		t.Error("vllm is not selected")
	}
	killed := time.Now()
	w.record(slice())
	w.record(slice("10.244.0.7"))
	if w.selected(legacy, killed) {
		t.Error("legacy is selected, though the status does not name it")
	}
	w.record(&v1alpha1.CodeGenBackend{Status: v1alpha1.CodeGenBackendStatus{Active: legacy}})
	if !w.selected(legacy, killed) {
		t.Error("legacy is not selected")
	}
	if w.selected(legacy, time.Now()) {
		t.Error("legacy was selected before")
	}
}

func TestRuns(t *testing.T) {
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{UID: "0b1f", Name: "vllm"}}
	group := "4:memory:/kubepods/besteffort/pod0b1f/cafe\n"
	for name, tt := range map[string]struct {
		group, command string
		want           bool
	}{
		"it does":                {group: group, command: "/vllm-sim\x00--listen\x000.0.0.0:8000\x00", want: true},
		"another program":        {group: group, command: "/pause\x00"},
		"in another Pod":         {group: "4:memory:/kubepods/besteffort/podcafe/0b1f\n", command: "/vllm-sim\x00"},
		"a thread of the kernel": {group: group},
	} {
		t.Run(name, func(t *testing.T) {
			if got := runs(tt.group, []byte(tt.command), string(pod.UID), "vllm-sim"); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
