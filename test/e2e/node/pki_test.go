// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"os"
	"path/filepath"
	"testing"

	"k8s.io/client-go/tools/clientcmd"
)

func TestIdentities(t *testing.T) {
	n := &Node{dir: t.TempDir()}
	if err := n.identify(); err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	ca, err := os.ReadFile(n.file("ca.crt"))
	if err != nil || !roots.AppendCertsFromPEM(ca) {
		t.Fatalf("the authority: %v", err)
	}
	for name, host := range map[string]string{
		"apiserver": "kubernetes.default.svc", "kubelet-serving": nodeAddress, "admin": "", "kubelet": "", "proxy": "",
	} {
		pair, err := tls.LoadX509KeyPair(n.file(name+".crt"), n.file(name+".key"))
		if err != nil {
			t.Fatal(err)
		}
		usages := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
		if _, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host, KeyUsages: usages}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	config, err := clientcmd.BuildConfigFromFlags("", n.Kubeconfig())
	if err != nil || config.Host != server || config.CertFile != n.file("admin.crt") {
		t.Errorf("kubeconfig: %+v, %v", config, err)
	}
}

func TestSignedBySomebodyElse(t *testing.T) {
	mine, err := newAuthority(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	other, err := newAuthority(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := other.issue("admin", pkix.Name{CommonName: "admin"}); err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(filepath.Join(other.dir, "admin.crt"), filepath.Join(other.dir, "admin.key"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(mine.cert)
	if _, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: roots}); err == nil {
		t.Error("a certificate of another authority is taken")
	}
}
