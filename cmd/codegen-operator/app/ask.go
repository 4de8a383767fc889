// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

const (
	// mostAsking bounds how long Ask goes on: replicas that were just installed fill their caches first.
	mostAsking = time.Minute
	// askAgain is how long after a bad answer the next question comes.
	askAgain = time.Second
	// mostAnswer bounds how much of an answer is read, in bytes.
	mostAnswer = 1 << 20
)

// Ask asks each URL until it answers 200, and says so. The image has no other program that could: the chart's test runs this one.
func Ask(ctx context.Context, out io.Writer, urls ...string) error {
	if len(urls) == 0 {
		return errors.New("ask whom? Give a URL, such as http://127.0.0.1:8081/readyz")
	}
	ctx, cancel := context.WithTimeout(ctx, mostAsking)
	defer cancel()
	for _, url := range urls {
		if err := askUntilGood(ctx, out, url); err != nil {
			return err
		}
	}
	return nil
}

// askUntilGood gives up with what the last answer was.
func askUntilGood(ctx context.Context, out io.Writer, url string) error {
	var last error
	err := wait.PollUntilContextCancel(ctx, askAgain, true, func(ctx context.Context) (bool, error) {
		size, err := askOnce(ctx, url)
		if err == nil {
			fmt.Fprintf(out, "%s answers 200 with %d bytes\n", url, size)
		} else if ctx.Err() == nil {
			last = err
		}
		return err == nil, nil
	})
	if err != nil && last != nil {
		return fmt.Errorf("asking for a minute at most: %w", last)
	}
	return err
}

func askOnce(ctx context.Context, url string) (size int64, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0, fmt.Errorf("asking %s: %w", url, err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err // it names the URL
	}
	defer response.Body.Close()
	size, err = io.Copy(io.Discard, io.LimitReader(response.Body, mostAnswer))
	if err != nil {
		return 0, fmt.Errorf("reading the answer of %s: %w", url, err)
	}
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s answers %s", url, response.Status)
	}
	return size, nil
}
