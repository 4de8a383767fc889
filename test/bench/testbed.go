// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// testbed is the engine and the proxies before it.
type testbed struct {
	folder  string
	cores   cores
	engine  *process
	proxies []*process // the first one is the engine itself: what it costs to have no proxy at all
}

const direct = "none"

// newTestbed starts the engine, and each proxy that there is.
func newTestbed(ctx context.Context, p plan) (*testbed, error) {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	s := &testbed{folder: folder, cores: coresOf()}
	if err := s.startAll(ctx, p); err != nil {
		s.end()
		return nil, err
	}
	return s, nil
}

func (s *testbed) startAll(ctx context.Context, p plan) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	address, err := free()
	if err != nil {
		return err
	}
	if s.engine, err = start(ctx, s.cores.rest, "engine", address, self, "engine", address); err != nil {
		return err
	}
	s.proxies = append(s.proxies, &process{name: direct, address: address})
	if err := s.nginx(ctx); err != nil {
		return err
	}
	if err := s.add(ctx, "ReverseProxy", func(own string) ([]string, error) { return []string{self, "plain", own, address}, nil }); err != nil {
		return err
	}
	return s.gateway(ctx, p.gateway)
}

// add starts a proxy at an address of its own.
func (s *testbed) add(ctx context.Context, name string, command func(own string) ([]string, error)) error {
	own, err := free()
	if err != nil {
		return err
	}
	args, err := command(own)
	if err != nil {
		return err
	}
	proxy, err := start(ctx, s.cores.proxy, name, own, args...)
	if err != nil {
		return err
	}
	s.proxies = append(s.proxies, proxy)
	return nil
}

// nginx is started where it is installed.
func (s *testbed) nginx(ctx context.Context) error {
	program := nginxProgram()
	if program == "" {
		fmt.Fprintln(os.Stderr, "bench: nginx is not here, so that nothing is compared with it: apt-get install nginx-light")
		return nil
	}
	return s.add(ctx, "nginx", func(own string) ([]string, error) {
		path, err := s.file(
			"nginx.conf",
			strings.NewReplacer("FOLDER", s.folder, "OWN", own, "ENGINE", s.engine.address, "USER", user()).Replace(nginxConf),
		)
		return []string{program, "-e", s.folder + "/error.log", "-c", path}, err
	})
}

// nginxProgram is where nginx is; empty: nowhere. Debian's is in a folder that only root looks into.
func nginxProgram() string {
	for _, name := range []string{"nginx", "/usr/sbin/nginx"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// user is what nginx's worker is to run as: its own user could not write to our folder.
func user() string {
	if os.Geteuid() == 0 {
		return "user root;"
	}
	return ""
}

const nginxConf = `daemon off; USER
pid FOLDER/nginx.pid;
error_log FOLDER/error.log warn;
worker_processes 1;
worker_rlimit_nofile 20000;
events { worker_connections 16384; }
http {
  access_log off;
  client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy;
  fastcgi_temp_path FOLDER/fastcgi; uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;
  upstream engine { server ENGINE; keepalive 16384; }
  server {
    listen OWN backlog=8192;
    keepalive_requests 1000000;
    location / {
      proxy_pass http://engine;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 1h;
    }
  }
}
`

func (s *testbed) file(name, text string) (string, error) {
	path := filepath.Join(s.folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", fmt.Errorf("write %s: %w", name, err)
	}
	return path, nil
}

// divided gives the proxy a core for itself, where there are two and something to pin with.
func coresOf() cores {
	_, err := exec.LookPath("taskset")
	if n := runtime.NumCPU(); err == nil && n > 1 {
		return cores{proxy: "0", rest: fmt.Sprintf("1-%d", n-1)}
	}
	fmt.Fprintln(os.Stderr, "bench: nothing is pinned: that takes two cores and taskset")
	return cores{}
}

// end stops all that was started.
func (s *testbed) end() {
	for _, c := range append(s.proxies, s.engine) {
		if c != nil && c.command != nil {
			c.stop()
		}
	}
	os.RemoveAll(s.folder)
}
