package aaf

import (
	"cmp"
	"fmt"
	"strings"

	"preau/socle/directory/feed"
)

// record makes the neutral record of a request; nil when it cannot be one, and
// then a warning says why.
func (r *request) record() feed.Record {
	category, ok := categories[r.category]
	if !ok {
		r.warn(r.line, fmt.Sprintf("une fiche de catégorie « %.40s » est laissée de côté : elle n’est pas de l’AAF des collèges et lycées", r.category))
		return nil
	}
	if r.verb == removes {
		return r.gone(category)
	}
	switch category {
	case etab:
		return r.school()
	case mef:
		return r.mef()
	case matiere:
		return r.subject()
	}
	p, ok := r.person()
	if !ok {
		return nil
	}
	switch category {
	case persEducNat:
		return r.staff(p)
	case persRelEleve:
		return &feed.Guardian{Person: p}
	}
	return r.pupil(p)
}

// school reads an EtabEducNat.
func (r *request) school() feed.Record {
	uai, form, check := feed.UAI(r.one("ENTStructureUAI", "ENTEtablissementUAI"))
	switch {
	case r.verb == changes && uai == "":
	case !form:
		r.warn(r.line, fmt.Sprintf("un établissement a pour UAI « %.20s », qui n’en a pas la forme : il est laissé de côté, avec ses personnes", uai))
		return nil
	case !check:
		r.warn(r.lineOf("ENTStructureUAI"), fmt.Sprintf("la lettre de l’UAI %s ne correspond pas à ses chiffres : vérifiez-la", uai))
	}
	s := &feed.School{
		Place: r.place(), Key: r.one("ENTStructureJointure"), UAI: uai,
		Name: schoolName(r.one("ENTStructureNomCourant")), Kind: feed.SchoolKind(r.one("ENTStructureTypeStruct")),
		Street: lines(r.one("street", "ENTStructureAdresse")), PostalCode: r.one("postalCode", "ENTStructureCodePostal"), Town: r.one("l", "ENTStructureVille"),
		Phone: feed.Phone(r.one("telephoneNumber", "ENTStructureTelephone")), Email: r.one("ENTStructureMailSI", "ENTStructureEmail"), Academy: r.one("ENTServAcAcademie"),
	}
	if s.Key == "" {
		s.Key = r.id
	}
	if s.Name == "" {
		s.Name = uai
	}
	for _, v := range r.all("ENTStructureClasses") {
		if p := parts(v, 3); p[0] != "" {
			s.Groups = append(s.Groups, feed.Group{Kind: feed.Division, Code: p[0], Name: cmp.Or(p[1], p[0]), MEF: p[2]})
		}
	}
	for _, v := range r.all("ENTStructureGroupes") {
		p := strings.Split(v, "$")
		if p[0] = strings.TrimSpace(p[0]); p[0] == "" {
			continue
		}
		g := feed.Group{Kind: feed.Teaching, Code: p[0], Name: p[0]}
		if len(p) > 1 {
			g.Name, g.Divisions = cmp.Or(strings.TrimSpace(p[1]), p[0]), p[2:]
		}
		s.Groups = append(s.Groups, g)
	}
	return s
}

// mef reads a MefEducNat.
func (r *request) mef() feed.Record {
	m := &feed.MEF{Place: r.place(), Code: cmp.Or(r.one("ENTMefJointure"), r.id), Name: r.one("ENTLibelleMef"), Level: r.one("ENTNivFormation")}
	if m.Code == "" {
		r.warn(r.line, "un MEF sans code est laissé de côté")
		return nil
	}
	return m
}

// subject reads a MatEducNat.
func (r *request) subject() feed.Record {
	s := &feed.Subject{Place: r.place(), Code: cmp.Or(r.one("ENTMatJointure"), r.id), Name: r.one("ENTLibelleMatiere")}
	if s.Code == "" {
		r.warn(r.line, "une matière sans code est laissée de côté")
		return nil
	}
	return s
}

// person reads what all people have.
func (r *request) person() (feed.Person, bool) {
	p := feed.Person{
		Place: r.place(), Key: cmp.Or(r.one("ENTPersonJointure"), r.id), Part: r.part(), Civility: r.one("personalTitle", "ENTPersonCivilite"),
		Family: r.one("sn", "ENTPersonNom", "ENTPersonNomPatro"), First: r.one("givenName", "ENTPersonPrenom"), Birth: r.one("ENTPersonNomPatro"),
		Others: strings.Join(r.all("ENTPersonAutresPrenoms"), " "), BirthDate: r.day("ENTPersonDateNaissance", "la date de naissance"),
		Email: strings.ToLower(r.one("mail", "ENTPersonMail")), Phone: feed.Phone(r.one("homePhone", "ENTPersonTelPerso")), Mobile: feed.Phone(r.one("ENTPersonMobileSMS", "mobile", "ENTPersRelEleveTelMobile")),
		Work: feed.Phone(r.one("telephoneNumber", "ENTPersRelEleveTelPro")), Street: lines(r.one("ENTPersonAdresse")), PostalCode: r.one("ENTPersonCodePostal"),
		Town: r.one("ENTPersonVille"), Country: r.one("ENTPersonPays"), SMS: r.one("ENTPersonMobileSMS") != "", Address: r.yes("ENTPersonAdresseDiffusion"),
	}
	switch {
	case p.Key == "":
		r.warn(r.line, "une personne sans clé de jointure est laissée de côté")
		return p, false
	case p.Family == "" && p.First == "" && p.Part == nil:
		r.warn(r.line, fmt.Sprintf("la personne %.40s n’a ni nom ni prénom : elle est laissée de côté", p.Key))
		return p, false
	}
	return p, true
}

// staff reads a PersEducNat.
func (r *request) staff(p feed.Person) feed.Record {
	s := &feed.Staff{Person: p, School: r.one("ENTPersonStructRattach"), Teacher: r.yes("ENTPersonCategorieEnseignant")}
	for _, v := range r.all("ENTPersonFonctions") {
		f := parts(v, 5)
		if f[1] == "-" {
			f[1] = ""
		}
		s.Functions = append(s.Functions, feed.Function{School: f[0], Code: f[1], Label: f[2], Discipline: f[3], Says: f[4]})
		s.Teacher = s.Teacher || f[1] == "ENS" || f[1] == "DOC"
	}
	s.Functions = append(s.Functions, r.directs(s.Functions)...)
	if r.one("ENTPersonCategorieEnseignant") == "" {
		s.Teacher = s.Teacher || r.yes("PersEducNatPresenceDevantEleves")
	}
	s.Teaches = append(append(r.refs("ENTAuxEnsClasses", feed.Division), r.refs("ENTAuxEnsGroupes", feed.Teaching)...), r.classes()...)
	s.FormOf = r.refs("ENTAuxEnsClassesPrincipal", feed.Division)
	s.Courses = append(r.courses("ENTAuxEnsClassesMatieres", feed.Division), r.courses("ENTAuxEnsGroupesMatieres", feed.Teaching)...)
	return s
}

// refs reads <school>$<group>.
func (r *request) refs(name, kind string) []feed.Ref {
	var all []feed.Ref
	for _, v := range r.all(name) {
		p := parts(v, 2)
		if p[0] == "" || p[1] == "" {
			r.warn(r.lineOf(name), fmt.Sprintf("« %.60s » n’est pas de la forme établissement$groupe : laissé de côté", v))
			continue
		}
		all = append(all, feed.Ref{School: p[0], Kind: kind, Code: p[1]})
	}
	return all
}

// courses reads <school>$<group>$<subject>.
func (r *request) courses(name, kind string) []feed.Course {
	var all []feed.Course
	for _, v := range r.all(name) {
		p := parts(v, 3)
		if p[0] == "" || p[1] == "" || p[2] == "" {
			r.warn(r.lineOf(name), fmt.Sprintf("« %.60s » n’est pas de la forme établissement$groupe$matière : laissé de côté", v))
			continue
		}
		all = append(all, feed.Course{Ref: feed.Ref{School: p[0], Kind: kind, Code: p[1]}, Subject: p[2]})
	}
	return all
}

// pupil reads an Eleve.
func (r *request) pupil(p feed.Person) feed.Record {
	e := &feed.Pupil{
		Person: p, INE: strings.ToUpper(r.one("ENTEleveINE")), Local: r.one("ENTEleveStructRattachId"), School: r.one("ENTPersonStructRattach"),
		MEF: r.one("ENTEleveMEF"), Board: r.one("ENTEleveRegime"), Status: r.one("ENTEleveStatutEleve"),
		Scholarship: r.yes("ENTEleveBoursier"), Transport: r.yes("ENTEleveTransport"),
		Entered: r.day("ENTEleveDateEntreeStructRattach", "la date d’entrée"), Left: r.day("ENTEleveDateSortieStructRattach", "la date de sortie"),
		Groups: append(append(r.refs("ENTEleveClasses", feed.Division), r.refs("ENTEleveGroupes", feed.Teaching)...), r.classes()...),
		Links:  r.links(),
	}
	if e.INE != "" && len(e.INE) != 11 {
		r.warn(r.lineOf("ENTEleveINE"), "un INE n’a pas 11 caractères : il est laissé de côté")
		e.INE = ""
	}
	if e.Board == "" {
		e.Board = r.canteen()
	}
	if !p.Part.Says("Links") {
		e.Links = nil
	}
	if e.School == "" && len(e.Groups) > 0 && p.Part == nil {
		e.School = e.Groups[0].School
	}
	return e
}

// parts cuts a composite value at its $, into n parts at least.
func parts(v string, n int) []string {
	p := strings.Split(v, "$")
	for i := range p {
		p[i] = strings.TrimSpace(p[i])
	}
	for len(p) < n {
		p = append(p, "")
	}
	return p
}

// lines is an address: its lines that are not empty.
func lines(v string) string {
	var said []string
	for _, p := range strings.Split(v, "$") {
		if p = strings.TrimSpace(p); p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, ", ")
}
