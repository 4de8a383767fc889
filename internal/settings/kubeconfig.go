// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package settings

import (
	"fmt"

	"github.com/spf13/pflag"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// AddKubeconfig adds the flag that names a kubeconfig.
func AddKubeconfig(f *pflag.FlagSet, path *string) {
	f.StringVar(path, "kubeconfig", "",
		"path of a kubeconfig `file` (default: $KUBECONFIG, the service account of the pod, or ~/.kube/config)")
}

// RESTConfig finds the cluster in the order in which kubectl does, and then by the service account of the pod. An empty path means that no
// kubeconfig is named.
func RESTConfig(path, userAgent string) (*rest.Config, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = path
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, nil).ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("no cluster to connect to (set --kubeconfig or KUBECONFIG, or run in a pod): %w", err)
	}
	config.UserAgent = userAgent
	return config, nil
}
