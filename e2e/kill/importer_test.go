package kill

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"preau/base/db"
)

// An importer reads sets of invented schools, one after the other, by processes that are killed at any moment until
// one comes to its end.
type importer struct {
	*place
	sets string // a folder for the sets
	set  int    // the number of the set
	try  int    // of the set
}

// write is one process.
func (i *importer) write(ctx context.Context) (string, error) {
	dir, err := i.files(ctx)
	if err != nil {
		return "", err
	}
	i.try++
	life := 30*time.Millisecond + rand.N(time.Duration(i.try)*400*time.Millisecond)
	short, cancel := context.WithTimeout(ctx, life)
	defer cancel()
	if said, err := i.command(short, "import", filepath.Join(dir, "aaf")); err != nil {
		return "", fmt.Errorf("preau import: %w: %s", err, said)
	}
	said, err := i.command(ctx, "import", "-dry-run", filepath.Join(dir, "aaf"))
	if err != nil {
		return "", err
	}
	if !strings.Contains(said, " 0 arrivées, 0 changements, 0 départs,") {
		return fmt.Sprintf("import %d %s: the second run would change something: %.200s", i.set, dir, said), nil
	}
	ack := fmt.Sprintf("import %d %s", i.set, dir)
	i.set, i.try = i.set+1, 0
	return ack, nil
}

var (
	uai = regexp.MustCompile(`999(\d{4}[A-Z]<)`)
	ine = regexp.MustCompile(`(ENTEleveINE"><value>)\d\d`)
)

// files are the files of the set: schools and people that no other set has, so from an academy of its own.
func (i *importer) files(ctx context.Context) (string, error) {
	dir := filepath.Join(i.sets, fmt.Sprint(i.set))
	if _, err := os.Stat(filepath.Join(dir, "done")); err == nil {
		return dir, nil
	}
	if said, err := exec.CommandContext(ctx, i.program, "generate", "-schools", "4", "-pupils", "60", "-seed", fmt.Sprint(100+i.set), "-out", dir).CombinedOutput(); err != nil {
		return "", fmt.Errorf("preau generate: %w: %s", err, said)
	}
	names, err := filepath.Glob(filepath.Join(dir, "aaf", "*.xml"))
	for _, name := range names {
		var text []byte
		if text, err = os.ReadFile(name); err != nil {
			break
		}
		text = []byte(strings.ReplaceAll(string(text), `codeAcademieExport="10"`, fmt.Sprintf(`codeAcademieExport="%s"`, i.academy())))
		text = uai.ReplaceAll(text, []byte(fmt.Sprintf("%03d${1}", 100+i.set)))
		text = ine.ReplaceAll(text, []byte(fmt.Sprintf("${1}%02d", i.set%100)))
		if err = os.WriteFile(name, text, 0o600); err != nil {
			break
		}
	}
	if err != nil {
		return "", err
	}
	return dir, os.WriteFile(filepath.Join(dir, "done"), nil, 0o600)
}

func (i *importer) academy() string { return fmt.Sprint(101 + i.set) }

// whole tells that every school of every import is whole or untouched, from the rows themselves. Whoever may be somebody
// already known waits for a person's word, and the guardians of such a pupil too.
func (p *place) whole(ctx context.Context) error {
	return p.look(ctx, func(t *db.Tx) error {
		for _, law := range []struct{ says, query string }{
			{"in an applied school, and not in the directory", `
				SELECT i.source || ' ' || a.key FROM directory_import_at a
				JOIN directory_import i ON i.run = a.run
				JOIN directory_import_school s ON s.run = a.run AND s.key = a.school AND s.state = 'applied'
				WHERE NOT EXISTS (SELECT 1 FROM directory_key k WHERE k.source = i.source AND k.key = a.key)
				AND NOT EXISTS (SELECT 1 FROM directory_import_diff d WHERE d.run = a.run AND d.school = s.school AND d.what = 'doubtful'
					AND (d.key = a.key OR a.kind = 'guardian')) LIMIT 5`},
			{"in a school that no import was applied to", `
				SELECT t.school || ' ' || t.person FROM directory_tie t
				WHERE t.school IN (SELECT school FROM directory_import_school)
				AND t.school NOT IN (SELECT school FROM directory_import_school WHERE state = 'applied') LIMIT 5`},
		} {
			bad, err := db.Strings(t, law.query)
			if err != nil {
				return err
			}
			if len(bad) > 0 {
				return fmt.Errorf("half an import: %q %s", bad, law.says)
			}
		}
		return nil
	})
}

// imported tells that a set that came to its end is there, to the last person.
func (p *place) imported(ctx context.Context, set int, dir string) error {
	file, err := os.Open(filepath.Join(dir, "truth.csv"))
	if err != nil {
		return err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return err
	}
	source := "aaf:" + (&importer{set: set}).academy()
	return p.look(ctx, func(t *db.Tx) error {
		have, err := db.Strings(t, `SELECT key FROM directory_key WHERE source = ?`, source)
		doubts, more := db.Strings(t, `SELECT DISTINCT d.key FROM directory_import_diff d JOIN directory_import i ON i.run = d.run WHERE i.source = ? AND d.what = 'doubtful'`, source)
		if err := errors.Join(err, more); err != nil {
			return err
		}
		for _, line := range lines[1:] {
			key, waits := line[2], len(doubts) > 0 && line[3] == "guardian"
			if line[1] == "aaf" && !waits && !slices.Contains(have, key) && !slices.Contains(doubts, key) {
				return fmt.Errorf("import %d: of its people %s is not there", set, key)
			}
		}
		return nil
	})
}
