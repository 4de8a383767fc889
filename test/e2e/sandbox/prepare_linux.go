// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// prepare makes the namespaces, which began as copies of the host's, into a machine of its own.
func prepare() error {
	all, err := trees()
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		// Nothing that is mounted from now on is seen outside.
		func() error { return mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "") },
		func() error { return mount("proc", "/proc", "proc", 0, "") },
		// Only one that is mounted in here shows the devices of this network.
		func() error { return mount("sysfs", "/sys", "sysfs", 0, "") },
		func() error { return mountGroups(all) },
		mountMemory,
		coverSettings,
		// The kubelet passes mounts on to containers, and they to it.
		func() error { return mount("", "/", "", syscall.MS_REC|syscall.MS_SHARED, "") },
		func() error { return syscall.Sethostname([]byte(Hostname)) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func mount(source, target, kind string, flags uintptr, data string) error {
	if err := syscall.Mount(source, target, kind, flags, data); err != nil {
		return fmt.Errorf("mount %s %s: %w", kind, target, err)
	}
	return nil
}

// mountMemory lays memory over the folders that a node writes to. /var/lib stays to be read: who knows what lies there.
func mountMemory() error {
	err := errors.Join(mount("tmpfs", "/run", "tmpfs", 0, "mode=755"), mount("tmpfs", "/var/log", "tmpfs", 0, "mode=755"))
	for _, dir := range []string{Dir, "/run/lib/upper", "/run/lib/work"} {
		err = errors.Join(err, os.MkdirAll(dir, 0o755)) //nolint:gosec // as /run is
	}
	if err != nil {
		return err
	}
	return mount("overlay", "/var/lib", "overlay", 0, "lowerdir=/var/lib,upperdir=/run/lib/upper,workdir=/run/lib/work")
}

// mountGroups mounts the trees of control groups again, so that the sandbox's own groups are their roots.
func mountGroups(all []hierarchy) error {
	if all[0].unified() {
		return errors.Join(mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, ""), delegate("/sys/fs/cgroup"))
	}
	if err := mount("tmpfs", "/sys/fs/cgroup", "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	for _, h := range all {
		dir := filepath.Join("/sys/fs/cgroup", filepath.Base(h.mount))
		if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // as control groups are
			return err
		}
		if err := mount("cgroup", dir, "cgroup", 0, h.options); err != nil {
			return err
		}
		if err := nameEach(h.options, dir); err != nil {
			return err
		}
	}
	return nil
}

// nameEach links the controllers of a common tree by their own names, as every system does.
func nameEach(options, dir string) error {
	for name := range strings.SplitSeq(options, ",") {
		link := filepath.Join("/sys/fs/cgroup", name)
		if strings.Contains(options, "none") || link == dir {
			continue
		}
		if err := os.Symlink(filepath.Base(dir), link); err != nil {
			return err
		}
	}
	return nil
}

// delegate makes room for groups with controllers. Only a group without processes may have such, so we move out of the way.
func delegate(root string) error {
	own := filepath.Join(root, "init")
	if err := os.Mkdir(own, 0o755); err != nil { //nolint:gosec // as control groups are
		return err
	}
	if err := (groups{own}).enter(); err != nil {
		return err
	}
	available, err := os.ReadFile(filepath.Join(root, "cgroup.controllers"))
	if err != nil {
		return err
	}
	var wanted []string
	for controller := range strings.FieldsSeq(string(available)) {
		wanted = append(wanted, "+"+controller)
	}
	return os.WriteFile(filepath.Join(root, "cgroup.subtree_control"), []byte(strings.Join(wanted, " ")), 0o600)
}

// settings are what a kubelet wants of the kernel. They hold for the whole machine, and so are only shown to it.
var settings = map[string]string{
	"vm/overcommit_memory": "1", "vm/panic_on_oom": "0", "kernel/panic": "10", "kernel/panic_on_oops": "1",
	"kernel/keys/root_maxkeys": "1000000", "kernel/keys/root_maxbytes": "25000000",
}

// coverSettings shows them. What is set for real is the network's, which is the sandbox's own.
func coverSettings() error {
	for name, value := range settings {
		file := filepath.Join(Dir, "settings", strings.ReplaceAll(name, "/", "_"))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // as /run is
			return err
		}
		if err := os.WriteFile(file, []byte(value+"\n"), 0o600); err != nil {
			return err
		}
		if err := mount(file, "/proc/sys/"+name, "", syscall.MS_BIND, ""); err != nil {
			return err
		}
	}
	return os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0o600)
}
