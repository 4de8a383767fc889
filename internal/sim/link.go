// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// link is the engine's place on the network: its address, and whether it listens there.
type link struct {
	handler http.Handler

	mu       sync.Mutex // guards what follows
	addr     string     // settled once a port has been taken
	server   *http.Server
	listener *listener
	served   chan struct{} // closed when the server no longer accepts
}

func (l *link) address() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.addr
}

// up listens, if it does not already.
func (l *link) up() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server != nil {
		return nil
	}
	tcp, err := listenAgain(l.addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", l.addr, err)
	}
	l.addr = tcp.Addr().String()
	l.listener = newListener(tcp)
	l.server = &http.Server{
		Handler:           l.handler,
		ReadHeaderTimeout: patience,
		ErrorLog:          log.New(io.Discard, "", 0), // aborted handlers are intended
	}
	l.served = make(chan struct{})
	go serve(l.server, l.listener, l.served)
	return nil
}

func serve(server *http.Server, on net.Listener, served chan<- struct{}) {
	defer close(served)
	_ = server.Serve(on) // ends with ErrServerClosed, in down
}

// down resets every connection and stops listening, as the end of a process does.
func (l *link) down() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server == nil {
		return
	}
	l.listener.reset()
	_ = l.server.Close()
	<-l.served
	l.server, l.listener = nil, nil
}

// drain stops listening and waits for requests in flight, until ctx is over.
func (l *link) drain(ctx context.Context) error {
	l.mu.Lock()
	server := l.server
	l.mu.Unlock()
	if server == nil {
		return nil
	}
	return server.Shutdown(ctx)
}

// setSilent drops the link off the network, or brings it back.
func (l *link) setSilent(quiet bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listener == nil {
		return
	}
	if quiet {
		l.listener.vanish()
	} else {
		l.listener.reappear()
	}
}

func (l *link) dropIdle() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server != nil {
		l.server.SetKeepAlivesEnabled(false) // this closes what is idle
		l.server.SetKeepAlivesEnabled(true)
	}
}

// listenAgain retries while an address is still in use: after a kill some
// outgoing connection may have been given our port for a moment.
func listenAgain(addr string) (*net.TCPListener, error) {
	for deadline := time.Now().Add(time.Second); ; time.Sleep(5 * time.Millisecond) {
		l, err := net.Listen("tcp", addr)
		if err == nil {
			return l.(*net.TCPListener), nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) || time.Now().After(deadline) {
			return nil, err
		}
	}
}
