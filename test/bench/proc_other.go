// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package main

import (
	"context"
	"errors"
	"syscall"
	"time"
)

var errLinux = errors.New("times and memory of processes are read as Linux tells them")

func mortal() *syscall.SysProcAttr { return nil }

func busy(string) (time.Duration, error) { return 0, errLinux }

func resident(string) (int64, error) { return 0, errLinux }

func raiseFileLimit() (uint64, error) { return 0, errLinux }

func pinSelf(context.Context, string) error { return nil }
