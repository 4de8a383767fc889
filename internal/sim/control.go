// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
)

const controlPrefix = "/sim/"

// controlOf is the control API of an engine:
//
//	GET   /sim/script             the script in force, durations as strings; the key is left out
//	PUT   /sim/script             another script; what is left out takes its default
//	PATCH /sim/script             changes of the script; what is left out stays
//	GET   /sim/misbehaviours      the names, and what they mean
//	POST  /sim/misbehave/{name}   set the misbehaviour
//	GET   /sim/requests           the requests that the engine got
//	GET   /sim/counts             their totals
//	POST  /sim/forget             forget them
//	POST  /sim/{state}            kill, revive, vanish, reappear or drop-idle
//
// Through the engine's own listener a request that stops the listener is answered before it is
// carried out, because no answer can be sent afterwards.
func controlOf(e *Engine, ownListener bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sim/script", func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, e.Script()) })
	mux.HandleFunc("PUT /sim/script", changeScript(e, replaced))
	mux.HandleFunc("PATCH /sim/script", changeScript(e, patched))
	mux.HandleFunc("GET /sim/misbehaviours", listMisbehaviours)
	mux.HandleFunc("POST /sim/misbehave/{name}", controlMisbehave(e, ownListener))
	mux.HandleFunc("GET /sim/requests", func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, e.Requests()) })
	mux.HandleFunc("GET /sim/counts", func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, e.Counts()) })
	for name, act := range statesOf(e) {
		mux.HandleFunc("POST /sim/"+name, controlState(act, ownListener && (name == "kill" || name == "vanish")))
	}
	return mux
}

func statesOf(e *Engine) map[string]func() error {
	return map[string]func() error{
		"kill":      func() error { e.Kill(); return nil },
		"revive":    e.Revive,
		"vanish":    func() error { e.Vanish(); return nil },
		"reappear":  func() error { e.Reappear(); return nil },
		"drop-idle": func() error { e.DropIdle(); return nil },
		"forget":    func() error { e.Forget(); return nil },
	}
}

func controlState(act func() error, answerFirst bool) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if answerFirst {
			answerNow(w)
		}
		switch err := act(); {
		case err != nil:
			http.Error(w, err.Error(), http.StatusConflict)
		case !answerFirst:
			w.WriteHeader(http.StatusNoContent)
		}
	}
}

func controlMisbehave(e *Engine, ownListener bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m, err := ParseMisbehaviour(r.PathValue("name"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		act := func() error { e.Misbehave(m); return nil }
		controlState(act, ownListener && m == Refuse)(w, r)
	}
}

func answerNow(w http.ResponseWriter) {
	w.WriteHeader(http.StatusNoContent)
	_ = http.NewResponseController(w).Flush() // a client that has left needs no answer
}

func listMisbehaviours(w http.ResponseWriter, _ *http.Request) {
	var list []object
	for _, m := range Misbehaviours() {
		list = append(list, object{"name": m, "means": m.Means()})
	}
	reply(w, http.StatusOK, list)
}

func replaced(current Script) Script { return Script{APIKey: current.APIKey} }
func patched(current Script) Script  { return current }

// changeScript decodes a body into a base made of the script in force.
func changeScript(e *Engine, base func(Script) Script) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := e.update(func(s *Script) error {
			*s = base(*s)
			if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(s); err != nil {
				return fmt.Errorf("read the script: %w", err)
			}
			return nil
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		reply(w, http.StatusOK, e.Script())
	}
}

// fromLoopback serves only clients on the same machine: an engine in a container may
// listen on all addresses, its control API must not.
func fromLoopback(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
			http.Error(w, "the control API answers only on the same machine", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
