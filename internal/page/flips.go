// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package page

import (
	"fmt"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// Flips renders the flip history of a backend, newest first.
func Flips(b *v1alpha1.CodeGenBackend, now time.Time, paint Paint) string {
	if len(b.Status.Flips) == 0 {
		return fmt.Sprintf("%s/%s has not flipped.\n", b.Namespace, b.Name)
	}
	s := &builder{paint: paint, now: now}
	s.flips(b.Status.Flips, len(b.Status.Flips))
	return strings.TrimPrefix(s.String(), "\n")
}

// Runs renders the latest run of each canary.
func Runs(b *v1alpha1.CodeGenBackend, now time.Time, paint Paint) string {
	s := &builder{paint: paint, now: now}
	s.canaries(b)
	return strings.TrimPrefix(s.String(), "\n")
}
