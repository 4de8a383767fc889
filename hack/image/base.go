// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/pem"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// What is below a program: the user that it runs as, and the authorities that certificates of engines are checked by.
// There is no shell, no libc and no time zone, for none of our programs needs one.
const (
	user  = "65532:65532"
	roots = "etc/ssl/certs/ca-certificates.crt"

	users  = "root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n"
	groups = "root:x:0:\nnonroot:x:65532:\n"
)

// base is the layer below every program.
func base(at time.Time) (v1.Layer, error) {
	return layerOf(at,
		file{name: "etc/passwd", mode: 0o644, text: []byte(users)},
		file{name: "etc/group", mode: 0o644, text: []byte(groups)},
		file{name: roots, mode: 0o644, text: authorities()})
}

// authorities are those that Mozilla trusts, as Go's own module has them: the version of it is in go.mod, where the
// certificates of this machine would make another image on the next. Those that are trusted for older certificates
// alone are left out, for a file cannot say so.
func authorities() []byte {
	var b bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}) // a buffer takes everything
		}
	}
	return b.Bytes()
}
