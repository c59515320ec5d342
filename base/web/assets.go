package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"
)

// File is an immutable file of the program: its path holds a hash of its
// content, so that browsers keep it for a year without asking. Brotli and Gzip
// are the same body compressed at build time; nil where that does not pay.
type File struct {
	Path, Type         string // "/-/app.3f9a0c.css", "text/css; charset=utf-8"
	Body, Brotli, Gzip []byte
	// Stays is true for a path that holds no hash, such as a service worker's:
	// browsers ask for it again each time.
	Stays bool
}

type asset struct {
	File
	tag string
}

// Assets serves files by path, in the coding that the request accepts, with an
// entity tag and 304, for a year. Any other path goes to next, or is not found
// when next is nil.
func Assets(files []File, next http.Handler) http.Handler {
	byPath := make(map[string]asset, len(files))
	for _, f := range files {
		sum := sha256.Sum256(f.Body)
		byPath[f.Path] = asset{f, hex.EncodeToString(sum[:8])}
	}
	if next == nil {
		next = http.NotFoundHandler()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := byPath[r.URL.Path]
		if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		f.serve(w, r)
	})
}

func (f asset) serve(w http.ResponseWriter, r *http.Request) {
	Named(r.Context(), "GET (asset)")
	body, coding := f.Body, weigh(r.Header["Accept-Encoding"]).best(f.Brotli != nil, f.Gzip != nil)
	switch coding {
	case brotlied:
		body = f.Brotli
	case gzipped:
		body = f.Gzip
	}
	h := w.Header()
	h["Content-Type"] = []string{f.Type}
	h["Cache-Control"] = []string{"public, max-age=31536000, immutable"}
	if f.Stays {
		h["Cache-Control"] = []string{"no-cache"}
	}
	h["Etag"] = []string{`"` + f.tag + "-" + encodingNames[coding] + `"`}
	if f.Brotli != nil || f.Gzip != nil {
		addVary(h)
	}
	if coding != identity {
		h["Content-Encoding"] = []string{encodingNames[coding]}
	} else {
		NoCompress(w) // it was weighed when the file was made
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}
