// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command visitor streams answers until it is told to end, and prints what came of each request. It runs in a Pod, beside which
// somebody kills engines.
package main

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/codegen-dev/codegen-operator/test/e2e/visit"
)

func main() {
	way := flag.String("way", visit.ByService, "service or gateway")
	url := flag.String("url", "", "where to ask")
	patience := flag.Duration("patience", time.Second, "how long to wait for a first chunk")
	clients := flag.Int("clients", 1, "how many ask at a time")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	visit.New(*way, *url, os.Getenv("API_KEY"), *patience).Go(ctx, *clients, os.Stdout)
	stop()
}
