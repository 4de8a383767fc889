// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package decide

// Engine is one of the two engines, or none.
type Engine string

// The engines.
const (
	// None: no engine is selected.
	None Engine = ""
	// VLLM is the preferred engine.
	VLLM Engine = "vllm"
	// Legacy is the fallback.
	Legacy Engine = "legacy"
)

// Other is the engine to flip to from this one. None has no other.
func (e Engine) Other() Engine {
	switch e {
	case VLLM:
		return Legacy
	case Legacy:
		return VLLM
	}
	return None
}
