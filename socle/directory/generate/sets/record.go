package sets

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/socle/directory/generate"
)

// The academy of the invented department: a real one, since readers take the zone of the holidays from it (Lyon: A).
const (
	academyCode = "10"
	academyName = "LYON"
)

// frenchDay turns 2026-09-01 into 01/09/2026, and nothing into nothing.
func frenchDay(day string) string {
	if len(day) != len("2006-01-02") {
		return ""
	}
	return day[8:] + "/" + day[5:7] + "/" + day[:4]
}

// abroad writes a French number as AAF does: +33 1 99 00 12 34.
func abroad(number string) string {
	if len(number) != 10 {
		return number
	}
	return "+33 " + number[1:2] + " " + number[2:4] + " " + number[4:6] + " " + number[6:8] + " " + number[8:]
}

// yes writes a truth as O or N.
func yes(b bool) string {
	if b {
		return "O"
	}
	return "N"
}

// bit writes a truth as 1 or 0.
func bit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// join puts the parts of a composite value together.
func join(parts ...string) string { return strings.Join(parts, "$") }

// mef writes a MefEducNat.
func (w *set) mef(m generate.MEF) {
	w.record(fileMEF, "categorieMef", "MefEducNat", m.Code,
		one("ENTMefJointure", m.Code), one("ENTLibelleMef", m.Name), one("ENTMEFRattach", m.Code), one("ENTMEFSTAT11", m.Stat),
		one("ENTNivFormation", m.Training), one("ENTFiliere", m.Path))
}

// subject writes a MatEducNat.
func (w *set) subject(s generate.Subject) {
	w.record(fileSubject, "categorieMatiere", "MatEducNat", s.Code,
		one("ENTMatJointure", s.Code), one("ENTLibelleMatiere", s.Name), one("ENTMatiereRattach", s.Code))
}

// school writes an EtabEducNat.
func (w *set) school(s *generate.School) {
	var divisions, groups []string
	for _, d := range s.Divisions {
		divisions = append(divisions, join(d.Code, d.Name, d.MEF.Code))
	}
	for _, g := range s.Groups {
		parts := []string{g.Code, g.Name}
		for _, d := range g.Divisions {
			parts = append(parts, d.Code)
		}
		groups = append(groups, join(parts...))
	}
	code := "340"
	if s.Kind == generate.Lycee {
		code = "302"
	}
	w.record(fileSchool, "categorieStructure", "EtabEducNat", s.Key,
		one("ENTStructureJointure", s.Key), one("ENTStructureUAI", s.UAI), one("ENTEtablissementUAI", s.UAI), one("ENTStructureSIREN", s.SIRET),
		one("ENTStructureNomCourant", s.Name), one("ENTStructureTypeStruct", string(s.Kind)), one("ENTStructureCodeTypeStruct", code),
		one("ENTEtablissementMinistereTutelle", "MINISTERE DE L'EDUCATION NATIONALE"), one("ENTEtablissementCodeMinistereTutelle", "06"),
		one("ENTEtablissementContrat", "PU"), one("postOfficeBox", ""), one("street", s.Place.Street), one("postalCode", s.Place.PostalCode),
		one("l", s.Place.Town), one("telephoneNumber", abroad(s.Phone)), one("facsimileTelephoneNumber", ""), one("ENTStructureMailSI", s.Email),
		one("ENTEtablissementStructRattachFctl", ""), one("ENTEtablissementBassin", "99901$BASSIN D'EXEMPLE"),
		one("ENTServAcAcademie", academyName), one("CodeAcademie", academyCode),
		attr{"ENTStructureClasses", divisions}, attr{"ENTStructureGroupes", groups})
}

// guardian writes a PersRelEleve.
func (w *set) guardian(g *generate.Guardian) {
	w.record(fileGuardian, "categoriePersonne", "PersRelEleve", g.Key,
		one("ENTPersonJointure", g.Key), one("sn", g.Family), one("givenName", g.First), one("ENTPersonNomPatro", g.BirthName),
		one("personalTitle", g.Civility), one("homePhone", abroad(g.Phone)), one("telephoneNumber", abroad(g.Work)), one("mobile", abroad(g.Mobile)),
		one("ENTPersonMobileSMS", abroad(texts(g))), one("mail", g.Email), one("ENTPersonAdresse", street(g.Home)),
		one("ENTPersonCodePostal", g.Home.PostalCode), one("ENTPersonVille", g.Home.Town), one("ENTPersonPays", country(g.Home)),
		one("ENTPersonAdresseDiffusion", yes(g.Diffuse)), attr{"ENTAuxPersRelEleveEleve", g.Children})
}

// texts is the number that may have text messages.
func texts(g *generate.Guardian) string {
	if g.SMS {
		return g.Mobile
	}
	return ""
}

// street is the four lines of an address, joined; empty where there is no address.
func street(a generate.Address) string {
	if a.Street == "" {
		return ""
	}
	return a.Street + "$$$"
}

// country is the country of an address that is known.
func country(a generate.Address) string {
	if a.Town == "" {
		return ""
	}
	return "FRANCE"
}

// relation is the value of ENTElevePersRelEleve: key, tie, pays, legal level, contact, receives the aid. Since 2018
// both parents are 1; a person in charge is 2; who is only a contact is 0.
func relation(t generate.Tie) string {
	legal := "0"
	if t.Level == generate.Legal || t.Level == generate.InCharge {
		legal = strconv.Itoa(int(t.Level))
	}
	return join(t.Guardian.Key, t.Link, bit(t.Pays), legal, bit(t.Contact), bit(t.Aid))
}

// pupil writes an Eleve.
func (w *set) pupil(s *generate.School, p *generate.Pupil) {
	mef := p.Division.MEF
	var relations, groups, labels, codes []string
	for _, t := range p.Guardians {
		relations = append(relations, relation(t))
	}
	for _, g := range p.Groups {
		groups = append(groups, join(s.Key, g.Code))
	}
	for _, o := range append([]generate.Subject{generate.FirstLanguage}, p.Options...) {
		labels, codes = append(labels, o.Name), append(codes, o.Code)
	}
	division := join(s.Key, p.Division.Code)
	w.record(filePupil, "categoriePersonne", "Eleve", p.Key,
		one("ENTPersonJointure", p.Key), one("ENTEleveINE", p.INE), one("ENTEleveStructRattachId", p.SchoolKey),
		one("ENTPersonDateNaissance", frenchDay(p.Born)), one("ENTPersonNomPatro", p.BirthName), one("sn", p.Family), one("givenName", p.First),
		attr{"ENTPersonAutresPrenoms", p.Others}, one("personalTitle", p.Civility), attr{"ENTElevePersRelEleve", relations},
		one("ENTEleveBoursier", yes(p.Scholarship)), one("ENTEleveRegime", p.Regime), one("ENTEleveTransport", yes(p.Transport)),
		one("ENTEleveStatutEleve", "SCOLAIRE"), one("ENTEleveMEF", mef.Code), one("ENTEleveLibelleMEF", mef.Name),
		one("ENTEleveNivFormation", mef.Training), one("ENTEleveFiliere", mef.Path),
		attr{"ENTEleveEnseignements", labels}, attr{"ENTEleveCodeEnseignements", codes}, one("ENTPersonStructRattach", s.Key),
		one("ENTEleveClasses", division), attr{"ENTEleveGroupes", groups},
		one("ENTEleveDateEntreeClasses", join(s.Key, frenchDay(p.Entered), p.Division.Code)), one("ENTEleveDateSortieClasses", ""),
		one("ENTEleveDateEntreeStructRattach", frenchDay(p.Entered)), one("ENTEleveDateSortieStructRattach", ""),
		one("ENTPersonAdresse", street(p.Home)), one("ENTPersonCodePostal", p.Home.PostalCode), one("ENTPersonVille", p.Home.Town),
		one("ENTPersonPays", country(p.Home)), one("ENTEleveAdresseRel", p.LivesWith), one("mail", p.Email), one("homePhone", abroad(p.Phone)))
}

// staff writes a PersEducNat.
func (w *set) staff(s *generate.Staff) {
	var functions, forms, categories, posts []string
	for _, p := range s.Posts {
		functions = append(functions, join(p.School, p.Function.Code, p.Function.Label, p.Code, p.Label))
		if p.Function == generate.Teaching {
			categories = append(categories, join(p.Code, p.Label))
			posts = append(posts, join(p.Label, p.Code))
		}
		for _, d := range p.FormTeacherOf {
			forms = append(forms, join(p.School, d))
		}
	}
	t := taught(s)
	w.record(fileStaff, "categoriePersonne", "PersEducNat", s.Key,
		one("ENTPersonJointure", s.Key), one("ENTPersonDateNaissance", frenchDay(s.Born)), one("ENTPersonNomPatro", s.BirthName),
		one("sn", s.Family), one("givenName", s.First), one("ENTPersonAutresPrenoms", s.First), one("personalTitle", s.Civility),
		one("mail", s.Email), one("mobile", abroad(s.Mobile)), one("ENTPersonStructRattach", s.Posts[0].School), attr{"ENTPersonFonctions", functions},
		attr{"ENTAuxEnsCategoDiscipline", slices.Compact(categories)}, attr{"ENTAuxEnsDisciplinesPoste", slices.Compact(posts)},
		attr{"ENTAuxEnsMEF", t.mefs}, attr{"ENTAuxEnsMatiereEnseignEtab", t.subjects}, attr{"ENTAuxEnsClasses", t.divisions},
		attr{"ENTAuxEnsGroupes", t.groups}, attr{"ENTAuxEnsClassesMatieres", t.divisionSubjects}, attr{"ENTAuxEnsGroupesMatieres", t.groupSubjects},
		attr{"ENTAuxEnsClassesPrincipal", forms}, one("PersEducNatPresenceDevantEleves", yes(s.Teaches)),
		one("ENTPersonCategorieEnseignant", yes(s.Teaches || s.Posts[0].Function == generate.Documentation)), one("ENTPersonSTSId", s.STS))
}

// lists are the attributes of AAF that tell what a teacher teaches.
type lists struct{ mefs, subjects, divisions, groups, divisionSubjects, groupSubjects []string }

// taught makes them; each value stands once.
func taught(s *generate.Staff) lists {
	var l lists
	for _, t := range s.Taught {
		l.mefs = add(l.mefs, join(t.School, t.MEF, mefName(t.MEF)))
		l.subjects = add(l.subjects, join(t.School, t.Subject.Name))
		if t.Group {
			l.groups = add(l.groups, join(t.School, t.Code))
			l.groupSubjects = add(l.groupSubjects, join(t.School, t.Code, t.Subject.Code))
			continue
		}
		l.divisions = add(l.divisions, join(t.School, t.Code))
		l.divisionSubjects = add(l.divisionSubjects, join(t.School, t.Code, t.Subject.Code))
	}
	return l
}

// add appends a value that is not there yet.
func add(list []string, value string) []string {
	if slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}

// mefName is the label of a MEF.
func mefName(code string) string {
	for _, m := range generate.MEFs() {
		if m.Code == code {
			return m.Name
		}
	}
	return fmt.Sprintf("MEF %s", code)
}
