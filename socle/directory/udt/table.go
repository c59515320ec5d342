package udt

import (
	"errors"
	"fmt"
	"io"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
	"preau/socle/directory/feed/xmlscan"
)

// The most that is taken of one school.
const (
	maxRecords  = 200_000 // elements of one table
	maxWarnings = 5000    // an import shows fewer
)

// row is an element that holds a record. It is good until the next one.
type row struct {
	scan *xmlscan.Scanner
	file string
	line int
	s    *school
}

// of is the value of an attribute, as records hold it; one that is too long is
// left out.
func (r row) of(name string) string {
	v := feed.Clean(string(r.scan.Attr(name)))
	if len(v) > feed.MaxValue {
		r.s.warn(r.file, r.line, fmt.Sprintf("une valeur de plus de %d caractères est laissée de côté", feed.MaxValue))
		return ""
	}
	return v
}

func (r row) place() feed.Place { return feed.Place{File: r.file, Line: r.line} }

func (r row) warn(says string) { r.s.warn(r.file, r.line, says) }

func (s *school) warn(file string, line int, says string) {
	if len(s.warnings) < maxWarnings {
		s.warnings = append(s.warnings, feed.Warning{Place: feed.Place{File: file, Line: line}, Says: says})
	}
}

// table reads one table: what an element is its name says, wherever it stands.
func (s *school) table(m source.Member) error {
	f, err := m.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", m.Name, err)
	}
	defer f.Close()
	scan, err := xmlscan.New(f)
	if err != nil {
		return xmlscan.Located(m.Name, err)
	}
	s.at = feed.Place{File: m.Name}
	var text []byte
	for n := 0; ; {
		kind, err := scan.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return xmlscan.Located(m.Name, err)
		}
		switch kind {
		case xmlscan.Start:
			if n++; n > maxRecords {
				return feed.Refuse(m.Name, scan.Line(), fmt.Sprintf("cette table a plus de %d éléments : elle est abîmée, refaites l’export", maxRecords))
			}
			text = text[:0]
			s.record(string(scan.Name()), row{scan: scan, file: m.Name, line: scan.Line(), s: s})
		case xmlscan.Text:
			if len(text) <= feed.MaxValue {
				text = append(text, scan.Text()...)
			}
		case xmlscan.End:
			s.said(string(scan.Name()), feed.Clean(string(text)))
			text = text[:0]
		}
	}
}

// record reads one element.
func (s *school) record(name string, r row) {
	read := map[string]func(row){
		"fermeture": s.closed, "semaine": s.starting, "salle": s.room, "prof": s.teacher, "mat": s.subject, "demi_seq": s.slot,
		"div": s.division, "eleve": s.pupil, "gpe": s.group, "rgpmt": s.union, "ele_gpe": s.member, "coens": s.helper, "fiche": s.card, "ligfiche": s.entry,
	}[name]
	if read != nil {
		read(r)
	}
}

// said reads the text of an element: the calendar's days.
func (s *school) said(name, text string) {
	day, ok := feed.FrenchDay(text)
	switch {
	case !ok:
	case name == "debut_eleve":
		s.begins = day
	case name == "fin_eleve":
		s.ends = day
	}
}
