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

// WriteTruth writes path, a CSV that tells who is whom: one row for each key under which a file of a format knows
// somebody, with the human being it stands for. Two keys of one human are one person, a teacher who is also a parent
// for instance; rows of different humans that look alike (homonyms, twins) are fewer than one person in a thousand.
// The keys are those that the files write: ENTPersonJointure, ELEVE_ID and PERSONNE_ID, the ID of an INDIVIDU, IDPN.
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
	w.Write(truthHead) // an error stays and shows at Error
	for s := range schools {
		for r := range Truth(s) {
			w.Write([]string{r.Human, r.Source, r.Key, r.Kind, r.School, r.Person.First, r.Person.Family, r.Person.Born})
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

// Known is somebody as a file of a format knows them.
type Known struct {
	Human  string // the same for all that is known of one person
	Source string // the format
	Key    string // as its file writes it
	Kind   string // pupil, guardian or staff
	School string // UAI
	Person *generate.Person
}

// Truth gives all that the files of each format know of the people of a school.
func Truth(s *generate.School) iter.Seq[Known] {
	return func(yield func(Known) bool) {
		for _, of := range []func(*generate.School, func(Known) bool) bool{aafTruth, siecleTruth, stsTruth, edtTruth} {
			if !of(s, yield) {
				return
			}
		}
	}
}

func aafTruth(s *generate.School, yield func(Known) bool) bool {
	for _, x := range s.Pupils {
		if !yield(Known{x.Human, "aaf", x.Key, "pupil", s.UAI, &x.Person}) {
			return false
		}
	}
	for _, x := range s.Guardians {
		if !yield(Known{x.Human, "aaf", x.Key, "guardian", s.UAI, &x.Person}) {
			return false
		}
	}
	for _, x := range s.Staff {
		for _, p := range x.Posts {
			if !yield(Known{x.Human, "aaf", x.Key, "staff", p.UAI, &x.Person}) {
				return false
			}
		}
	}
	return true
}

func siecleTruth(s *generate.School, yield func(Known) bool) bool {
	for _, x := range s.Pupils {
		if !yield(Known{x.Human, "siecle", x.SchoolKey, "pupil", s.UAI, &x.Person}) {
			return false
		}
	}
	for _, x := range adults(s) {
		if !yield(Known{x.Human, "siecle", x.Key, "guardian", s.UAI, &x.Person}) {
			return false
		}
	}
	return true
}

func stsTruth(s *generate.School, yield func(Known) bool) bool {
	for _, x := range workers(s) {
		if inSTS(x) && !yield(Known{x.Human, "sts", x.STS, "staff", s.UAI, &x.Person}) {
			return false
		}
	}
	return true
}

func edtTruth(s *generate.School, yield func(Known) bool) bool {
	told := map[string]bool{}
	for _, x := range s.Pupils {
		if !yield(Known{x.Human, "edt", "P" + x.Key, "pupil", s.UAI, &x.Person}) {
			return false
		}
		for _, t := range x.Guardians[:min(2, len(x.Guardians))] {
			key := "R" + t.Guardian.Key
			if told[key] {
				continue
			}
			if told[key] = true; !yield(Known{t.Guardian.Human, "edt", key, "guardian", s.UAI, &t.Guardian.Person}) {
				return false
			}
		}
	}
	for _, x := range workers(s) {
		if x.Posts[0].Function == generate.Teaching && !yield(Known{x.Human, "edt", "E" + x.Key, "staff", s.UAI, &x.Person}) {
			return false
		}
	}
	return true
}
