// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"cmp"
	"context"
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

// watchOptions are the options of kubectl codegen watch.
type watchOptions struct {
	*app
	client        client.WithWatch
	listOptions   []client.ListOption
	backends      map[types.NamespacedName]*v1alpha1.CodeGenBackend
	headerPrinted bool
}

func (a *app) watchCommand() *cobra.Command {
	var allNamespaces, once bool
	c := &cobra.Command{
		Use: "watch [NAME]", Short: "List backends and watch them change", Args: cobra.MaximumNArgs(1), ValidArgsFunction: a.completeBackends(),
		Long: "A line for each backend: the active engine, whether it is ready, both engines, and the latest measured stream. On a terminal the list is\n" +
			"updated in place; otherwise each change is printed as a new line. Press Ctrl-C to stop it.",
		Example: "  kubectl codegen watch\n  kubectl codegen watch hapa\n  kubectl codegen watch -A --once",
		RunE: withExitCode(func(cmd *cobra.Command, args []string) error {
			w := &watchOptions{app: a, backends: map[types.NamespacedName]*v1alpha1.CodeGenBackend{}}
			if err := w.begin(allNamespaces, args); err != nil {
				return err
			}
			return w.follow(cmd.Context(), once)
		}),
	}
	c.Flags().BoolVarP(&allNamespaces, "all-namespaces", "A", false, "show the backends of all namespaces")
	c.Flags().BoolVar(&once, "once", false, "list the backends and exit")
	return c
}

func (w *watchOptions) begin(allNamespaces bool, names []string) error {
	c, namespace, err := w.connect()
	if err != nil {
		return err
	}
	w.client = c
	if !allNamespaces {
		w.listOptions = append(w.listOptions, client.InNamespace(namespace))
	}
	for _, name := range names {
		w.listOptions = append(w.listOptions, client.MatchingFields{"metadata.name": name})
	}
	return nil
}

// retryInterval is the time until a watch that ended is started again.
const retryInterval = time.Second

// follow lists and watches until the context ends.
func (w *watchOptions) follow(ctx context.Context, once bool) error {
	for first := true; ; first = false {
		version, err := w.list(ctx)
		if err == nil && once {
			return nil
		}
		if err == nil {
			err = w.watch(ctx, version)
		}
		if ctx.Err() != nil {
			return nil //nolint:nilerr // an interrupt is how a watch ends
		}
		if err != nil && first {
			return explain(err)
		}
		if err != nil {
			w.warnf("%v; retrying\n", explain(err))
		}
		if !sleep(ctx, retryInterval) {
			return nil
		}
	}
}

// list lists the backends, and shows those that changed.
func (w *watchOptions) list(ctx context.Context) (version string, err error) {
	var list v1alpha1.CodeGenBackendList
	if err := w.client.List(ctx, &list, w.listOptions...); err != nil {
		return "", err
	}
	before := w.backends
	w.backends = map[types.NamespacedName]*v1alpha1.CodeGenBackend{}
	var changed []*v1alpha1.CodeGenBackend
	for i := range list.Items {
		b := &list.Items[i]
		w.backends[client.ObjectKeyFromObject(b)] = b
		if old := before[client.ObjectKeyFromObject(b)]; old == nil || old.ResourceVersion != b.ResourceVersion {
			changed = append(changed, b)
		}
	}
	w.show(changed)
	return list.ResourceVersion, nil
}

// watch shows changes until the watch ends.
func (w *watchOptions) watch(ctx context.Context, version string) error {
	options := &client.ListOptions{}
	options.ApplyOptions(w.listOptions)
	options.Raw = &metav1.ListOptions{ResourceVersion: version}
	changes, err := w.client.Watch(ctx, &v1alpha1.CodeGenBackendList{}, options)
	if err != nil {
		return err
	}
	defer changes.Stop()
	for change := range changes.ResultChan() {
		b, ok := change.Object.(*v1alpha1.CodeGenBackend)
		if !ok {
			return nil // the version is too old, for example: list again
		}
		w.handle(change.Type, b)
	}
	return nil
}

func (w *watchOptions) handle(kind watch.EventType, b *v1alpha1.CodeGenBackend) {
	key := client.ObjectKeyFromObject(b)
	if kind != watch.Deleted {
		w.backends[key] = b
		w.show([]*v1alpha1.CodeGenBackend{b})
		return
	}
	delete(w.backends, key)
	if !w.onTerminal() {
		w.printf("%s was deleted\n", key)
		return
	}
	w.show(nil)
}

// clearScreen clears a terminal and moves to its top.
const clearScreen = "\x1b[H\x1b[2J"

// show shows all backends on a terminal, and otherwise those that changed.
func (w *watchOptions) show(changed []*v1alpha1.CodeGenBackend) {
	now, paint := time.Now(), w.paint()
	if w.onTerminal() {
		w.printf("%s%s", clearScreen, page.List(w.sorted(), now, paint))
		return
	}
	if !w.headerPrinted {
		w.headerPrinted = true
		w.printf("%s", page.ListHeader(paint))
	}
	w.printf("%s", page.ListRows(changed, now, paint))
}

func (w *watchOptions) sorted() []*v1alpha1.CodeGenBackend {
	return slices.SortedFunc(maps.Values(w.backends), func(a, b *v1alpha1.CodeGenBackend) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
}
