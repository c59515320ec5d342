package web

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

const (
	partTimeout = 2 * time.Second // a part that has not answered by then is not well
	readyKept   = time.Second     // an answer serves whoever asks meanwhile
)

// health answers /healthz and /readyz.
type health struct {
	server *Server
	parts  map[string]func(context.Context) error

	mu   sync.Mutex
	at   time.Time
	last readiness
}

// readiness is the JSON of /readyz. What is wrong with a part is in the log:
// the page is open to all.
type readiness struct {
	Ready bool            `json:"ready"`
	Parts map[string]part `json:"parts"`
}

type part struct {
	OK bool    `json:"ok"`
	MS float64 `json:"ms"`
}

func newHealth(s *Server, parts map[string]func(context.Context) error) *health {
	return &health{server: s, parts: parts}
}

func (h *health) alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	state := h.check(context.WithoutCancel(r.Context()))
	if h.server.stopped.Load() {
		state.Ready = false
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !state.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(state)
}

// check asks every part at once.
func (h *health) check(ctx context.Context) readiness {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.at.IsZero() && time.Since(h.at) < readyKept {
		return h.last
	}
	state := readiness{Ready: true, Parts: make(map[string]part, len(h.parts))}
	type answer struct {
		name string
		part part
		err  error
	}
	answers := make(chan answer, len(h.parts))
	for name, ask := range h.parts {
		go func() {
			start := time.Now()
			err := within(ctx, ask)
			answers <- answer{name, part{err == nil, float64(time.Since(start).Microseconds()) / 1000}, err}
		}()
	}
	for range h.parts {
		a := <-answers
		state.Parts[a.name] = a.part
		if a.err != nil {
			state.Ready = false
			h.server.log.LogAttrs(ctx, slog.LevelWarn, "not ready", slog.String("part", a.name), slog.String("says", a.err.Error()))
		}
	}
	h.at, h.last = time.Now(), state
	return state
}

// within asks a part and does not wait for one that ignores its context.
func within(ctx context.Context, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, partTimeout)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- ask(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
