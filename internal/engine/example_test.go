// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package engine_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/engine"
	"github.com/codegen-dev/codegen-operator/internal/protocol"
	"github.com/codegen-dev/codegen-operator/internal/sim"
)

func Example() {
	vllm, _ := sim.Start(sim.OpenAI, sim.Script{APIKey: "sk-1", Tokens: 1})
	defer vllm.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()

	loopback := engine.NewGuard(netip.MustParsePrefix("127.0.0.0/8"))
	client, err := engine.New(
		engine.Endpoint{Protocol: protocol.OpenAI, URL: vllm.URL(), Scheme: "Bearer", Key: "sk-1"},
		&engine.Network{Guard: loopback}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	fmt.Println("healthy:", client.Health(ctx) == nil)
	recording := client.Stream(ctx, protocol.Generation{Model: "prompt", Prompt: `Print "Jay-7".`, MaxTokens: 64, Temperature: "0"})
	var text strings.Builder
	for _, e := range recording.Events {
		text.WriteString(e.Text)
	}
	fmt.Println("whole:", recording.Fault == nil, strings.Contains(text.String(), `print("Jay-7")`))

	vllm.Misbehave(sim.Saturated)
	busy := client.Stream(ctx, protocol.Generation{Model: "prompt", Prompt: "p"}).Fault
	fmt.Println(busy.Reason, busy.RetryAfter)
	// Output:
	// healthy: true
	// whole: true true
	// Saturated 1s
}
