package web

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"
)

// Buffer is where a page is written whole before any of it leaves: an error
// half way still has its page, and one write costs less than a hundred.
type Buffer = bytes.Buffer

// maxKept keeps one export of many megabytes from staying in memory for ever.
const maxKept = 256 << 10

var buffers = sync.Pool{New: func() any { return new(Buffer) }}

func takeBuffer() *Buffer { return buffers.Get().(*Buffer) }

func giveBuffer(b *Buffer) {
	if b.Cap() > maxKept {
		return
	}
	b.Reset()
	buffers.Put(b)
}

// WriteTo writes an answer into a pooled buffer and sends it in one write, with
// its status, type and length. When write fails nothing has been sent, and the
// error is what it returned. The buffer is not to be kept.
func WriteTo(w http.ResponseWriter, status int, contentType string, write func(*Buffer) error) error {
	b := takeBuffer()
	defer giveBuffer(b)
	if err := write(b); err != nil {
		return err
	}
	h := w.Header()
	h["Content-Type"] = []string{contentType}
	h["Content-Length"] = []string{strconv.Itoa(b.Len())}
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}

// HTML is the content type of pages.
const HTML = "text/html; charset=utf-8"
