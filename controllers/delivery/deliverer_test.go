// Copyright The codegen-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"k8s.io/apimachinery/pkg/types"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// webhook answers as it is told, in the time of the bubble, and notes what came.
type webhook struct {
	answer func(r *http.Request, before int) int // a status; 0: none, until the client gives up
	began  time.Time
	woken  atomic.Int32

	mu   sync.Mutex // guards came and at
	came []string   // the keys
	at   []time.Duration
}

// pass lets time pass, that of the bubble.
func pass(d time.Duration) { <-time.After(d) }

func (w *webhook) note(key string) (before int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.came, w.at = append(w.came, key), append(w.at, time.Since(w.began))
	return len(w.came) - 1
}

func (w *webhook) keys() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.came)
}

// RoundTrip implements http.RoundTripper.
func (w *webhook) RoundTrip(r *http.Request) (*http.Response, error) {
	code := w.answer(r, w.note(r.Header.Get("Idempotency-Key")))
	if code == 0 {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return &http.Response{StatusCode: code, Body: http.NoBody, Header: http.Header{}, Request: r}, nil
}

var hapa = types.NamespacedName{Namespace: "team", Name: "hapa"}

func delivery(key string) Delivery {
	return Delivery{URL: "http://switch", Key: key, Body: []byte("{}"), Timeout: 5 * time.Second}
}

// story runs in a bubble with a deliverer and its webhook.
func story(t *testing.T, answer func(r *http.Request, before int) int, tell func(t *testing.T, d *Deliverer, w *webhook)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &webhook{answer: answer, began: time.Now()}
		d := New(&http.Client{Transport: w}, func(types.NamespacedName) { w.woken.Add(1) })
		tell(t, d, w)
		d.Close()
	})
}

func always(code int) func(*http.Request, int) int {
	return func(*http.Request, int) int { return code }
}

func wantStatus(t *testing.T, got, want Status) {
	t.Helper()
	if got != want {
		t.Errorf("the status is %+v and not %+v", got, want)
	}
}

func wantCame(t *testing.T, w *webhook, keys string) {
	t.Helper()
	if got := strings.Join(w.keys(), " "); got != keys {
		t.Errorf("there came %q and not %q", got, keys)
	}
}

// TestAccepted: one attempt is enough, and to want it again changes nothing.
func TestAccepted(t *testing.T) {
	t.Parallel()
	story(t, always(200), func(t *testing.T, d *Deliverer, w *webhook) {
		wantStatus(t, d.Deliver(hapa, delivery("a")), Status{})
		synctest.Wait()
		wantStatus(t, d.Deliver(hapa, delivery("a")), Status{Accepted: true})
		pass(time.Hour)
		wantStatus(t, d.Deliver(hapa, delivery("a")), Status{Accepted: true})
		wantCame(t, w, "a")
		if w.woken.Load() != 1 {
			t.Errorf("woken %d times", w.woken.Load())
		}
	})
}

// TestAgainUntilAccepted: attempts come with the same key and growing pauses, whatever is answered; only a change wakes anybody.
func TestAgainUntilAccepted(t *testing.T) {
	t.Parallel()
	codes := []int{500, 500, 404, 404, 0, 302, 302, 200}
	story(t, func(_ *http.Request, before int) int { return codes[before] }, func(t *testing.T, d *Deliverer, w *webhook) {
		d.Deliver(hapa, delivery("a"))
		synctest.Wait()
		wantStatus(t, d.Deliver(hapa, delivery("a")), Status{Failure: "answered with status 500 Internal Server Error"})
		pass(2 * time.Minute)
		wantStatus(t, d.Deliver(hapa, delivery("a")), Status{Accepted: true})
		wantCame(t, w, "a a a a a a a a")
		for i := 1; i < 5; i++ {
			if gap, whole := w.at[i]-w.at[i-1], minBackoff<<(i-1); gap < whole/2 || gap > whole {
				t.Errorf("attempt %d came %v after the one before", i+1, gap)
			}
		}
		if w.woken.Load() != 5 { // 500, 404, no answer, 302, taken
			t.Errorf("woken %d times", w.woken.Load())
		}
	})
}

// TestLatestWins: of what could not be delivered only the latest is, at once, and last even where it goes back to what was taken before.
func TestLatestWins(t *testing.T) {
	t.Parallel()
	var down atomic.Bool
	story(t, func(*http.Request, int) int {
		if down.Load() {
			return 503
		}
		return 200
	}, func(t *testing.T, d *Deliverer, w *webhook) {
		d.Deliver(hapa, delivery("a1"))
		synctest.Wait()
		down.Store(true)
		d.Deliver(hapa, delivery("b"))
		pass(10 * time.Minute)
		down.Store(false)
		began := time.Now()
		d.Deliver(hapa, delivery("a2"))
		synctest.Wait()
		if waited := time.Since(began); waited > 0 {
			t.Errorf("the latest waited %v", waited)
		}
		wantStatus(t, d.Deliver(hapa, delivery("a2")), Status{Accepted: true})
		pass(10 * time.Minute)
		came := w.keys()
		if last := len(came) - 1; came[0] != "a1" || came[last] != "a2" || slices.Contains(came[1:last], "a2") {
			t.Errorf("there came %v", came)
		}
	})
}

// TestNoneIsOvertaken: the next delivery waits for the attempt that is under way, whose outcome counts for nothing.
func TestNoneIsOvertaken(t *testing.T) {
	t.Parallel()
	var under atomic.Int32
	story(t, func(*http.Request, int) int {
		if under.Add(1) > 1 {
			t.Error("two attempts at once")
		}
		pass(4 * time.Second)
		under.Add(-1)
		return 200
	}, func(t *testing.T, d *Deliverer, w *webhook) {
		d.Deliver(hapa, delivery("a"))
		pass(time.Second)
		d.Deliver(hapa, delivery("b"))
		pass(4 * time.Second)
		wantStatus(t, d.Deliver(hapa, delivery("b")), Status{})
		pass(4 * time.Second)
		wantStatus(t, d.Deliver(hapa, delivery("b")), Status{Accepted: true})
		wantCame(t, w, "a b")
	})
}

// TestForget ends the attempt that is under way and all that would follow.
func TestForget(t *testing.T) {
	t.Parallel()
	story(t, always(0), func(t *testing.T, d *Deliverer, w *webhook) {
		d.Deliver(hapa, delivery("a"))
		synctest.Wait()
		d.Forget(hapa)
		d.Forget(types.NamespacedName{Name: "nobody"})
		pass(time.Hour)
		wantCame(t, w, "a")
		if w.woken.Load() != 0 {
			t.Error("what was forgotten wakes")
		}
	})
}

// TestFixedSecret is tried at once, with the same key and body.
func TestFixedSecret(t *testing.T) {
	t.Parallel()
	story(t, func(r *http.Request, _ int) int {
		if r.Header.Get(HeaderSignature) != (Delivery{Secret: "right", Body: []byte("{}")}).signature() {
			return 401
		}
		return 200
	}, func(t *testing.T, d *Deliverer, _ *webhook) {
		p := delivery("a")
		p.Secret = "wrong"
		d.Deliver(hapa, p)
		pass(10 * time.Minute)
		p.Secret = "right"
		wantStatus(t, d.Deliver(hapa, p), Status{Failure: "answered with status 401 Unauthorized"})
		synctest.Wait()
		wantStatus(t, d.Deliver(hapa, p), Status{Accepted: true})
	})
}

// TestAnotherWebhook gets the same delivery again, and does not wait for the one before.
func TestAnotherWebhook(t *testing.T) {
	t.Parallel()
	story(t, func(r *http.Request, _ int) int {
		if r.URL.Host == "switch" {
			return 0
		}
		return 200
	}, func(t *testing.T, d *Deliverer, w *webhook) {
		d.Deliver(hapa, delivery("a"))
		synctest.Wait()
		p := delivery("a")
		p.URL = "http://other"
		d.Deliver(hapa, p)
		synctest.Wait()
		wantStatus(t, d.Deliver(hapa, p), Status{Accepted: true})
		wantCame(t, w, "a a")
	})
}

// TestManyBackends do not wait for each other, and all end with Close; after it nothing begins.
func TestManyBackends(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host == "switch" {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return &http.Response{StatusCode: 200, Body: http.NoBody, Request: r}, nil
		})
		d := New(&http.Client{Transport: hang}, func(types.NamespacedName) {})
		for i := range 500 {
			d.Deliver(types.NamespacedName{Name: fmt.Sprint(i)}, delivery("a"))
		}
		p := delivery("a")
		p.URL = "http://well"
		d.Deliver(hapa, p)
		synctest.Wait()
		wantStatus(t, d.Deliver(hapa, p), Status{Accepted: true})
		d.Close()
		d.Deliver(types.NamespacedName{Name: "late"}, p)
		synctest.Wait()
		wantStatus(t, d.Deliver(types.NamespacedName{Name: "late"}, p), Status{})
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
