// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command loadgen streams answers until it gets a signal, and prints the outcome of each request. It runs in a Pod while
// engines are killed.
package main

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/codegen-dev/codegen-operator/test/e2e/load"
)

func main() {
	way := flag.String("way", load.ByService, "`way` to the engines: service or gateway")
	url := flag.String("url", "", "`URL` to send requests to")
	patience := flag.Duration("patience", time.Second, "how long to wait for a chunk")
	clients := flag.Int("clients", 1, "number of concurrent requests")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	load.New(*way, *url, os.Getenv("API_KEY"), *patience).Go(ctx, *clients, os.Stdout)
	stop()
}
