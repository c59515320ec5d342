package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// raw sends bytes to the server as they are and gives the answer's head, or why there is none.
func (s *Served) raw(t *testing.T, wait time.Duration, text string) (*http.Response, error) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() }) // the server may have closed it
	if err := conn.SetDeadline(time.Now().Add(wait)); err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(conn, text) // what the server refuses to read is in the answer
	return http.ReadResponse(bufio.NewReader(conn), nil)
}

// memory is the most that the program has held at once, in bytes.
func (s *Served) memory() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	n, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		s.t.Fatal(err)
	}
	return n << 10
}

// endless is a body that goes on, and counts.
type endless struct{ sent int64 }

func (e *endless) Read(b []byte) (int, error) {
	e.sent += int64(len(b))
	return len(b), nil
}

// TestTooMuch: a form of five gigabytes is refused when it is announced, and when it merely comes; nothing of it stays
// on the disk, little in memory, and the next one is welcome.
func TestTooMuch(t *testing.T) {
	s := Serve(t)
	head := s.As("helene.vasseur")
	section := option(all(head.Get("/actualites/nouveau").root, "select")[0], "Vie du collège", true)
	article := head.Post("/actualites/nouveau", draft(section, "Avec un film")).At.Path
	join := strings.Replace(article, "/actualites/", "/actualites/joindre/", 1)
	cookie := "Cookie: preau_session=" + head.Cookie("preau_session") + "\r\n"
	if answer := head.upload(join, "fichiers", "court.pdf", []byte("%PDF-1.4\n")); answer.Status != http.StatusOK {
		t.Fatalf("a short file: %d", answer.Status)
	}
	files := count(t, filepath.Join(s.Data, "blob"))

	for path, kind := range map[string]string{join: "multipart/form-data; boundary=x", "/actualites/nouveau": "application/x-www-form-urlencoded"} {
		answer, err := s.raw(t, patience, "POST "+path+" HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n"+cookie+
			"Content-Type: "+kind+"\r\nContent-Length: 5368709120\r\n\r\n")
		if err != nil || answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: five gigabytes that are announced: %v, %v", path, answer, err)
		}
	}

	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if _, err := form.CreateFormFile("fichiers", "film.pdf"); err != nil {
		t.Fatal(err)
	}
	film := &endless{}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+join, io.MultiReader(&b, io.LimitReader(film, 5<<30)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := head.Client.Do(request)
	if err == nil && answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("five gigabytes that come: %s", answer.Status)
	}
	if err == nil {
		answer.Body.Close()
	}
	if film.sent > 200<<20 {
		t.Errorf("%d bytes were taken before the stream was cut", film.sent)
	}
	if most := s.memory(); most > 200<<20 {
		t.Errorf("the program held %d MB", most>>20)
	}
	if now := count(t, filepath.Join(s.Data, "blob")); now != files {
		t.Errorf("%d files are kept, want %d", now, files)
	}
	if answer := head.upload(join, "fichiers", "autre.pdf", []byte("%PDF-1.4\nautre")); answer.Status != http.StatusOK {
		t.Errorf("the next file: %d", answer.Status)
	}
}

// TestRudeClients: what no browser sends is refused at once, and costs nobody else anything.
func TestRudeClients(t *testing.T) {
	s := Serve(t)
	get := "GET /connexion HTTP/1.1\r\nHost: x\r\n"
	if answer, err := s.raw(t, patience, get+"\r\n"); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("a plain request: %v, %v", answer, err)
	}
	for _, c := range []struct {
		says, text string
		status     int
	}{
		{"huge headers", get + "X: " + strings.Repeat("a", 100_000) + "\r\n\r\n", http.StatusRequestHeaderFieldsTooLarge},
		{"a huge address", "GET /" + strings.Repeat("a", 100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", http.StatusRequestHeaderFieldsTooLarge},
		{"no protocol", "bonjour\r\n\r\n", http.StatusBadRequest},
		{"two lengths", "POST /connexion HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na", http.StatusBadRequest},
		{"another site's form", "POST /connexion HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 0\r\n\r\n", http.StatusForbidden},
		{"a forged session", "GET /compte HTTP/1.1\r\nHost: x\r\nCookie: preau_session=" + strings.Repeat("A", 43) + "\r\n\r\n", http.StatusSeeOther},
	} {
		if answer, err := s.raw(t, patience, c.text); err != nil || answer.StatusCode != c.status {
			t.Errorf("%s: %v, %v, want %d", c.says, answer, err, c.status)
		}
	}
	begun := time.Now()
	if answer, err := s.raw(t, 2*patience, get+"X-Slow: "); err == nil && answer.StatusCode == http.StatusOK || time.Since(begun) > patience {
		t.Errorf("headers that do not come: %v, %v after %v", answer, err, time.Since(begun))
	}
}
