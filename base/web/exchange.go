package web

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// exchange is one request's answer on its way: what the log will say of it,
// and its body until the compression is decided.
type exchange struct {
	http.ResponseWriter
	server      *Server
	start       time.Time
	id          string
	method      string
	pattern     string
	body        io.ReadCloser // the request's, before its limit
	status      int
	bytes       int64 // of the body, as sent
	accepts     encoding
	state       state
	private     bool // never compressed: NoCompress
	aborted     bool
	headersLeft bool // of a coded answer
	released    bool
	pending     *Buffer // what is written before the decision
	coder       coder
	out         *Buffer // what the coder gives, until it is sent
}

type exchangeKey struct{}

func from(ctx context.Context) *exchange {
	e, _ := ctx.Value(exchangeKey{}).(*exchange)
	return e
}

// newID is 64 random bits; it names a line of the log and guards nothing.
func newID() string {
	const hex = "0123456789abcdef"
	var b [16]byte
	n := rand.Uint64()
	for i := range b {
		b[i] = hex[n&15]
		n >>= 4
	}
	return string(b[:])
}

// state is how far the answer is: its headers leave once it is decided.
type state uint8

const (
	undecided state = iota
	plain
	encoded
)

// Unwrap lets http.ResponseController reach the connection.
func (e *exchange) Unwrap() http.ResponseWriter { return e.ResponseWriter }

// release gives back the request's slot, once.
func (e *exchange) release() {
	if !e.released {
		e.released = true
		e.server.inFlight.Add(-1)
	}
}

// left tells that part of the answer has been sent.
func (e *exchange) left() bool {
	return e.state == plain || e.state == encoded && e.headersLeft
}

// reset forgets an answer of which nothing has left.
func (e *exchange) reset() {
	clear(e.Header())
	e.server.setHeaders(e)
	e.status = 0
	if e.pending != nil {
		e.pending.Reset()
	}
	if e.state == encoded {
		e.freeCoder()
		e.state = undecided
	}
}

// WriteHeader keeps the status until the first bytes decide the compression.
func (e *exchange) WriteHeader(status int) {
	if status >= 100 && status < 200 {
		e.ResponseWriter.WriteHeader(status)
		return
	}
	if e.status == 0 {
		e.status = status
	}
}

// Write sends, codes or keeps bytes of the body.
func (e *exchange) Write(b []byte) (int, error) {
	if e.status == 0 {
		e.status = http.StatusOK
	}
	if e.state == undecided {
		if e.mayEncode() && e.held()+len(b) < minEncode {
			if e.pending == nil {
				e.pending = takeBuffer()
			}
			return e.pending.Write(b)
		}
		if err := e.decide(e.held()+len(b) >= minEncode, b); err != nil {
			return 0, err
		}
	}
	return e.send(b)
}

func (e *exchange) held() int {
	if e.pending == nil {
		return 0
	}
	return e.pending.Len()
}

// decide settles the headers, lets them leave, and sends what was kept. next
// is what follows, for the type of who set none.
func (e *exchange) decide(large bool, next []byte) error {
	h := e.Header()
	if h["Content-Type"] == nil && e.held()+len(next) > 0 && e.method != http.MethodHead {
		sniff := next
		if e.held() > 0 {
			sniff = e.pending.Bytes()
		}
		h.Set("Content-Type", http.DetectContentType(sniff))
	}
	e.state = plain
	if e.mayEncode() {
		addVary(h)
		if large && e.accepts != identity {
			e.encode()
		}
	}
	if e.state == plain {
		e.ResponseWriter.WriteHeader(e.status)
	}
	if e.held() == 0 {
		return nil
	}
	_, err := e.send(e.pending.Bytes())
	return err
}

func (e *exchange) send(b []byte) (int, error) {
	if e.state == encoded {
		n, err := e.coder.Write(b)
		if err == nil && e.out.Len() >= maxHeld {
			err = e.drain()
		}
		return n, err
	}
	n, err := e.ResponseWriter.Write(b)
	e.bytes += int64(n)
	return n, err
}

// ReadFrom lets files go from disk to socket inside the kernel, when nothing
// is to be coded.
func (e *exchange) ReadFrom(r io.Reader) (int64, error) {
	if e.status == 0 {
		e.status = http.StatusOK
	}
	if e.state == undecided && !e.mayEncode() && e.Header()["Content-Type"] != nil {
		if err := e.decide(false, nil); err != nil {
			return 0, err
		}
	}
	if rf, ok := e.ResponseWriter.(io.ReaderFrom); ok && e.state == plain {
		n, err := rf.ReadFrom(r)
		e.bytes += n
		return n, err
	}
	return io.Copy(struct{ io.Writer }{e}, r)
}

// FlushError sends everything written so far; http.ResponseController calls it.
func (e *exchange) FlushError() error {
	if e.status == 0 {
		e.status = http.StatusOK
	}
	if e.state == undecided {
		if err := e.decide(true, nil); err != nil {
			return err
		}
	}
	if e.state == encoded {
		if err := e.coder.Flush(); err != nil {
			return err
		}
		if err := e.drain(); err != nil {
			return err
		}
	}
	return http.NewResponseController(e.ResponseWriter).Flush()
}

// Flush is FlushError for who asks for an http.Flusher.
func (e *exchange) Flush() { _ = e.FlushError() }

// finish sends what is left. An answer that was coded whole leaves in one
// write, with its length.
func (e *exchange) finish() {
	if e.status == 0 {
		e.status = http.StatusOK
	}
	if e.state == undecided {
		if n := e.held(); n > 0 && e.Header()["Content-Length"] == nil {
			e.Header().Set("Content-Length", strconv.Itoa(n))
		}
		_ = e.decide(false, nil) // the client left: there is nobody to tell
	}
	if e.state == encoded {
		if e.coder.Close() == nil {
			if !e.headersLeft {
				e.Header().Set("Content-Length", strconv.Itoa(e.out.Len()))
			}
			_ = e.drain()
		}
		e.freeCoder()
	}
	if e.pending != nil {
		giveBuffer(e.pending)
		e.pending = nil
	}
}
