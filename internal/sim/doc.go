// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package sim has simulated engines: they speak the three wire formats over real HTTP, behave or misbehave on command,
// and record the requests that they get. It is a test tool: it generates nothing, and it belongs on loopback.
//
// An engine starts with a [Script], which can be replaced at any time:
//
//	engine, err := sim.Start(sim.OpenAI, sim.Script{})
//	...
//	engine.Misbehave(sim.Hung)
//	engine.Kill()
//	engine.Revive()
//
// The answer depends on the prompt alone, not on the protocol, the engine or the time. So one engine can continue where
// another broke off, and a test can compare the joined text byte by byte.
//
// Each misbehaviour is one row of a table (see [Misbehaviours]). A row says what differs: which requests are held, how
// events are framed, what is answered. Code for some rows is in two more tables: replacements answer in place of the
// engine, and players send the stream. To add a misbehaviour, add a row.
//
// A scripted http.RoundTripper would be faster, but what the operator must survive happens in sockets: resets, silence,
// half a character.
package sim
