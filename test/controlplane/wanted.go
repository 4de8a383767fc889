// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package controlplane

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// assetsVariable is envtest's own name for the directory of its programs.
const assetsVariable = "KUBEBUILDER_ASSETS"

// wanted is what one call of Find asks for, and where it tells its progress.
type wanted struct {
	programs []string
	progress io.Writer
}

func (w wanted) say(format string, args ...any) {
	// Nobody is helped when a search ends because its narration cannot be written.
	_, _ = fmt.Fprintf(w.progress, format+"\n", args...)
}

// missing lists the programs that dir does not hold.
func (w wanted) missing(dir string) []string {
	var missing []string
	for _, program := range w.programs {
		if !executable(filepath.Join(dir, program)) {
			missing = append(missing, program)
		}
	}
	return missing
}

// in reports whether dir holds every program.
func (w wanted) in(dir string) bool {
	return len(w.missing(dir)) == 0
}

// fromEnvironment returns dir if it will do. Otherwise it says why not, because
// someone has set the variable and expects it to be used.
func (w wanted) fromEnvironment(dir string) string {
	if dir == "" {
		return ""
	}
	if missing := w.missing(dir); len(missing) > 0 {
		w.say("%s is %s, which lacks %s: looking elsewhere", assetsVariable, dir, strings.Join(missing, ", "))
		return ""
	}
	return dir
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0
}
