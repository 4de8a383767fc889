// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command circles checks that the files of each package refer to each other in one direction, as far as that is natural: it
// exits with 1 where more than --max files of a package form a circle of references. With --table it prints a line for each
// package: its files, its lines and its largest circle.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"
)

// most is how many files may refer to each other in a circle.
const most = 6

func main() {
	limit := flag.Int("max", most, "the most files of a package that may form a circle of references")
	table := flag.Bool("table", false, "print a line for each package")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	packages, err := load(ctx, ".", "./...")
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "circles:", err)
		os.Exit(2)
	}
	if *table {
		printTable(packages)
	}
	if !check(packages, *limit) {
		os.Exit(1)
	}
}

func printTable(packages []*pkg) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PACKAGE\tFILES\tLINES\tCIRCLE")
	for _, p := range packages {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\n", p.path, len(p.references), p.lines, len(largestCircle(p.references)))
	}
	w.Flush() //nolint:errcheck // a table that cannot be written has no reader
}

// check prints the packages whose largest circle has more files than limit, with the references that form it.
func check(packages []*pkg, limit int) bool {
	ok := true
	for _, p := range packages {
		circle := largestCircle(p.references)
		if len(circle) <= limit {
			continue
		}
		ok = false
		fmt.Printf("%s: %d files refer to each other in a circle, and %d may: %s\n", p.path, len(circle), limit, strings.Join(circle, " "))
		for _, line := range p.between(circle) {
			fmt.Println("  " + line)
		}
	}
	return ok
}
