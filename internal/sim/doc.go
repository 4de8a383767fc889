// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package sim is a set of simulated engines: they speak the three wire formats
// over real HTTP, behave or misbehave on command, and remember what they were
// asked. It is a test tool: it generates nothing, and it belongs on loopback.
//
// An engine is started with a [Script] and can be given another at any time:
//
//	engine, err := sim.Start(sim.OpenAI, sim.Script{})
//	...
//	engine.Misbehave(sim.Hung)
//	engine.Kill()
//	engine.Revive()
//
// What an engine answers depends on the prompt alone, never on the protocol,
// the engine or the moment. So one engine can go on where another broke off,
// and a test can check the joined text to the byte.
//
// Every way of misbehaving is one named row of a table (see [Misbehaviours]),
// put together from a few parts: what stands before the engine (gates), how a
// stream is played (plays), how its events are framed (framings), and what is
// answered. A new lie is a new row.
//
// Rejected: a scripted http.RoundTripper. It would be quicker, but what the
// operator must survive happens in sockets: resets, silence, half a character.
package sim
