// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package sandbox runs a program in namespaces of its own, as the first process of a machine with its own processes,
// mounts, network, host name and control groups. Whatever is started in there ends with it, and nothing of the host is
// changed: what has to be written lies in memory, and settings of the kernel that are not the sandbox's own are covered
// by files that look like them.
//
// The way in has three stages, because each can do what the one before could not: Run clones, join moves into control
// groups and makes their root the one that is seen, init is the first process, which takes in orphans.
package sandbox
