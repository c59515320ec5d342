package sets

import (
	"encoding/csv"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"preau/socle/directory/generate"
)

// truthHead are the columns of truth.csv: the human being, then one of the keys under which a file knows them.
var truthHead = []string{"human", "source", "key", "kind", "school", "first_name", "family_name", "birth_date"}

// WriteTruth writes path, a CSV that tells who is whom: one row for each key of each person, with the human being it
// stands for. Two keys of one human are one person, a teacher who is also a parent for instance; rows of different
// humans that look alike (homonyms, twins) are fewer than one person in a thousand.
func WriteTruth(path string, schools iter.Seq[*generate.School]) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make the folder of the truth: %w", err)
	}
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("create the truth: %w", err)
	}
	defer file.Close()
	w := csv.NewWriter(file)
	row := func(kind, school string, p *generate.Person) {
		w.Write([]string{p.Human, "aaf", p.Key, kind, school, p.First, p.Family, p.Born}) // an error stays and shows at Error
	}
	w.Write(truthHead)
	for s := range schools {
		for _, x := range s.Pupils {
			row("pupil", s.UAI, &x.Person)
		}
		for _, x := range s.Guardians {
			row("guardian", s.UAI, &x.Person)
		}
		for _, x := range s.Staff {
			for _, p := range x.Posts {
				row("staff", p.UAI, &x.Person)
			}
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("write the truth: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("close the truth: %w", err)
	}
	return nil
}
