package web

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// Heartbeat keeps a stream alive through proxies that close silent connections.
const Heartbeat = 25 * time.Second

// streamWrite bounds one write to a client that no longer reads.
const streamWrite = 10 * time.Second

// Event is one message of an event stream (WHATWG HTML §9.2).
type Event struct {
	ID   string // given back as Last-Event-ID when the browser comes again
	Name string // "message" when empty
	Data string // any number of lines
}

// ErrTooManyStreams is given when MaxStreams are open; 503 was answered.
var ErrTooManyStreams = errors.New("too many event streams")

// Events sends what comes from a channel as an event stream until the channel
// closes, the client leaves or the server stops, which are no errors. While it
// waits it holds none of the server's slots. The browser comes again by itself,
// after one to five seconds drawn for each, so that a restart is not a rush.
func Events(w http.ResponseWriter, r *http.Request, source <-chan Event) error {
	e := from(r.Context())
	if e == nil {
		return errors.New("open event stream: not a request of this server")
	}
	if e.server.streams.Add(1) > MaxStreams {
		e.server.streams.Add(-1)
		w.Header().Set("Retry-After", RetryAfter)
		e.server.c.Failed(w, r, http.StatusServiceUnavailable)
		return ErrTooManyStreams
	}
	defer e.server.streams.Add(-1)
	e.release()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	s := stream{w, http.NewResponseController(w)}
	_ = s.control.SetReadDeadline(time.Time{})
	if s.send(fmt.Sprintf("retry: %d\n\n", 1000+rand.IntN(4000))) != nil {
		return nil
	}
	return s.run(r, e.server.stopping, source)
}

type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (s stream) run(r *http.Request, stopping <-chan struct{}, events <-chan Event) error {
	beat := time.NewTicker(Heartbeat)
	defer beat.Stop()
	for {
		text := ":\n\n"
		select {
		case <-r.Context().Done():
			return nil
		case <-stopping:
			return nil
		case <-beat.C:
		case ev, ok := <-events:
			if !ok {
				return nil
			}
			text = ev.encode()
		}
		if s.send(text) != nil {
			return nil
		}
	}
}

func (s stream) send(text string) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(streamWrite))
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}

var oneLine = strings.NewReplacer("\r", "", "\n", "", "\x00", "")

// encode writes the event's fields. A line end in the data begins a new data
// field; in the name or id it is dropped, or it would begin a field of its own.
func (e Event) encode() string {
	var b strings.Builder
	if e.ID != "" {
		b.WriteString("id: " + oneLine.Replace(e.ID) + "\n")
	}
	if e.Name != "" {
		b.WriteString("event: " + oneLine.Replace(e.Name) + "\n")
	}
	data := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(e.Data)
	for line := range strings.SplitSeq(data, "\n") {
		b.WriteString("data: " + line + "\n")
	}
	b.WriteByte('\n')
	return b.String()
}
