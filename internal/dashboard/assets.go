// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package dashboard

import (
	"embed"
	"encoding/json"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/codegen-dev/codegen-operator/internal/page"
)

//go:embed assets
var assets embed.FS

// types are those of what is embedded: a machine's own table of them may be wrong.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json",
	".svg": "image/svg+xml",
}

// index is the page, in the language that was asked for.
func (s *Server) index(w http.ResponseWriter, _ *http.Request) {
	text, err := assets.ReadFile("assets/index.html")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", types[".html"])
	_, _ = w.Write([]byte(strings.Replace(string(text), `<html lang="en"`, `<html lang="`+string(s.Language)+`"`, 1)))
}

func asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	text, err := assets.ReadFile("assets/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", types[path.Ext(name)])
	_, _ = w.Write(text) //nolint:gosec // it is embedded: whoever asks can but choose a file of ours
}

// backend is all that is shown of one backend, as it is now.
func (s *Server) backend(w http.ResponseWriter, r *http.Request) {
	b := s.hub.get(r.PathValue("namespace") + "/" + r.PathValue("name"))
	if b == nil {
		http.NotFound(w, r)
		return
	}
	language := page.English
	if page.Language(r.URL.Query().Get("lang")) == page.Korean {
		language = page.Korean
	}
	text, err := json.Marshal(Look(b, language, time.Now()))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", types[".json"])
	_, _ = w.Write(text)
}
