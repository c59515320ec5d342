package socle

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"preau/base/web"
)

func (p Page) write(c *Call, w http.ResponseWriter) error {
	c.host.Page(w, c, http.StatusOK, p)
	return nil
}

// saidCookie carries the word of what was done to the next page.
const saidCookie = "preau_dit"

func (s See) write(c *Call, w http.ResponseWriter) error {
	if s.Once != "" {
		path, _, _ := strings.Cut(s.Path, "?")
		c.giveOnce(w, path, s.Once)
	}
	if c.wantsJSON() {
		w.Header().Set("Location", s.Path)
		w.WriteHeader(http.StatusSeeOther)
		return nil
	}
	if s.Say != "" {
		http.SetCookie(w, &http.Cookie{
			Name: saidCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(s.Say)), Path: "/",
			MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.secure(),
		})
	}
	http.Redirect(w, c.req, s.Path, http.StatusSeeOther)
	return nil
}

// Said is the word of what the reader has just done, shown once.
func (c *Call) Said() string { return c.said() }

func (c *Call) said() string {
	k, err := c.req.Cookie(saidCookie)
	if err != nil || len(k.Value) > 600 {
		return ""
	}
	word, err := base64.RawURLEncoding.DecodeString(k.Value)
	if err != nil {
		return ""
	}
	return string(word)
}

// sandbox is the policy of what people sent: it can run and load nothing.
const sandbox = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"

func (f File) write(c *Call, w http.ResponseWriter) error {
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Security-Policy", sandbox)
	h.Set("Cache-Control", "private, no-store")
	if f.Public {
		h.Set("Cache-Control", "public, max-age=300")
	}
	how := "attachment"
	if f.Inline {
		how = "inline"
	}
	if f.Name != "" {
		how = mime.FormatMediaType(how, map[string]string{"filename": f.Name})
	}
	h.Set("Content-Disposition", how)
	if f.Hash == "" {
		http.ServeContent(w, c.req, "", time.Time{}, bytes.NewReader(f.Body))
		return nil
	}
	body, err := c.host.Blob.Open(c, f.Hash)
	if err != nil {
		return errors.Join(ErrNotFound, err)
	}
	defer body.Close()
	h.Set("ETag", `"`+f.Hash+`"`)
	http.ServeContent(w, c.req, "", time.Time{}, io.ReadSeeker(body))
	return nil
}

// live is a stream of events.
type live struct{ topics []string }

func (l live) write(c *Call, w http.ResponseWriter) error {
	changed := make(chan string, 16)
	stop := c.host.DB.Subscribe(func(topic string) {
		if topic != "*" && !slices.Contains(l.topics, topic) {
			return
		}
		select {
		case changed <- topic:
		default: // a reader this slow asks for the whole page anyway
		}
	})
	defer stop()
	events := make(chan web.Event)
	go func() {
		defer close(events)
		c.tell(changed, events)
	}()
	return web.Events(w, c.req, events)
}

// tell passes the topics on while the reader is signed in and holds the right:
// the session may have ended and the right been lost since.
func (c *Call) tell(changed <-chan string, events chan<- web.Event) {
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for {
		topic := ""
		select {
		case <-c.req.Context().Done():
			return
		case topic = <-changed:
		case <-look.C:
		}
		if !c.still() {
			return
		}
		if topic == "" {
			continue
		}
		select {
		case events <- web.Event{Name: "change", Data: topic}:
		case <-c.req.Context().Done():
			return
		}
	}
}

// still reports whether the reader is still signed in as the same person with
// the route's right.
func (c *Call) still() bool {
	now, err := c.host.Call(c.req)
	if err != nil || (now.Who == nil) != (c.Who == nil) {
		return false
	}
	if now.Who == nil {
		return true
	}
	now.app, now.route = c.app, c.route
	return now.Who.ID == c.Who.ID && now.door().Read(now, func(*View) error { return nil }) == nil
}

// problem is an error in RFC 9457's shape.
func (h *Host) problem(w http.ResponseWriter, code int, c *Call, err error) {
	type field struct {
		Field  string `json:"field"`
		Detail string `json:"detail"`
	}
	p := struct {
		Type    string            `json:"type"`
		Title   string            `json:"title"`
		Status  int               `json:"status"`
		Request string            `json:"instance"`
		Errors  []field           `json:"errors,omitempty"`
		Theirs  map[string]string `json:"theirs,omitempty"`
	}{Type: "about:blank", Title: http.StatusText(code), Status: code, Request: c.ID}
	var bad Invalid
	if errors.As(err, &bad) {
		for _, x := range bad {
			p.Errors = append(p.Errors, field{x.Field, x.Says})
		}
	}
	var twice *Conflict
	if errors.As(err, &twice) {
		p.Theirs = twice.Theirs
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		h.Log.DebugContext(c, "reader gone", "err", err)
	}
}
