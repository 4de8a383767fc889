// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster_test

import "testing"

// Wait goes on where kubectl wait gives up at once: the object does not exist yet, and then its list is too short.
func TestWaitForWhatIsNotThereYet(t *testing.T) {
	t.Parallel()
	done := make(chan error, 1)
	go func() {
		done <- shared.Wait(t.Context(), "service/late", "-n", "default", "--for=jsonpath={.spec.ports[1].port}=81")
	}()
	kubectl(t, "create", "service", "clusterip", "late", "-n", "default", "--tcp=80")
	kubectl(t, "patch", "service", "late", "-n", "default", "-p", `{"spec": {"ports": [{"name": "http", "port": 80}, {"name": "more", "port": 81}]}}`)
	if err := <-done; err != nil {
		t.Error(err)
	}
}
