package siecle

import (
	"cmp"
	"fmt"
	"strings"

	"preau/socle/directory/feed"
)

// describe reads what BEE_COMMUN says of the school.
func (g *gathering) describe(e *element) {
	s := &g.school
	s.Place = e.place()
	if name := joined(" ", e.one("DENOM_PRINC"), e.one("DENOM_COMPL")); name != "" {
		s.Name, s.Kind = name, feed.SchoolKind(name)
	}
	s.Street, s.PostalCode, s.Town = e.street(), e.one("CODE_POSTAL"), e.one("LIBELLE_POSTAL", "LL_COMMUNE_INSEE", "COMMUNE_ETRANGERE")
	s.Phone, s.Email = feed.Phone(e.one("TELEPHONE")), strings.ToLower(e.one("MEL_1", "MEL"))
	s.Academy = e.one("ACADEMIE/LIBELLE", "LL_ACADEMIE")
}

// describeCode reads a MEF, a subject, a division or a group. A code that comes
// again says nothing new.
func (g *gathering) describeCode(e *element) {
	code := e.one("CODE_MEF")
	switch e.kind {
	case "MATIERE":
		code = e.one("CODE_MATIERE")
	case "DIVISION", "GROUPE":
		code = e.one("CODE_STRUCTURE")
	}
	if code == "" {
		e.warn(e.line, fmt.Sprintf("un élément <%s> sans code est laissé de côté", e.kind))
		return
	}
	if g.seen[e.kind+" "+code] {
		return
	}
	g.seen[e.kind+" "+code] = true
	name := cmp.Or(e.one("LIBELLE_EDITION", "LIBELLE_LONG", "LIBELLE_COURT", "FORMATION"), code)
	switch e.kind {
	case "MEF":
		stat := e.one("CODE_MEFSTAT")
		g.mefs = append(g.mefs, &feed.MEF{Place: e.place(), Code: code, Name: name, Level: levels[stat[:min(4, len(stat))]]})
	case "MATIERE":
		g.subjects = append(g.subjects, &feed.Subject{Place: e.place(), Code: code, Name: name})
	case "DIVISION":
		g.school.Groups = append(g.school.Groups, feed.Group{Kind: feed.Division, Code: code, Name: name, MEF: e.one("MEFS_APPARTENANCE/MEF_APPARTENANCE/CODE_MEF")})
	case "GROUPE":
		g.school.Groups = append(g.school.Groups, feed.Group{
			Kind: feed.Teaching, Code: code, Name: name, Divisions: e.all("DIVISIONS_APPARTENANCE/DIVISION_APPARTENANCE/CODE_STRUCTURE"),
		})
	}
}

// label reads a code of the nomenclatures.
func (g *gathering) label(e *element, key string) {
	if code, says := e.one(key), e.one("LIBELLE_LONG", "LIBELLE_EDITION", "LIBELLE_COURT", "LIBELLE"); code != "" && says != "" {
		g.labels[key+" "+code] = says
	}
}

// labelled is the label of a code: as the set's nomenclature has it, else as it
// is known. One that nothing tells is warned of once.
func (g *gathering) labelled(at feed.Place, key, code, what string, known map[string]string) string {
	if code == "" {
		return ""
	}
	if says := cmp.Or(g.labels[key+" "+code], known[code]); says != "" {
		return says
	}
	if !g.unknown[key+" "+code] {
		g.unknown[key+" "+code] = true
		g.warn(at, fmt.Sprintf("%s « %.20s » n’est pas connu : ajoutez la nomenclature au lot pour qu’il soit lu", what, code))
	}
	return ""
}

// street is the lines of an address that are not empty.
func (e *element) street() string {
	return joined(", ", e.one("LIGNE1_ADRESSE"), e.one("LIGNE2_ADRESSE"), e.one("LIGNE3_ADRESSE"), e.one("LIGNE4_ADRESSE"))
}

// address reads an ADRESSE. The first that is given under a key counts.
func (g *gathering) address(e *element) {
	id := e.one("ADRESSE_ID")
	if _, known := g.homes[id]; id == "" || known {
		return
	}
	g.homes[id] = home{e.street(), e.one("CODE_POSTAL"), e.one("LIBELLE_POSTAL", "LL_COMMUNE_INSEE", "COMMUNE_ETRANGERE"), e.one("LL_PAYS")}
}

// house gives somebody their address. Files without addresses name them all the
// same.
func (g *gathering) house(p *person) {
	if p.address == "" || len(g.homes) == 0 {
		return
	}
	h, ok := g.homes[p.address]
	if !ok {
		g.warn(p.Place, fmt.Sprintf("l’adresse %.20s n’est pas dans le fichier : elle est laissée de côté", p.address))
		return
	}
	p.Street, p.PostalCode, p.Town, p.Country = h.street, h.code, h.town, h.country
}

// joined puts together the words that are not empty.
func joined(by string, words ...string) string {
	var said []string
	for _, w := range words {
		if w != "" {
			said = append(said, w)
		}
	}
	return strings.Join(said, by)
}
