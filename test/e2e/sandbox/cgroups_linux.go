// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// groups are the folders of one sandbox, one in each tree.
type groups []string

// trees reads which trees this process sees.
func trees() ([]hierarchy, error) {
	mountinfo, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	cgroup, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return nil, err
	}
	found := hierarchies(string(mountinfo), string(cgroup))
	if len(found) == 0 {
		return nil, errors.New("no control groups are mounted at /sys/fs/cgroup")
	}
	return found, nil
}

// makeGroups makes the folders.
func makeGroups(name string) (groups, error) {
	all, err := trees()
	if err != nil {
		return nil, err
	}
	var made groups
	for _, h := range all {
		removeOrphans(h)
		dir := h.home(name)
		if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // as control groups are
			return nil, errors.Join(fmt.Errorf("make a control group: %w", err), made.remove())
		}
		made = append(made, dir)
		inherit(dir)
	}
	return made, nil
}

// removeOrphans removes what sandboxes left whose maker was killed before it could.
func removeOrphans(h hierarchy) {
	left, _ := filepath.Glob(h.home(prefix + "*")) // the pattern is well formed
	for _, dir := range left {
		maker, err := makerOf(filepath.Base(dir))
		if err == nil && errors.Is(syscall.Kill(maker, 0), syscall.ESRCH) {
			_ = removeTree(dir, time.Now()) // whatever holds it, it is in nobody's way
		}
	}
}

// inherit fills in what version 1 leaves empty in a new group, without which no process may enter it.
func inherit(dir string) {
	for _, file := range []string{"cpuset.cpus", "cpuset.mems"} {
		value, err := os.ReadFile(filepath.Join(filepath.Dir(dir), file))
		if err == nil {
			// A tree that does not have the file needs no value.
			_ = os.WriteFile(filepath.Join(dir, file), value, 0o600)
		}
	}
}

// enter moves this process into them.
func (g groups) enter() error {
	for _, dir := range g {
		if err := os.WriteFile(filepath.Join(dir, "cgroup.procs"), []byte("0"), 0o600); err != nil {
			return fmt.Errorf("enter a control group: %w", err)
		}
	}
	return nil
}

// patience is how long the kernel may take to see that a group has no processes any more.
const patience = 10 * time.Second

// remove removes the folders with all that is below them.
func (g groups) remove() error {
	var err error
	for _, dir := range g {
		err = errors.Join(err, removeTree(dir, time.Now().Add(patience)))
	}
	return err
}

func removeTree(dir string, until time.Time) error {
	var below []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			below = append(below, path)
		}
		return nil // one that is gone already is what we want
	})
	slices.Reverse(below) // the deepest first
	for _, path := range below {
		err = errors.Join(err, removeGroup(path, until))
	}
	return err
}

func removeGroup(dir string, until time.Time) error {
	for {
		err := os.Remove(dir)
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if time.Now().After(until) {
			return fmt.Errorf("remove a control group: %w", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
