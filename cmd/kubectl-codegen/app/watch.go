// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
	"github.com/codegen-dev/codegen-operator/internal/page"
)

// watching is kubectl codegen watch.
type watching struct {
	*app
	client client.WithWatch
	within []client.ListOption
	known  map[types.NamespacedName]*v1alpha1.CodeGenBackend
	headed bool
}

func (a *app) watchCommand() *cobra.Command {
	var everywhere, once bool
	c := &cobra.Command{
		Use: "watch [NAME]", Short: "List backends, and follow them", Args: cobra.MaximumNArgs(1), ValidArgsFunction: a.completeBackends(),
		Long: "A line for each backend: what serves, whether it is ready, both engines, and the latest measured stream. On a terminal the list is kept\n" +
			"up to date; elsewhere each change is a line of its own. Interrupt it to end it.",
		Example: "  kubectl codegen watch\n  kubectl codegen watch hapa\n  kubectl codegen watch -A --once",
		RunE: acting(func(cmd *cobra.Command, args []string) error {
			w := &watching{app: a, known: map[types.NamespacedName]*v1alpha1.CodeGenBackend{}}
			if err := w.begin(everywhere, args); err != nil {
				return err
			}
			return w.follow(cmd.Context(), once)
		}),
	}
	c.Flags().BoolVarP(&everywhere, "all-namespaces", "A", false, "the backends of all namespaces")
	c.Flags().BoolVar(&once, "once", false, "list them as they are now, and end")
	return c
}

func (w *watching) begin(everywhere bool, names []string) error {
	c, namespace, err := w.connect()
	if err != nil {
		return err
	}
	w.client = c
	if !everywhere {
		w.within = append(w.within, client.InNamespace(namespace))
	}
	for _, name := range names {
		w.within = append(w.within, client.MatchingFields{"metadata.name": name})
	}
	return nil
}

// pauseBetween is how long to wait before a watch that ended is begun again.
const pauseBetween = time.Second

// follow lists and watches, again and again, until it is told to end.
func (w *watching) follow(ctx context.Context, once bool) error {
	for first := true; ; first = false {
		version, err := w.list(ctx)
		if err == nil && once {
			return nil
		}
		if err == nil {
			err = w.watch(ctx, version)
		}
		if ctx.Err() != nil {
			return nil //nolint:nilerr // whoever interrupts a watch has seen enough
		}
		if err != nil && first {
			return explained(err)
		}
		if err != nil {
			w.warn("%v; trying again\n", explained(err))
		}
		if !pause(ctx, pauseBetween) {
			return nil
		}
	}
}

// list takes in what there is now.
func (w *watching) list(ctx context.Context) (version string, err error) {
	var list v1alpha1.CodeGenBackendList
	if err := w.client.List(ctx, &list, w.within...); err != nil {
		return "", err
	}
	before := w.known
	w.known = map[types.NamespacedName]*v1alpha1.CodeGenBackend{}
	var news []*v1alpha1.CodeGenBackend
	for i := range list.Items {
		b := &list.Items[i]
		w.known[client.ObjectKeyFromObject(b)] = b
		if old := before[client.ObjectKeyFromObject(b)]; old == nil || old.ResourceVersion != b.ResourceVersion {
			news = append(news, b)
		}
	}
	w.show(news)
	return list.ResourceVersion, nil
}

// watch takes in what changes, until the watch ends.
func (w *watching) watch(ctx context.Context, version string) error {
	options := &client.ListOptions{}
	options.ApplyOptions(w.within)
	options.Raw = &metav1.ListOptions{ResourceVersion: version}
	changes, err := w.client.Watch(ctx, &v1alpha1.CodeGenBackendList{}, options)
	if err != nil {
		return err
	}
	defer changes.Stop()
	for change := range changes.ResultChan() {
		b, ok := change.Object.(*v1alpha1.CodeGenBackend)
		if !ok {
			return nil // too old a version, for one: list again
		}
		w.take(change.Type, b)
	}
	return nil
}

func (w *watching) take(kind watch.EventType, b *v1alpha1.CodeGenBackend) {
	key := client.ObjectKeyFromObject(b)
	if kind != watch.Deleted {
		w.known[key] = b
		w.show([]*v1alpha1.CodeGenBackend{b})
		return
	}
	delete(w.known, key)
	if !w.onTerminal() {
		w.say("%s is gone\n", key)
		return
	}
	w.show(nil)
}

// clearScreen empties a terminal and begins at its top.
const clearScreen = "\x1b[H\x1b[2J"

// show shows all of them on a terminal, and elsewhere what is new.
func (w *watching) show(news []*v1alpha1.CodeGenBackend) {
	now, paint := time.Now(), w.paint()
	if w.onTerminal() {
		w.say("%s%s", clearScreen, page.List(w.sorted(), now, paint))
		return
	}
	if !w.headed {
		w.headed = true
		w.say("%s", page.ListHead(paint))
	}
	w.say("%s", page.ListLines(news, now, paint))
}

func (w *watching) sorted() []*v1alpha1.CodeGenBackend {
	return slices.SortedFunc(maps.Values(w.known), func(a, b *v1alpha1.CodeGenBackend) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
}

// pause waits; false: it was told to end first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// named is a backend as messages speak of it.
func named(b *v1alpha1.CodeGenBackend) string {
	return fmt.Sprintf("codegenbackend %s/%s", b.Namespace, b.Name)
}
