package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"preau/base/blob"
)

// small mounts a folder that holds no more than some bytes, with the demonstration in it.
func small(t *testing.T, size int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "small")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("preau", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("a small disk cannot be made here, which root may: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	data := filepath.Join(dir, "data")
	if err := os.CopyFS(data, os.DirFS(demonstration(t))); err != nil {
		t.Fatal(err)
	}
	return data
}

// fill takes all the room that is left on the disk of a data folder, until free is called.
func fill(t *testing.T, data string) (free func()) {
	t.Helper()
	name := filepath.Join(filepath.Dir(data), "ballast")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 4096); err == nil; {
		_, err = file.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

// upload sends one file, and fields by name and value in turn, as the page of the same address would.
func (v *Visitor) upload(path, field, name string, body []byte, fields ...string) *Sheet {
	v.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			v.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(body)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		v.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path, &b)
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.send(request)
}

// draft is the form of an article.
func draft(section, title string) url.Values {
	return url.Values{"rubrique": {section}, "titre": {title}, "texte": {strings.Repeat("Pas de place. ", 200)}, "action": {"brouillon"}}
}

// TestDiskFull: where the disk is full, who writes is told so on a page and nothing is half there; who reads reads on;
// and once there is room again all goes on, without a restart.
func TestDiskFull(t *testing.T) {
	data := small(t, blob.MinFree+32<<20)
	s := ServeIn(t, data)
	head, pupil := s.As("helene.vasseur"), s.As("ines.moreau")
	section := option(all(head.Get("/actualites/nouveau").root, "select")[0], "Vie du collège", true)
	article := head.Post("/actualites/nouveau", draft(section, "Avant")).At.Path
	if !strings.HasPrefix(article, "/actualites/0") {
		t.Fatalf("a draft led to %s", article)
	}
	files := count(t, filepath.Join(data, "blob"))

	free := fill(t, data)
	kept, refused := 0, 0
	for n := 0; n < 2000 && refused < 3; n++ { // what the database has laid by is written first
		switch answer := head.Post("/actualites/nouveau", draft(section, fmt.Sprintf("Plein %d", n))); {
		case answer.Status == http.StatusOK:
			kept++
		case answer.Status == http.StatusInsufficientStorage && refused == 0:
			if !strings.Contains(answer.Body, "<h1") || !strings.Contains(answer.Body, "place") {
				t.Errorf("the page of a full disk:\n%.2000s", answer.Body)
			}
			refused++
		case answer.Status == http.StatusInsufficientStorage:
			refused++
		default:
			t.Fatalf("draft %d: %d at %s\n%.2000s", n, answer.Status, answer.At, answer.Body)
		}
	}
	if refused != 3 {
		t.Fatal("the disk was never full")
	}
	pdf := append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte("plein"), 50_000)...)
	if answer := head.upload(strings.Replace(article, "/actualites/", "/actualites/joindre/", 1), "fichiers", "plein.pdf", pdf); answer.Status != http.StatusInsufficientStorage {
		t.Errorf("a file on a full disk: %d", answer.Status)
	}
	entering := s.Stranger().Post("/connexion", url.Values{"identifiant": {"marc.lebrun"}, "motdepasse": {password}})
	if entering.Status != http.StatusInsufficientStorage {
		t.Errorf("a sign-in on a full disk: %d", entering.Status)
	}
	for _, path := range []string{"/", "/actualites", "/annuaire", "/compte", article} {
		if answer := head.Get(path); answer.Status != http.StatusOK {
			t.Errorf("reading %s on a full disk: %d", path, answer.Status)
		}
	}
	if answer := pupil.Get("/actualites"); answer.Status != http.StatusOK || !strings.Contains(answer.Body, "planétarium") {
		t.Errorf("reading the news on a full disk: %d", answer.Status)
	}
	if answer := s.Stranger().Get("/readyz"); answer.Status != http.StatusServiceUnavailable {
		t.Errorf("/readyz on a full disk: %d", answer.Status)
	}
	if said, err := exec.Command(program(t), "person", "block", "-data", data, "marc.lebrun").CombinedOutput(); err == nil || !strings.Contains(string(said), "full") {
		t.Errorf("a command on a full disk: %v: %s", err, said)
	}

	free()
	if answer := head.upload(strings.Replace(article, "/actualites/", "/actualites/joindre/", 1), "fichiers", "place.pdf", pdf); answer.Status != http.StatusOK {
		t.Errorf("a file where there is room again: %d", answer.Status)
	}
	if now := count(t, filepath.Join(data, "blob")); now != files+1 {
		t.Errorf("%d files are kept, want %d: something of a refused one is left", now, files+1)
	}
	s.As("marc.lebrun")
	ready := 0
	for begun := time.Now(); ready != http.StatusOK && time.Since(begun) < patience; time.Sleep(100 * time.Millisecond) {
		ready = s.Stranger().Get("/readyz").Status
	}
	if ready != http.StatusOK {
		t.Errorf("/readyz where there is room again: %d", ready)
	}
	for _, when := range []string{"at once", "after a start"} {
		desk := head.Get("/actualites/redaction").Body
		for n := range kept + 1 {
			if title := fmt.Sprintf("Plein %d<", n); strings.Contains(desk, title) != (n < kept) {
				t.Errorf("%s, %q: of %d that were kept", when, title, kept)
			}
		}
		if said, err := exec.Command(program(t), "check", "-data", data).CombinedOutput(); err != nil {
			t.Errorf("%s, preau check: %v: %s", when, err, said)
		}
		if when == "at once" {
			s.Stop()
			s.Start()
		}
	}
}

// count is how many files a folder holds, in all its folders.
func count(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
