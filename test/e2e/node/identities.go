// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"crypto/x509/pkix"
	"errors"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/codegen-dev/codegen-operator/test/e2e/sandbox"
)

// Addresses of the cluster. Nothing else is in the sandbox's network.
const (
	nodeAddress  = "10.99.0.1"
	podRange     = "10.244.0.0/24"
	serviceRange = "10.96.0.0/24"
	apiService   = "10.96.0.1"
	server       = "https://127.0.0.1:6443"
)

// DNSAddress is where Pods ask for names.
const DNSAddress = "10.96.0.10"

// identities are who talks to the API server, as the default roles of Kubernetes know them.
var identities = map[string]pkix.Name{
	"admin":              {CommonName: "admin", Organization: []string{"system:masters"}},
	"controller-manager": {CommonName: "system:kube-controller-manager"},
	"scheduler":          {CommonName: "system:kube-scheduler"},
	"proxy":              {CommonName: "system:kube-proxy"},
	"kubelet":            {CommonName: "system:node:" + sandbox.Hostname, Organization: []string{"system:nodes"}},
}

// identify writes the certificates and kubeconfigs of all into the node's folder.
func (n *Node) identify() error {
	ca, err := newAuthority(n.dir)
	if err != nil {
		return err
	}
	for name, subject := range identities {
		err = errors.Join(err, ca.issue(name, subject), n.writeKubeconfig(name))
	}
	_, signer := ca.newKey("service-accounts")
	return errors.Join(err, signer,
		ca.issue("apiserver", pkix.Name{CommonName: "kube-apiserver"},
			"127.0.0.1", nodeAddress, apiService, "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"),
		ca.issue("apiserver-kubelet", pkix.Name{CommonName: "apiserver", Organization: []string{"system:masters"}}),
		ca.issue("kubelet-serving", pkix.Name{CommonName: sandbox.Hostname}, "127.0.0.1", nodeAddress, sandbox.Hostname))
}

func (n *Node) writeKubeconfig(name string) error {
	config := clientcmdapi.NewConfig()
	config.Clusters["e2e"] = &clientcmdapi.Cluster{Server: server, CertificateAuthority: n.file("ca.crt")}
	config.AuthInfos[name] = &clientcmdapi.AuthInfo{ClientCertificate: n.file(name + ".crt"), ClientKey: n.file(name + ".key")}
	config.Contexts["e2e"] = &clientcmdapi.Context{Cluster: "e2e", AuthInfo: name}
	config.CurrentContext = "e2e"
	return clientcmd.WriteToFile(*config, n.kubeconfig(name))
}

func (n *Node) kubeconfig(name string) string { return n.file(name + ".kubeconfig") }

func (n *Node) file(name string) string { return filepath.Join(n.dir, name) }
