package contacts

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"preau/base/db"
	"preau/schooltest"
)

// exec writes behind the application's back: what an import or time would do.
func exec(s *schooltest.School, query string, args ...any) {
	s.Helper()
	if err := s.DB.Write(s.Context(), func(t *db.Tx) error {
		t.Publish("directory:0750001A")
		t.Publish("rights")
		_, err := t.Exec(query, args...)
		return err
	}); err != nil {
		s.Fatal(err)
	}
	s.Settle()
}

// seed puts in a certificate that waits in each school, and a picture of Inès.
func seed(s *schooltest.School) {
	s.Helper()
	exec(s, `INSERT INTO contacts_certificate (id, school, year, pupil, asked_by, asked_at) VALUES
		('asked', '0750001A', '2026', 'ines', 'mdiallo', 1), ('curie', '0750002B', '2026', 'lea', 'blanc', 1)`)
}

// show puts a picture of a pupil in the store, as an upload would.
func show(s *schooltest.School, pupil string) (hash string) {
	s.Helper()
	ref, err := s.Host.Blob.Put(s.Context(), jpegOf(s.T), 1<<20)
	if err != nil {
		s.Fatal(err)
	}
	exec(s, `INSERT INTO contacts_picture (person, school, small, large, by_person, at) VALUES (?, '0750001A', ?, ?, 'garnier', 1)`, pupil, ref.Hash, ref.Hash)
	return ref.Hash
}

// wants fails unless each of who gets the code from the page.
func wants(s *schooltest.School, target string, code int, who ...string) {
	s.Helper()
	for _, w := range who {
		if r := s.As(w, target); r.Code != code {
			s.Errorf("%s %s: %d, want %d", w, target, r.Code, code)
		}
	}
}

// one reads a number.
func one(s *schooltest.School, query string, args ...any) (n int) {
	s.Helper()
	if err := s.DB.Read(s.Context(), func(t *db.Tx) (err error) {
		n, _, err = db.First(t, func(r db.Row) (n int, err error) { return n, r.Scan(&n) }, query, args...)
		return err
	}); err != nil {
		s.Fatal(err)
	}
	return n
}

// jpegOf is a picture as the portraits are stored.
func jpegOf(t *testing.T) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 96, 96)), nil); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}
