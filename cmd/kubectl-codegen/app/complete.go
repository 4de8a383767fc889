// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"time"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/codegen-dev/codegen-operator/api/v1alpha1"
)

// completionTimeout bounds how long Tab takes.
const completionTimeout = 3 * time.Second

// completion completes an argument or the value of a flag.
type completion = func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective)

// completeBackends completes the name of a backend as the first argument, and the given words as the second.
func (a *app) completeBackends(others ...cobra.Completion) completion {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		switch len(args) {
		case 0:
			return a.names(cmd.Context(), &v1alpha1.CodeGenBackendList{}), cobra.ShellCompDirectiveNoFileComp
		case 1:
			return others, cobra.ShellCompDirectiveNoFileComp
		default:
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
	}
}

func (a *app) completeNamespaces(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return a.names(cmd.Context(), &corev1.NamespaceList{}), cobra.ShellCompDirectiveNoFileComp
}

// names returns the names of the objects of a kind; none if the cluster cannot be asked, because an error would garble the
// command line.
func (a *app) names(ctx context.Context, list client.ObjectList) []cobra.Completion {
	ctx, cancel := context.WithTimeout(ctx, completionTimeout)
	defer cancel()
	c, namespace, err := a.connect()
	if err != nil {
		return nil
	}
	if err := c.List(ctx, list, client.InNamespace(namespace)); err != nil {
		return nil
	}
	return namesOf(list)
}

func namesOf(list client.ObjectList) []cobra.Completion {
	var names []cobra.Completion
	switch list := list.(type) {
	case *v1alpha1.CodeGenBackendList:
		for i := range list.Items {
			names = append(names, list.Items[i].Name)
		}
	case *corev1.NamespaceList:
		for i := range list.Items {
			names = append(names, list.Items[i].Name)
		}
	}
	return names
}

// fixed completes one of the given words.
func fixed(words ...cobra.Completion) completion {
	return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
}
