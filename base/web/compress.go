package web

import (
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// Compression of answers made for one person. Chosen by measure: on a home page
// of 10 kB gzip 1 costs 0.04 ms and gives 3.9 kB, brotli 4 costs 0.28 ms and
// gives 3.5 kB, so that who takes both has gzip.
//
// BREACH: a compressed page that shows a secret beside words of the request
// tells the secret by its length. Forms here carry no token (other sites are
// refused by their Origin and Sec-Fetch-Site headers), so that pages hold
// none; a page that must show one beside reflected words calls NoCompress.
const (
	gzipLevel   = 1
	brotliLevel = 4
	minEncode   = 512      // bytes below which an answer goes as it is
	maxHeld     = 64 << 10 // coded bytes kept before they are sent without a length
)

// encoding is a content coding (RFC 9110 §8.4.1).
type encoding uint8

const (
	identity encoding = iota
	gzipped
	brotlied
)

var encodingNames = [...]string{identity: "", gzipped: "gzip", brotlied: "br"}

// coder is what the gzip and brotli writers share.
type coder interface {
	io.WriteCloser
	Flush() error
	Reset(io.Writer)
}

var coders = [...]sync.Pool{
	gzipped: {New: func() any {
		w, _ := gzip.NewWriterLevel(nil, gzipLevel) // fails only for a level that does not exist
		return coder(w)
	}},
	brotlied: {New: func() any { return coder(brotli.NewWriterLevel(nil, brotliLevel)) }},
}

// NoCompress keeps an answer from being compressed: see BREACH above. It does
// nothing on a ResponseWriter of another server.
func NoCompress(w http.ResponseWriter) {
	for {
		if e, ok := w.(*exchange); ok {
			e.private = true
			return
		}
		u, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return
		}
		w = u.Unwrap()
	}
}

// mayEncode tells that the answer is of a kind that is compressed for whoever
// accepts it.
func (e *exchange) mayEncode() bool {
	h := e.Header()
	switch {
	case e.private, e.method == http.MethodHead, e.status == http.StatusNoContent, e.status == http.StatusNotModified,
		e.status == http.StatusPartialContent, h["Content-Encoding"] != nil, h["Content-Range"] != nil:
		return false
	}
	t := h["Content-Type"]
	return len(t) == 0 || compressible(t[0])
}

func compressible(mediaType string) bool {
	mediaType, _, _ = strings.Cut(mediaType, ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	switch {
	case mediaType == "text/event-stream":
		return false
	case strings.HasPrefix(mediaType, "text/"), strings.HasSuffix(mediaType, "+xml"), strings.HasSuffix(mediaType, "+json"):
		return true
	}
	switch mediaType {
	case "application/json", "application/xml", "application/javascript", "application/wasm":
		return true
	}
	return false
}

// encode begins a coded body. A strong entity tag named the bytes as they
// were: it becomes a weak one (RFC 9110 §8.8.1).
func (e *exchange) encode() {
	e.state = encoded
	h := e.Header()
	h.Set("Content-Encoding", encodingNames[e.accepts])
	h.Del("Content-Length")
	if tag := h.Get("Etag"); strings.HasPrefix(tag, `"`) {
		h.Set("Etag", "W/"+tag)
	}
	e.out = takeBuffer()
	e.coder = coders[e.accepts].Get().(coder)
	e.coder.Reset(e.out)
}

// drain sends the coded bytes kept so far.
func (e *exchange) drain() error {
	if !e.headersLeft {
		e.headersLeft = true
		e.ResponseWriter.WriteHeader(e.status)
	}
	n, err := e.ResponseWriter.Write(e.out.Bytes())
	e.bytes += int64(n)
	e.out.Reset()
	return err
}

func (e *exchange) freeCoder() {
	e.coder.Reset(nil)
	coders[e.accepts].Put(e.coder)
	giveBuffer(e.out)
	e.coder, e.out = nil, nil
}

func addVary(h http.Header) {
	for _, v := range h["Vary"] {
		if strings.Contains(strings.ToLower(v), "accept-encoding") {
			return
		}
	}
	h["Vary"] = append(h["Vary"], "Accept-Encoding")
}
