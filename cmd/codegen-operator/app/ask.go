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
	// askTimeout bounds Ask: new replicas have to fill their caches first.
	askTimeout = time.Minute
	// askInterval is the time between two requests.
	askInterval = time.Second
	// maxAnswer bounds how much of an answer is read, in bytes.
	maxAnswer = 1 << 20
)

// Ask requests each URL until it answers 200, and reports that. The chart's test uses it, as the image has no other HTTP client.
func Ask(ctx context.Context, out io.Writer, urls ...string) error {
	if len(urls) == 0 {
		return errors.New("no URL: give one, such as http://127.0.0.1:8081/readyz")
	}
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	for _, url := range urls {
		if err := askUntilGood(ctx, out, url); err != nil {
			return err
		}
	}
	return nil
}

// askUntilGood returns the error of the last request when it gives up.
func askUntilGood(ctx context.Context, out io.Writer, url string) error {
	var last error
	err := wait.PollUntilContextCancel(ctx, askInterval, true, func(ctx context.Context) (bool, error) {
		size, err := askOnce(ctx, url)
		if err == nil {
			fmt.Fprintf(out, "%s answers 200 with %d bytes\n", url, size)
		} else if ctx.Err() == nil {
			last = err
		}
		return err == nil, nil
	})
	if err != nil && last != nil {
		return fmt.Errorf("gave up: %w", last)
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
	size, err = io.Copy(io.Discard, io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return 0, fmt.Errorf("reading the answer of %s: %w", url, err)
	}
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s answers %s", url, response.Status)
	}
	return size, nil
}
