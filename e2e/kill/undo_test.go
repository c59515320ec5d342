package kill

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"preau/base/db"
)

// kills is how many times the import, then its undoing, are killed.
const kills = 20

// cut runs a command and kills it after a while; it tells whether it ended first.
func (p *place) cut(t *testing.T, after time.Duration, name string, more ...string) (ended bool) {
	t.Helper()
	command := exec.Command(p.program, p.args(name, more...)...)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- command.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Fatalf("preau %s: %v", name, err)
		}
		return true
	case <-time.After(after):
	}
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-done
	return false
}

// count counts the rows of a query.
func (p *place) count(t *testing.T, query string) (n int) {
	t.Helper()
	if err := p.look(context.Background(), func(x *db.Tx) (err error) {
		n, _, err = db.First(x, func(r db.Row) (n int, err error) { return n, r.Scan(&n) }, query)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestKilledUndo kills an import of three schools at any point until it has
// ended, then its undoing: each school is whole or as before, and in the end
// nothing is left of it.
func TestKilledUndo(t *testing.T) {
	if !slow() {
		t.Skip("slow: make check kills it twenty times")
	}
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	p := &place{program: program, data: filepath.Join(t.TempDir(), "data")}
	files := filepath.Join(t.TempDir(), "files")
	if said, err := exec.Command(program, "generate", "-schools", "3", "-pupils", "60", "-out", files).CombinedOutput(); err != nil {
		t.Fatalf("preau generate: %v: %s", err, said)
	}
	for range kills {
		p.cut(t, time.Duration(rand.Int64N(int64(400*time.Millisecond))), "import", filepath.Join(files, "aaf"))
		if _, err := os.Stat(filepath.Join(p.data, "preau.db")); err != nil {
			continue // killed before there was anything
		}
		if p.count(t, `SELECT count(*) FROM sqlite_master WHERE name = 'directory_import_undo'`) == 1 {
			if err := p.whole(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if said, err := p.command(t.Context(), "import", filepath.Join(files, "aaf")); err != nil {
		t.Fatalf("preau import: %v: %s", err, said)
	}
	if schools := p.count(t, `SELECT count(DISTINCT school) FROM directory_tie`); schools != 3 {
		t.Fatalf("%d schools after the import", schools)
	}
	for _, run := range p.runs(t) {
		for range kills {
			if p.cut(t, time.Duration(rand.Int64N(int64(600*time.Millisecond))), "import", "-undo", run) {
				break
			}
			half := p.count(t, `SELECT count(*) FROM directory_import_school s WHERE s.state = 'undone' AND s.run = '`+run+`' AND EXISTS (
				SELECT 1 FROM directory_tie t WHERE t.school = s.school AND t.person IN (SELECT person FROM directory_import_undo WHERE run = s.run AND school = s.school))`)
			if half != 0 {
				t.Fatalf("%d schools are half undone", half)
			}
		}
		if p.count(t, `SELECT count(*) FROM directory_import WHERE state <> 'undone' AND run = '`+run+`'`) == 1 {
			if said, err := p.command(t.Context(), "import", "-undo", run); err != nil {
				t.Fatalf("preau import -undo: %v: %s", err, said)
			}
		}
	}
	if left := p.count(t, `SELECT (SELECT count(*) FROM directory_person) + (SELECT count(*) FROM directory_tie) + (SELECT count(*) FROM signin_account)`); left != 0 {
		t.Errorf("%d rows are left", left)
	}
	if said, err := p.command(t.Context(), "check"); err != nil {
		t.Errorf("preau check: %v: %s", err, said)
	}
}

// runs are the imports that can be undone, the latest first.
func (p *place) runs(t *testing.T) (all []string) {
	t.Helper()
	if err := p.look(t.Context(), func(x *db.Tx) (err error) {
		all, err = db.Strings(x, `SELECT run FROM directory_import_undo GROUP BY run ORDER BY max(at) DESC`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}
