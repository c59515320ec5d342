package edt

import (
	"fmt"
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// A key is the best that the file says of somebody, behind what it is:
//
//	ine:070832327JA             the national number of a pupil
//	siecle:1234                 ELEVE_ID
//	epp:69881                   the number of STS-Web of a teacher
//	pn:KVX8NTH4DPQ3SYU7         the identifier that PRONOTE gives for good
//	nom:moreau ines:2013-05-04  failing that, the name and the birth date
//
// A number that two people of a file have is nobody's. A guardian has no birth
// date: the key of the first child of theirs stands in its place.

// The attributes that make keys, the best first.
var (
	pupilKeys = [][2]string{{"NumeroNational", "ine:"}, {"IDSconet", "siecle:"}, {"IDPN", "pn:"}}
	staffKeys = [][2]string{{"IDSTS", "epp:"}, {"IDPN", "pn:"}}
)

// candidates are the keys that somebody's numbers make; one is empty where there
// is no number.
func candidates(e element, of [][2]string) []string {
	all := make([]string, len(of))
	for i, k := range of {
		if v := strings.ToUpper(e.attr(k[0])); v != "" {
			all[i] = k[1] + v
		}
	}
	return all
}

// names counts who has a key.
type names map[string]int

func (n names) count(keys []string) {
	for _, k := range keys {
		if k != "" {
			n[k]++
		}
	}
}

// best is the first key that is somebody's alone; failing that, the one of the
// name. It warns of numbers that are not.
func (n names) best(keys []string, plain string, f *file, line int) string {
	for _, k := range keys {
		switch {
		case n[k] == 1:
			return k
		case n[k] > 1:
			_, number, _ := strings.Cut(k, ":")
			f.warn(line, fmt.Sprintf("le numéro « %.40s » est celui de %d personnes du fichier : il ne sert à en reconnaître aucune", number, n[k]))
		}
	}
	return plain
}

// folded is a name as keys have it.
func folded(p *feed.Person) string { return text.SortKey(p.Family + " " + p.First) }

// plain is the key of who has no number.
func plain(p *feed.Person) string { return "nom:" + folded(p) + ":" + p.BirthDate }

// person reads what all people have; false when it is nobody.
func (f *file) person(e element, what string) (feed.Person, bool) {
	p := feed.Person{Place: f.place(e.line), Family: e.attr("Nom"), First: e.attr("Prenom"), PostalCode: e.attr("CodePostal")}
	if p.Family == "" && p.First == "" {
		f.warn(e.line, what+" n’a ni nom ni prénom : laissé de côté")
		return p, false
	}
	return p, true
}
