// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command pause does nothing until it is told to end. It holds the namespaces of a Pod.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	<-signals
}
