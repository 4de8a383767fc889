// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package check

import (
	"bytes"
	"fmt"
	"io"
	"net/netip"

	"k8s.io/apimachinery/pkg/types"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/controllers/spec"
	"github.com/codegen-dev/codegen-operator/internal/decide"
	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/manifest"
	"github.com/codegen-dev/codegen-operator/internal/prober"
)

// Options are what a manifest does not say.
type Options struct {
	// URLs are where engines are, in the place of what the manifest says.
	URLs map[decide.Engine]string
	// Keys are the engines' keys, in the place of those of the Secrets.
	Keys map[decide.Engine][]byte
	// AllowAddresses are let through the address guard.
	AllowAddresses []netip.Prefix
	// Progress is told what happens.
	Progress io.Writer
}

// loopback is where somebody may say that an engine is who starts this program, but not a manifest, which may be another's.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// task is what there is to do for one engine.
type task struct {
	engine  decide.Engine
	plan    *prober.EngineConfig
	network *engine.Network
}

// prepare turns a manifest into a task. What it lacks is an error that says how to give it.
func prepare(set *manifest.Set, b *v1alpha1.CodeGenBackend, e decide.Engine, o Options) (*task, error) {
	plan := once(spec.EngineConfig(b, e))
	engineSpec := b.Spec.Engine(v1alpha1.EngineName(e))
	allow := o.AllowAddresses
	if url := o.URLs[e]; url != "" {
		plan.Endpoint.URL = url
		allow = append(loopback[:len(loopback):len(loopback)], allow...)
	} else if ref := engineSpec.ServiceRef; ref != nil {
		return nil, fmt.Errorf("spec.%[1]s.serviceRef of %[2]s is Service %[3]s in a cluster, which cannot be reached from here: "+
			"forward its port (kubectl port-forward service/%[3]s %[4]d:%[4]d) and give --%[1]s-url http://127.0.0.1:%[4]d", e, b.Name, ref.Name, ref.Port)
	}
	if err := unlock(set, b, e, o.Keys[e], plan); err != nil {
		return nil, err
	}
	return &task{engine: e, plan: plan, network: &engine.Network{Guard: engine.NewGuard(allow...)}}, nil
}

// once is a plan for a single look. Each model is pulsed once at least; and canaries, which run once, are judged by themselves rather than
// make up the health of the engine.
func once(plan *prober.EngineConfig) *prober.EngineConfig {
	plan.Thresholds.Success = max(plan.Thresholds.Success, len(plan.Models))
	for i := range plan.Canaries {
		plan.Canaries[i].Flip = false
	}
	return plan
}

// unlock gives a plan the key: the one that was given, or that of the Secret in the file.
func unlock(set *manifest.Set, b *v1alpha1.CodeGenBackend, e decide.Engine, given []byte, plan *prober.EngineConfig) error {
	c := b.Spec.Engine(v1alpha1.EngineName(e)).Credentials
	if c == nil {
		return nil
	}
	key := given
	if len(bytes.TrimSpace(key)) == 0 {
		key = set.Secrets[types.NamespacedName{Namespace: b.Namespace, Name: c.SecretRef.Name}][c.SecretRef.Key]
	}
	if len(bytes.TrimSpace(key)) == 0 {
		return fmt.Errorf("spec.%[1]s.credentials of %[2]s names key %[3]s of Secret %[4]s, which is not in the file: "+
			"put the Secret into the file, give --key-file %[1]s=FILE, or set %[5]s", e, b.Name, c.SecretRef.Key, c.SecretRef.Name, KeyVariable(e))
	}
	spec.SetKey(plan, spec.Key(key))
	return nil
}

// KeyVariable is the environment variable that may hold an engine's key.
func KeyVariable(e decide.Engine) string {
	if e == decide.VLLM {
		return "CODEGEN_VLLM_KEY"
	}
	return "CODEGEN_LEGACY_KEY"
}
