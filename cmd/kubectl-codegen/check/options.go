// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package check

import (
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
	"github.com/codegen-dev/codegen-operator/internal/redact"
)

// Options are the settings of a check beside the manifest.
type Options struct {
	// URLs replace the addresses of engines in the manifest.
	URLs map[decide.Engine]string
	// Keys replace the engines' keys in the Secrets of the manifest.
	Keys map[decide.Engine]redact.String
	// AllowAddresses are let through the address guard.
	AllowAddresses []netip.Prefix
	// Progress receives a line for each new outcome; nil for none.
	Progress io.Writer
}

// Format never shows keys, even where the value is behind a pointer.
func (o Options) Format(f fmt.State, verb rune) {
	type fields Options
	redact.Format(f, verb, fields(o))
}

// loopback is allowed for an address from the command line, but not for one from a manifest, which may come from somebody
// else.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// task is the check of one engine.
type task struct {
	engine  decide.Engine
	config  *prober.EngineConfig
	network *engine.Network
}

// prepare turns a manifest into a task. If something is missing, the error says how to provide it.
func prepare(set *manifest.Set, b *v1alpha1.CodeGenBackend, e decide.Engine, o Options) (*task, error) {
	config := once(spec.EngineConfig(b, e))
	engineSpec := b.Spec.Engine(v1alpha1.EngineName(e))
	allow := o.AllowAddresses
	if url := o.URLs[e]; url != "" {
		config.Endpoint.URL = url
		allow = append(loopback[:len(loopback):len(loopback)], allow...)
	} else if ref := engineSpec.ServiceRef; ref != nil {
		return nil, fmt.Errorf("spec.%[1]s.serviceRef of %[2]s is Service %[3]s in a cluster, which cannot be reached from here: "+
			"forward its port (kubectl port-forward service/%[3]s %[4]d:%[4]d) and set --%[1]s-url http://127.0.0.1:%[4]d", e, b.Name, ref.Name, ref.Port)
	}
	if err := addKey(set, b, e, o.Keys[e], config); err != nil {
		return nil, err
	}
	return &task{engine: e, config: config, network: &engine.Network{Guard: engine.NewGuard(allow...)}}, nil
}

// once adapts a configuration to a single check: each model is pulsed at least once, and canaries, which run once, do not
// decide the health of the engine. Whether it continues answers is none of the requirements.
func once(config *prober.EngineConfig) *prober.EngineConfig {
	config.Thresholds.Success = max(config.Thresholds.Success, len(config.Models))
	config.Continuation = false
	for i := range config.Canaries {
		config.Canaries[i].Flip = false
	}
	return config
}

// addKey sets the key of an engine: the one from the options, or that of the Secret in the file.
func addKey(set *manifest.Set, b *v1alpha1.CodeGenBackend, e decide.Engine, given redact.String, config *prober.EngineConfig) error {
	c := b.Spec.Engine(v1alpha1.EngineName(e)).Credentials
	if c == nil {
		return nil
	}
	key := spec.Key([]byte(given.Reveal()))
	if key == "" {
		key = spec.Key(set.Secrets[types.NamespacedName{Namespace: b.Namespace, Name: c.SecretRef.Name}][c.SecretRef.Key])
	}
	if key == "" {
		return fmt.Errorf("spec.%[1]s.credentials of %[2]s names key %[3]s of Secret %[4]s, which is not in the file: "+
			"add the Secret to the file, set --key-file %[1]s=FILE, or set %[5]s", e, b.Name, c.SecretRef.Key, c.SecretRef.Name, KeyVariable(e))
	}
	spec.SetKey(config, key)
	return nil
}

// KeyVariable returns the environment variable that can hold an engine's key.
func KeyVariable(e decide.Engine) string {
	if e == decide.VLLM {
		return "CODEGEN_VLLM_KEY"
	}
	return "CODEGEN_LEGACY_KEY"
}
