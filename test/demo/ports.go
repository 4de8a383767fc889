// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"net"
	"os"
)

// ports hands out free loopback addresses, each once. They lie below the ports that systems choose from
// for connections: one of those could be taken while vllm is dead, even by a connection to that very port.
type ports struct{ given int }

func (p *ports) free() (string, error) {
	for first := 20000 + os.Getpid()%9000; first+p.given < 30000; {
		address := fmt.Sprintf("127.0.0.1:%d", first+p.given)
		p.given++
		if l, err := net.Listen("tcp", address); err == nil {
			defer l.Close()
			return address, nil
		}
	}
	return "", errors.New("no port between 20000 and 30000 is free")
}
