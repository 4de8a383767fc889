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

// types are the content types of the assets. The machine's own table may be wrong.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json",
	".svg": "image/svg+xml",
}

// index serves the page, in the initial language.
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
	_, _ = w.Write(text) //nolint:gosec // the assets are embedded: a request can only select one of them
}

// backend serves the details of one backend.
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
	text, err := json.Marshal(NewDetail(b, language, time.Now()))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", types[".json"])
	_, _ = w.Write(text)
}
