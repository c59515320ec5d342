package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"preau/socle/directory/feed"
)

// file is a member to be put into an archive.
type file struct{ name, body string }

func zipped(t *testing.T, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		m, err := w.Create(f.name)
		if err == nil {
			_, err = io.WriteString(m, f.body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return saved(t, "lot.zip", b.Bytes())
}

func tarred(t *testing.T, headers ...tar.Header) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, h := range headers {
		body := h.Linkname
		if h.Typeflag == tar.TypeReg {
			h.Size, h.Linkname = int64(len(body)), ""
		}
		h.Mode = 0o644
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			if _, err := io.WriteString(w, body); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return saved(t, "lot.tar.gz", b.Bytes())
}

func saved(t *testing.T, name string, body []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// contents reads a whole set: "name=body name=body".
func contents(paths ...string) (string, error) {
	s, err := Open(paths...)
	if err != nil {
		return "", err
	}
	defer s.Close()
	var all []string
	for _, m := range s.Members {
		r, err := m.Open()
		if err != nil {
			return "", err
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return "", err
		}
		all = append(all, m.Base()+"="+string(b))
	}
	return strings.Join(all, " "), nil
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	for name, body := range map[string]string{"b.xml": "2", "a.xml": "1", ".hidden": "x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, paths := range map[string][]string{
		"folder": {dir},
		"files":  {filepath.Join(dir, "b.xml"), filepath.Join(dir, "a.xml")},
		"zip":    {zipped(t, file{"sub/b.xml", "2"}, file{"sub/a.xml", "1"}, file{"sub/", ""}, file{"__MACOSX/a.xml", "x"})},
		"tar.gz": {tarred(t, tar.Header{Name: "b.xml", Typeflag: tar.TypeReg, Linkname: "2"}, tar.Header{Name: "./a.xml", Typeflag: tar.TypeReg, Linkname: "1"})},
	} {
		if got, err := contents(paths...); err != nil || got != "a.xml=1 b.xml=2" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestRefused(t *testing.T) {
	zeros := strings.Repeat("\x00", 8<<20)
	whole, err := os.ReadFile(zipped(t, file{"a.xml", strings.Repeat("abcdef", 1000)}))
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(whole)
	damaged[45] ^= 0xFF
	for _, c := range []struct{ name, path, says string }{
		{"absent", "/nowhere/x.zip", "n’existe pas"},
		{"zip that climbs", zipped(t, file{"../../etc/passwd", "x"}), "chemin interdit"},
		{"zip that climbs, as Windows writes", zipped(t, file{`a\..\..\x`, "x"}), "chemin interdit"},
		{"zip from the root", zipped(t, file{"/etc/passwd", "x"}), "chemin interdit"},
		{"zip bomb", zipped(t, file{"Eleve_0000.xml", zeros}), "démesurément"},
		{"zip cut short", saved(t, "lot.zip", whole[:len(whole)/2]), "abîmée"},
		{"zip damaged", saved(t, "lot.zip", damaged), "abîmé"},
		{"tar that climbs", tarred(t, tar.Header{Name: "../x", Typeflag: tar.TypeReg}), "chemin interdit"},
		{"tar with a link", tarred(t, tar.Header{Name: "x", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}), "un lien"},
		{"tar bomb", tarred(t, tar.Header{Name: "x", Typeflag: tar.TypeReg, Linkname: zeros}), "démesurément"},
		{"gzip of something else", saved(t, "x.gz", []byte{0x1F, 0x8B, 8, 0, 1}), "abîmé"},
	} {
		_, err := contents(c.path)
		var fault *feed.Error
		if !errors.As(err, &fault) || !strings.Contains(fault.Says, c.says) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
}

// An archive that lies about a member's size is stopped at what it announced.
func TestLyingSize(t *testing.T) {
	r := &packedReader{ReadCloser: io.NopCloser(strings.NewReader("0123456789")), name: "a", left: 5}
	if _, err := io.ReadAll(r); err == nil {
		t.Error("ten bytes read of a member that announced five")
	}
	honest := &packedReader{ReadCloser: io.NopCloser(strings.NewReader("01234")), name: "a", left: 5}
	if b, err := io.ReadAll(honest); err != nil || string(b) != "01234" {
		t.Errorf("honest member: %q, %v", b, err)
	}
}

func TestTooMany(t *testing.T) {
	files := make([]file, MaxMembers+1)
	for i := range files {
		files[i] = file{name: strings.Repeat("a", i%200+1) + string(rune('a'+i%26)) + ".xml"}
	}
	if _, err := contents(zipped(t, files[:MaxMembers]...)); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	if _, err := contents(zipped(t, files...)); err == nil {
		t.Error("beyond the limit: opened")
	}
}

func TestUnpackedIsRemoved(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s, err := Open(tarred(t, tar.Header{Name: "a.xml", Typeflag: tar.TypeReg, Linkname: "1"}))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// whole is the bytes of a zip.
func whole(t *testing.T, files ...file) string {
	t.Helper()
	b, err := os.ReadFile(zipped(t, files...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Each export of SIECLE is a zip, and people send them together in one.
func TestZipInZip(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	one, two := whole(t, file{"Eleves.xml", "1"}), whole(t, file{"Nomenclature.xml", "2"}, file{"again.zip", "3"})
	lot := zipped(t, file{"ExportXML_Eleves.zip", one}, file{"sous/Nomenclature.ZIP", two}, file{"b.xml", "4"})
	s, err := Open(lot)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range s.Members {
		names = append(names, m.Name)
	}
	want := "lot.zip/ExportXML_Eleves.zip/Eleves.xml lot.zip/b.xml lot.zip/sous/Nomenclature.ZIP/Nomenclature.xml lot.zip/sous/Nomenclature.ZIP/again.zip"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("members %s", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := contents(lot); err != nil || got != "Eleves.xml=1 b.xml=4 Nomenclature.xml=2 again.zip=3" {
		t.Errorf("%q, %v", got, err)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	many := make([]file, MaxInner+1)
	for i := range many {
		many[i] = file{name: strings.Repeat("a", i+1) + ".zip", body: one}
	}
	if _, err := contents(zipped(t, many[:MaxInner]...)); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	for says, path := range map[string]string{
		"plus de 100 archives": zipped(t, many...),
		"démesurément":         zipped(t, file{"x.zip", whole(t, file{"a.xml", strings.Repeat("\x00", 300<<10)}) + strings.Repeat("\x00", 8<<20)}),
		"abîmée":               zipped(t, file{"x.zip", one[:len(one)-8]}),
		"chemin interdit":      zipped(t, file{"x.zip", whole(t, file{"../x", "1"})}),
	} {
		var fault *feed.Error
		if _, err := contents(path); !errors.As(err, &fault) || !strings.Contains(fault.Says, says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}
