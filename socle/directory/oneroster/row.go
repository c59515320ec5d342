package oneroster

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
)

// each runs fn on the rows of a member that stand: those that the sender marked
// to be deleted do not, and go to deleted, which may be nil. It gives what is to
// be warned of.
func each(m source.Member, required []string, fn func(row) error, deleted func(row)) ([]feed.Warning, error) {
	t, err := open(m)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	t.deleted = deleted
	for _, name := range required {
		if _, ok := t.at[strings.ToLower(name)]; !ok {
			return nil, feed.Refuse(m.Name, 1, fmt.Sprintf("il manque la colonne %s : la première ligne doit nommer les colonnes comme OneRoster, séparées par des virgules", name))
		}
	}
	for {
		fields, line, err := t.Next()
		if errors.Is(err, io.EOF) {
			return t.told(), nil
		}
		if err != nil {
			return t.told(), err
		}
		r := row{t: t, fields: fields, line: line}
		if !r.stands() {
			continue
		}
		if err := fn(r); err != nil {
			return t.told(), err
		}
	}
}

// stands looks at a row as a whole.
func (r row) stands() bool {
	if strings.Trim(strings.Join(r.fields, ""), " \t\r\n") == "" {
		return false
	}
	switch {
	case len(r.fields) < r.t.named:
		r.t.note(r.line, "lignes qui ont moins de valeurs que de colonnes : %d, les dernières sont prises pour vides")
	case len(r.fields) > r.t.named && strings.Join(r.fields[r.t.named:], "") != "":
		r.t.note(r.line, "lignes qui ont plus de valeurs que de colonnes : %d, les dernières sont laissées de côté")
	}
	if v := r.of("dateLastModified"); v != "" {
		if _, iso := day(v); !iso {
			r.t.note(r.line, "dates de modification qui ne sont pas écrites aaaa-mm-jj : %d, elles ne servent pas")
		}
	}
	switch v := r.of("status"); strings.ToLower(v) {
	case "", "active":
		return true
	case "tobedeleted", "inactive":
		if r.t.deleted != nil {
			r.t.deleted(r)
			return false
		}
		r.t.note(r.line, "lignes dites à supprimer (tobedeleted) ou inactives : %d, laissées de côté")
	default:
		r.t.warn(r.line, fmt.Sprintf("l’état « %.40s » n’est pas connu : la ligne est laissée de côté", v))
	}
	return false
}

// day is a day that is written first in v, and whether it is written as the
// standard wants; both French and ISO 8601 are read.
func day(v string) (d string, iso bool) {
	v, _, _ = strings.Cut(v, "T")
	v, _, _ = strings.Cut(v, " ")
	t, err := time.Parse(time.DateOnly, v)
	iso = err == nil
	if err != nil {
		t, err = time.Parse("2/1/2006", v)
	}
	if err != nil || t.Year() < 1900 {
		return "", false
	}
	return t.Format(time.DateOnly), iso
}

// day is the day of a column; one that does not exist is left out.
func (r row) day(name, says string) string {
	v := r.of(name)
	if v == "" {
		return ""
	}
	d, iso := day(v)
	switch {
	case d == "":
		r.t.warn(r.line, fmt.Sprintf("%s « %.40s » n’est pas un jour (aaaa-mm-jj) : laissée de côté", says, v))
	case !iso:
		r.t.note(r.line, "dates écrites jj/mm/aaaa au lieu de aaaa-mm-jj : %d, lues jour, mois, année")
	}
	return d
}

// national finds the INE among userIds: {INE:070832327JA}.
var national = regexp.MustCompile(`(?i)^\{INE:(\w{11})\}$`)

// ine is the national number of a pupil.
func (r row) ine() string {
	for _, v := range r.list("userIds") {
		if m := national.FindStringSubmatch(v); m != nil {
			return strings.ToUpper(m[1])
		}
	}
	return ""
}
