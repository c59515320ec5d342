package schooltest

import (
	"bytes"
	"cmp"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"preau/base/db"
	"preau/socle/directory"
)

// Response is what came back.
type Response struct {
	Code     int
	Location string
	Body     string
	Header   http.Header
}

// As sends a request in someone's name: "GET /annuaire", and for a POST the
// names and values of the form in turn.
func (s *School) As(who, target string, form ...string) Response {
	s.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		v.Add(form[i], form[i+1])
	}
	return s.send(who, target, "application/x-www-form-urlencoded", "text/html", strings.NewReader(v.Encode()))
}

// JSON sends a request in someone's name as a program does.
func (s *School) JSON(who, target, body string) Response {
	s.Helper()
	return s.send(who, target, "application/json", "application/json", strings.NewReader(body))
}

// With sends a GET in someone's name with further headers, names and values in
// turn: a cookie, a preference.
func (s *School) With(who, target string, headers ...string) Response {
	s.Helper()
	return s.send(who, target, "", "text/html", strings.NewReader(""), headers...)
}

// Sent is a file sent with a form.
type Sent struct {
	Field, Name string
	Body        []byte
}

// Upload sends a form with files in someone's name.
func (s *School) Upload(who, target string, files []Sent, form ...string) Response {
	s.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i+1 < len(form); i += 2 {
		if err := m.WriteField(form[i], form[i+1]); err != nil {
			s.Fatal(err)
		}
	}
	for _, f := range files {
		w, err := m.CreateFormFile(f.Field, f.Name)
		if err != nil {
			s.Fatal(err)
		}
		if _, err := w.Write(f.Body); err != nil {
			s.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		s.Fatal(err)
	}
	return s.send(who, target, m.FormDataContentType(), "text/html", &body)
}

func (s *School) send(who, target, kind, accept string, body io.Reader, headers ...string) Response {
	method, path, _ := strings.Cut(target, " ")
	r := httptest.NewRequestWithContext(s.Context(), method, path, body)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Accept", accept)
	r.Header.Set("Test-Who", who)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return Response{w.Code, w.Header().Get("Location"), w.Body.String(), w.Header()}
}

// Want fails the test unless the answer has the code and holds every text.
func (s *School) Want(r Response, code int, texts ...string) {
	s.Helper()
	if r.Code != code {
		s.Errorf("status %d, want %d: %s", r.Code, code, cmp.Or(r.Location, r.Body))
	}
	for _, t := range texts {
		if !strings.Contains(r.Body, t) {
			s.Errorf("no %q in: %s", t, r.Body)
		}
	}
}

// Lines are the sentences of a school's journal, oldest first.
func (s *School) Lines(school directory.ID) []string {
	s.Helper()
	var lines []string
	err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) {
		lines, err = db.Strings(t, `SELECT who || ' ' || says FROM audit_entry WHERE school = ? ORDER BY id`, school)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return lines
}
