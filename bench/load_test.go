package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// accept is what browsers say over TLS.
const accept = "gzip, deflate, br, zstd"

// request is what a reader sends, made once: the loop that measures others
// costs as little as it can.
type request struct {
	bytes  []byte
	status int // expected
}

// get asks for a page with a session, "" for none.
func get(path, session string) request {
	return request{fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: preau.test\r\nAccept-Encoding: %s\r\nAccept: text/html\r\nCookie: preau_session=%s\r\n\r\n",
		path, accept, session), http.StatusOK}
}

// enter signs somebody in from a new device.
func enter(identifier, password string) request {
	form := url.Values{"identifiant": {identifier}, "motdepasse": {password}}.Encode()
	return request{fmt.Appendf(nil, "POST /connexion HTTP/1.1\r\nHost: preau.test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		len(form), form), http.StatusSeeOther}
}

// line is one connection kept open.
type line struct {
	conn net.Conn
	in   *bufio.Reader
	body bytes.Buffer
}

func dial(addr string) (*line, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &line{conn: c, in: bufio.NewReaderSize(c, 32<<10)}, nil
}

// ask sends a request and reads the whole answer.
func (l *line) ask(r request) (*http.Response, error) {
	if err := l.conn.SetDeadline(time.Now().Add(2 * time.Minute)); err != nil {
		return nil, err
	}
	if _, err := l.conn.Write(r.bytes); err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return nil, err
	}
	l.body.Reset()
	if _, err := io.Copy(&l.body, answer.Body); err != nil {
		return nil, err
	}
	if answer.StatusCode != r.status {
		first, _, _ := strings.Cut(string(r.bytes), "\r\n")
		return nil, fmt.Errorf("%s: %s", first, answer.Status)
	}
	return answer, nil
}

// figures are what a load gave.
type figures struct {
	count    int
	took     time.Duration
	p50, p99 time.Duration
}

func (f figures) rate() float64 { return float64(f.count) / f.took.Seconds() }

func sum(times []time.Duration, took time.Duration) figures {
	if len(times) == 0 {
		return figures{took: took}
	}
	slices.Sort(times)
	return figures{len(times), took, times[len(times)/2], times[len(times)*99/100]}
}

// load has readers ask the requests in turn until the time is over, each as soon
// as it has its answer. An answer that is not the expected one fails the whole.
func load(addr string, readers int, each []request, d time.Duration) (figures, error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	var times []time.Duration
	var failed error
	begun := time.Now()
	for n := range readers {
		group.Go(func() {
			mine, err := read(addr, each, n, readers, begun.Add(d))
			mu.Lock()
			defer mu.Unlock()
			times = append(times, mine...)
			if failed == nil {
				failed = err
			}
		})
	}
	group.Wait()
	return sum(times, time.Since(begun)), failed
}

// read is one reader: number n of many.
func read(addr string, each []request, n, many int, until time.Time) ([]time.Duration, error) {
	l, err := dial(addr)
	if err != nil {
		return nil, err
	}
	defer l.conn.Close()
	var mine []time.Duration
	for i := n; ; i += many {
		at := time.Now()
		if !at.Before(until) {
			return mine, nil
		}
		if _, err := l.ask(each[i%len(each)]); err != nil {
			return mine, err
		}
		mine = append(mine, time.Since(at))
	}
}
