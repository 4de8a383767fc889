// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package source

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/wait"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

const (
	// rereadPeriod is how often Secrets are read again: they are not watched.
	rereadPeriod = 20 * time.Second
	// retryPeriod is how soon that is after an error.
	retryPeriod = 2 * time.Second
	// readTimeout is how long reading one of them may take.
	readTimeout = 3 * time.Second
)

// Cluster follows a CodeGenBackend in a cluster.
type Cluster struct {
	follower
	config  *rest.Config
	backend types.NamespacedName
	secrets corev1client.SecretInterface
	kept    Secrets          // those that are needed
	asked   sets.Set[string] // the names of those that were read, or not found, before
}

// NewCluster makes a follower. The config should not be throttled.
func NewCluster(config *rest.Config, backend types.NamespacedName, access Access, log *slog.Logger) (*Cluster, error) {
	client, err := corev1client.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("make a client for Secrets: %w", err)
	}
	return &Cluster{
		follower: follower{builder: builder{access: access}, log: log},
		config:   config, backend: backend, secrets: client.Secrets(backend.Namespace), kept: Secrets{}, asked: sets.Set[string]{},
	}, nil
}

// Run follows the backend until ctx ends.
func (c *Cluster) Run(ctx context.Context) error {
	events := make(chan *v1alpha1.CodeGenBackend) // unbuffered: the watch hands a change over at once
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	var failed error
	watching.Go(func() {
		defer cancel()
		failed = watch(ctx, c.config, c.backend, func(b *v1alpha1.CodeGenBackend) {
			select {
			case events <- b:
			case <-ctx.Done():
			}
		})
	})
	c.follow(ctx, events)
	cancel()
	watching.Wait()
	return failed
}

// follow publishes what changes: the backend, from its events, and Secrets, whenever they are read again.
func (c *Cluster) follow(ctx context.Context, events <-chan *v1alpha1.CodeGenBackend) {
	var backend *v1alpha1.CodeGenBackend
	due := time.Now().Add(rereadPeriod)
	reread := time.NewTimer(rereadPeriod)
	defer reread.Stop()
	for {
		again := false
		select {
		case <-ctx.Done():
			return
		case backend = <-events:
		case <-reread.C:
			again = true
		}
		next := time.Now().Add(rereadPeriod)
		if backend != nil {
			next = time.Now().Add(c.update(ctx, backend, again))
		}
		if again || next.Before(due) { // an object that changes all the time must not delay the reading of its Secrets
			due = next
		}
		reread.Reset(time.Until(due))
	}
}

// update publishes a backend, and returns after what time to read its Secrets again. Those that are known already are read only where again
// is set.
func (c *Cluster) update(ctx context.Context, backend *v1alpha1.CodeGenBackend, again bool) time.Duration {
	needed := c.builder.needed(backend)
	if !again && c.asked.HasAll(needed...) {
		_ = c.publish(backend, c.kept) // at once: a flip does not wait for Secrets; errors are logged below
	}
	err := c.read(ctx, needed, again)
	c.asked.Insert(needed...)
	if ctx.Err() != nil {
		return rereadPeriod
	}
	err = errors.Join(err, c.publish(backend, c.kept))
	if err != nil {
		return wait.Jitter(retryPeriod, 0.2)
	}
	return wait.Jitter(rereadPeriod, 0.2)
}

// read reads the Secrets that are needed. One that cannot be read stays as it was; one that does not exist is forgotten.
func (c *Cluster) read(ctx context.Context, names []string, again bool) error {
	kept := Secrets{}
	var failed error
	for _, name := range names {
		data, known := c.kept[name]
		if again || !known {
			now, err := c.get(ctx, name)
			switch {
			case apierrors.IsNotFound(err):
				continue
			case err != nil:
				failed = errors.Join(failed, fmt.Errorf("read Secret %s: %w", name, err))
			default:
				data, known = now, true
			}
		}
		if known {
			kept[name] = data
		}
	}
	c.kept = kept
	return failed
}

func (c *Cluster) get(ctx context.Context, name string) (map[string][]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	secret, err := c.secrets.Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	return secret.Data, nil
}
