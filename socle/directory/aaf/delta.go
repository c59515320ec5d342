package aaf

import (
	"errors"
	"fmt"
	"io"
	"regexp"

	"preau/socle/directory/feed"
)

// told are the fields that the attributes of a modifyRequest tell, where an
// empty value or a list that is shorter than before means something. All other
// attributes replace what they name, and an empty one changes nothing.
var told = map[string]string{
	"ENTPersonMobileSMS": "SMS", "ENTPersonAdresseDiffusion": "Address", "ENTPersonStructRattach": "School",
	"ENTEleveMEF": "MEF", "ENTEleveRegime": "Board", "ENTEleveStatutEleve": "Status", "ENTEleveBoursier": "Scholarship", "ENTEleveTransport": "Transport",
	"ENTEleveDateEntreeStructRattach": "Entered", "ENTEleveDateSortieStructRattach": "Left",
	"ENTEleveClasses": feed.Of("Groups", feed.Division), "ENTEleveGroupes": feed.Of("Groups", feed.Teaching), "ENTElevePersRelEleve": "Links",
	"ENTPersonFonctions": "Functions", "ENTAuxEnsClassesPrincipal": "FormOf",
	"ENTAuxEnsClasses": feed.Of("Teaches", feed.Division), "ENTAuxEnsGroupes": feed.Of("Teaches", feed.Teaching),
	"ENTAuxEnsClassesMatieres": feed.Of("Courses", feed.Division), "ENTAuxEnsGroupesMatieres": feed.Of("Courses", feed.Teaching),
}

// part is what a request tells of somebody.
func (r *request) part() feed.Part {
	if r.verb != changes {
		return nil
	}
	part := feed.Changed()
	for _, a := range r.attrs {
		if name := told[a.name]; name != "" {
			part = append(part, name)
		}
		if r.primary {
			part = append(part, toldPrimary[a.name]...)
		}
	}
	return part
}

// gone reads a deleteRequest: somebody who left. What is no person stays in the
// directory, whose own people may still use it.
func (r *request) gone(category int) feed.Record {
	switch {
	case category == etab:
		r.warn(r.line, fmt.Sprintf("l’académie retire l’établissement %.40s : il reste dans l’annuaire, avec ses personnes", r.id))
	case kinds[category] == "":
	case r.id == "":
		r.warn(r.line, "un départ sans clé de jointure est laissé de côté")
	default:
		return &feed.Gone{Place: r.place(), Kind: kinds[category], Key: r.id}
	}
	return nil
}

// kinds are the kinds of people by the type of their file.
var kinds = map[int]string{persEducNat: feed.KindStaff, persRelEleve: feed.KindGuardian, eleve: feed.KindPupil}

// sorted finds in a file's name whether it is of a complete delivery.
var sorted = regexp.MustCompile(`(?i)_(Complet|Delta)_`)

// maxLook is how many requests of a file are looked at for a change, where its
// name does not tell.
const maxLook = 20_000

// delta tells whether a file is of a delivery of changes: by its name; failing
// that by its requests, of which first is read already.
func delta(name string, d *decoder, first *request) (bool, error) {
	if m := sorted.FindStringSubmatch(name); m != nil {
		return m[1][0] == 'D' || m[1][0] == 'd', nil
	}
	for n, r := 0, first; n < maxLook; n++ {
		if r.verb != adds {
			return true, nil
		}
		var err error
		if r, err = d.next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return false, err
		}
	}
	return false, nil
}

// sort tells whether the set is complete or of changes. It cannot be both, nor
// of several days of changes: their order would be lost.
func (s *Set) sort() error {
	var one *probe
	for i := range s.members {
		p := &s.members[i]
		switch {
		case !p.filled:
		case one == nil:
			one = p
		case one.delta != p.delta:
			return feed.Refuse(p.member.Name, 0, "ce lot mélange une livraison complète et une livraison de changements (delta) : importez la complète d’abord, puis les changements")
		case p.delta && one.day != "" && p.day != "" && one.day != p.day:
			return feed.Refuse(p.member.Name, 0, "ce lot contient les changements (delta) de plusieurs jours : importez-les l’un après l’autre, du plus ancien au plus récent")
		}
	}
	s.header.Delta = one != nil && one.delta
	s.header.Complete = !s.header.Delta
	return nil
}

// fits refuses a change in a complete delivery.
func (r *request) fits(delta bool) error {
	if delta || r.verb == adds {
		return nil
	}
	return feed.Refuse(r.file, r.line, "ce fichier se dit complet et contient des changements (modifyRequest, deleteRequest) : s’il est d’une livraison de changements, son nom doit contenir « _Delta_ »")
}
