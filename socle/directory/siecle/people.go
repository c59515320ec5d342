package siecle

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"preau/socle/directory/feed"
)

// person is a pupil, or a guardian, who has the fields of a Person alone; with
// the codes that other elements explain.
type person struct {
	feed.Pupil
	address, board, status string
}

// people are those of one kind, each once, in the order of the files.
type people struct {
	all   []*person
	byKey map[string]*person
}

// add adds somebody. Who comes again, as a pupil of two structures does and
// everybody when two exports are given, completes the first; where the two
// differ, the first counts.
func (l *people) add(g *gathering, p *person) {
	if p == nil {
		return
	}
	before := l.byKey[p.Key]
	if before == nil {
		if l.byKey == nil {
			l.byKey = map[string]*person{}
		}
		l.byKey[p.Key] = p
		l.all = append(l.all, p)
		return
	}
	now, differs := p.values(), false
	for i, v := range before.values() {
		switch {
		case *v == "":
			*v = *now[i]
		case *now[i] != "" && *now[i] != *v:
			differs = true
		}
	}
	if differs {
		g.warn(p.Place, fmt.Sprintf("la fiche %.40s vient une seconde fois, différente (d’abord ligne %d) : la première compte", strings.TrimPrefix(p.Key, "p"), before.Line))
	}
}

// values are the words that are known of somebody.
func (p *person) values() []*string {
	return []*string{
		&p.Civility, &p.Family, &p.First, &p.Birth, &p.Others, &p.BirthDate, &p.Email, &p.Phone, &p.Mobile, &p.Work,
		&p.INE, &p.MEF, &p.Entered, &p.Left, &p.address, &p.board, &p.status,
	}
}

// name reads what everybody has; false, with a warning, when it is nobody.
func (e *element) name(key, prefix string) (*person, bool) {
	birth := e.one("NOM_DE_FAMILLE", "NOM")
	p := &person{address: e.one("ADRESSE_ID")}
	p.Person = feed.Person{
		Place: e.place(), Key: prefix + e.one(key), Family: cmp.Or(e.one("NOM_USAGE"), birth), First: e.one("PRENOM"), Birth: birth,
		Email: strings.ToLower(e.one("MEL", "EMAIL")), Phone: feed.Phone(e.one("TEL_PERSONNEL")), Mobile: feed.Phone(e.one("TEL_PORTABLE")),
		Work: feed.Phone(e.one("TEL_PROFESSIONNEL")), SMS: e.yes("ACCEPTE_SMS"), Address: e.yes("COMMUNICATION_ADRESSE"),
	}
	switch {
	case p.Key == prefix:
		e.warn(e.line, fmt.Sprintf("une fiche sans %s est laissée de côté", key))
		return nil, false
	case p.Family == "" && p.First == "":
		e.warn(e.line, fmt.Sprintf("la fiche %.40s n’a ni nom ni prénom : elle est laissée de côté", e.one(key)))
		return nil, false
	}
	return p, true
}

// readAdult reads a PERSONNE. Its key begins with a letter: those of pupils and
// of guardians are numbers of two sequences.
func (g *gathering) readAdult(e *element) *person {
	p, ok := e.name("PERSONNE_ID", "p")
	if ok {
		p.Civility = feed.Civility(e.one("LC_CIVILITE", "LL_CIVILITE"))
	}
	return p
}

// readPupil reads an ELEVE.
func (g *gathering) readPupil(e *element) *person {
	p, ok := e.name("ELEVE_ID", "")
	if !ok {
		return nil
	}
	p.Civility = map[string]string{"1": "M.", "2": "Mme"}[e.one("CODE_SEXE")]
	if more := joined(" ", e.one("PRENOM2"), e.one("PRENOM3")); more != "" {
		p.Others = joined(" ", p.First, more)
	}
	p.BirthDate = e.day("DATE_NAISS", "la date de naissance")
	p.Local, p.School, p.MEF, p.INE = p.Key, g.set.uai, e.one("CODE_MEF"), e.ine()
	p.board, p.status = e.one("CODE_REGIME"), e.one("CODE_STATUT")
	p.Transport = e.yes("ADHESION_TRANSPORT")
	p.Entered, p.Left = e.day("DATE_ENTREE", "la date d’entrée"), e.day("DATE_SORTIE", "la date de sortie")
	return p
}

// rnie is the form of the numbers of the Répertoire national, which replace the
// older ones.
var rnie = regexp.MustCompile(`^\d{9}[A-Z]{2}$`)

// ine is a pupil's national number: of those that the file gives, the one of the
// Répertoire national.
func (e *element) ine() string {
	var found []string
	for _, name := range []string{"ID_NATIONAL", "INE_RNIE", "INE_BEA"} {
		v := strings.ToUpper(e.one(name))
		if v != "" && len(v) != 11 {
			e.warn(e.lineOf(name), "un INE n’a pas 11 caractères : il est laissé de côté")
			continue
		}
		if v != "" {
			found = append(found, v)
		}
	}
	if i := slices.IndexFunc(found, rnie.MatchString); i >= 0 {
		return found[i]
	}
	return joined("", found[:min(1, len(found))]...)
}

// place reads a STRUCTURE: a division or a group of a pupil.
func (g *gathering) place(e *element) {
	id, code := e.one("ELEVE_ID"), e.one("CODE_STRUCTURE")
	kind, known := map[string]string{"D": feed.Division, "G": feed.Teaching}[e.one("TYPE_STRUCTURE")]
	switch {
	case id == "" || code == "":
		e.warn(e.line, "une structure sans élève ou sans code est laissée de côté")
	case !known:
		e.warn(e.line, fmt.Sprintf("le type de structure « %.20s » n’est ni D (division) ni G (groupe) : %.40s est laissée de côté", e.one("TYPE_STRUCTURE"), code))
	default:
		r := feed.Ref{School: g.set.uai, Kind: kind, Code: code}
		if !slices.Contains(g.groups[id], r) {
			g.groups[id] = append(g.groups[id], r)
		}
	}
}

// grant reads the bourse of a pupil.
func (g *gathering) grant(e *element) {
	code := e.one("CODE_BOURSE")
	says := strings.ToUpper(g.labels["CODE_BOURSE "+code])
	if id := e.one("ELEVE_ID"); id != "" && !strings.Contains(says, "NON BOURS") && !strings.Contains(says, "SANS BOURSE") {
		g.grants[id] = true
	}
}

// tie reads a RESPONSABLE_ELEVE.
func (g *gathering) tie(e *element) {
	id, guardian := e.one("ELEVE_ID"), e.one("PERSONNE_ID")
	if id == "" || guardian == "" {
		e.warn(e.line, "un lien sans élève ou sans responsable est laissé de côté")
		return
	}
	code := e.one("CODE_PARENTE")
	link, known := kinship(code, g.labels["CODE_PARENTE "+code])
	if !known {
		e.warn(e.lineOf("CODE_PARENTE"), fmt.Sprintf("le lien de parenté « %.20s » n’est pas connu : il est noté « autre »", code))
	}
	level, known := e.level()
	if !known {
		e.warn(e.line, fmt.Sprintf("le niveau de responsabilité « %.20s » n’est pas connu : la personne est notée comme simple contact", e.one("NIVEAU_RESPONSABILITE", "RESP_LEGAL")))
	}
	first := e.yes("A_CONTACTER_EN_PRIORITE", "PERS_CONTACT")
	l := feed.Link{Guardian: "p" + guardian, Code: code, Link: link, Level: level, Pays: e.pays(), Contact: first || level == feed.Contact}
	for _, before := range g.links[id] {
		if before.Guardian == l.Guardian {
			if before.Link != l {
				e.warn(e.line, fmt.Sprintf("le responsable %.40s est cité deux fois pour l’élève %.40s : la première fois compte", guardian, id))
			}
			return
		}
	}
	g.links[id] = append(g.links[id], tie{Link: l, Place: e.place(), first: first})
}

// pupil completes a pupil with what the other elements say.
func (g *gathering) pupil(p *person) *feed.Pupil {
	p.Board = g.labelled(p.Place, "CODE_REGIME", p.board, "le régime", regimes)
	p.Status = g.labelled(p.Place, "CODE_STATUT", p.status, "le statut", statuses)
	p.Groups, p.Scholarship = g.groups[p.Key], g.grants[p.Key]
	p.Links = g.tied(p.Key)
	delete(g.links, p.Key)
	return &p.Pupil
}

// tied are the guardians of a pupil, who is called first before the others.
func (g *gathering) tied(id string) (all []feed.Link) {
	ties := g.links[id]
	rank := map[string]int{feed.Legal: 0, feed.InCharge: 1, feed.Contact: 2}
	slices.SortStableFunc(ties, func(a, b tie) int {
		if a.first != b.first {
			return map[bool]int{true: -1, false: 1}[a.first]
		}
		return cmp.Compare(rank[a.Level], rank[b.Level])
	})
	for i, t := range ties {
		t.Order = i + 1
		all = append(all, t.Link)
	}
	return all
}
