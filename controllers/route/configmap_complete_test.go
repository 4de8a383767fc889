// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"testing"

	appsv1 "k8s.io/api/apps/v1"
)

// set is a ReplicaSet that is to have Pods, has some, and was made when the template had a hash; empty: none.
func set(wanted, has int32, hash string) appsv1.ReplicaSet {
	s := appsv1.ReplicaSet{Spec: appsv1.ReplicaSetSpec{Replicas: &wanted}, Status: appsv1.ReplicaSetStatus{Replicas: has}}
	if hash != "" {
		s.Spec.Template.Annotations = map[string]string{restart{configMap: "hapa"}.annotation(): hash}
	}
	return s
}

// TestComplete: whether the roll is over that brought the hash a, whatever rolls came after it.
func TestComplete(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		wasReady bool // as the status has it
		serving  int32
		sets     []appsv1.ReplicaSet
		want     bool
	}{
		"nothing was made yet":                    {false, 0, nil, false},
		"the first roll has just begun":           {false, 5, []appsv1.ReplicaSet{set(5, 5, ""), set(0, 0, "a")}, false},
		"it is held in the middle":                {false, 5, []appsv1.ReplicaSet{set(3, 3, ""), set(3, 3, "a")}, false},
		"an old Pod is left":                      {false, 5, []appsv1.ReplicaSet{set(0, 1, ""), set(5, 5, "a")}, false},
		"not all of its Pods serve yet":           {false, 4, []appsv1.ReplicaSet{set(0, 0, ""), set(5, 5, "a")}, false},
		"it is over":                              {false, 5, []appsv1.ReplicaSet{set(0, 0, ""), set(5, 5, "a")}, true},
		"a Pod failed after it":                   {true, 4, []appsv1.ReplicaSet{set(0, 0, ""), set(5, 5, "a")}, true},
		"somebody rolls it again":                 {true, 5, []appsv1.ReplicaSet{set(3, 3, "a"), set(3, 3, "a")}, true},
		"the status of that was not written":      {false, 5, []appsv1.ReplicaSet{set(3, 3, "a"), set(3, 3, "a")}, true},
		"somebody recreates all of it":            {true, 0, []appsv1.ReplicaSet{set(0, 0, "a"), set(5, 0, "a")}, true},
		"a to b to a":                             {false, 5, []appsv1.ReplicaSet{set(0, 0, "a"), set(5, 5, "b"), set(1, 1, "a")}, false},
		"a to b to a, of which no status tells":   {true, 5, []appsv1.ReplicaSet{set(0, 0, "a"), set(5, 5, "b"), set(1, 1, "a")}, false},
		"a to b to a before b had a Pod":          {false, 5, []appsv1.ReplicaSet{set(5, 5, "a"), set(0, 0, "b"), set(0, 0, "a")}, true},
		"b has no Pod yet and is to have some":    {true, 5, []appsv1.ReplicaSet{set(4, 4, "a"), set(1, 0, "b"), set(1, 1, "a")}, false},
		"b is gone and a does not serve in full":  {false, 3, []appsv1.ReplicaSet{set(0, 0, "a"), set(0, 0, "b"), set(5, 5, "a")}, false},
		"b is gone and a serves in full":          {false, 5, []appsv1.ReplicaSet{set(0, 0, "a"), set(0, 0, "b"), set(5, 5, "a")}, true},
		"a ReplicaSet does not say how many Pods": {true, 5, []appsv1.ReplicaSet{{}}, false},
	} {
		d := rolls(2, "", 5, 5, story.serving)
		if got := (restart{configMap: "hapa", hash: "a", wasReady: story.wasReady}).complete(d, story.sets); got != story.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
