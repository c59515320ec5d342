package sets

import (
	"slices"
	"strconv"

	"preau/socle/directory/generate"
)

func (p *page) sieclePupils(s *generate.School) {
	h := &homes{}
	p.within("ELEVES", nil, func() {
		for n, x := range s.Pupils {
			p.within("ELEVE", []string{"ELEVE_ID", x.SchoolKey, "ELENOET", strconv.Itoa(n + 1)}, func() { p.sieclePupil(x, h.id(x.Home)) })
		}
	})
	p.within("OPTIONS", nil, func() {
		for _, x := range s.Pupils {
			p.within("OPTION", []string{"ELEVE_ID", x.SchoolKey}, func() {
				for n, o := range append([]generate.Subject{generate.FirstLanguage}, x.Options...) {
					p.within("OPTIONS_ELEVE", nil, func() {
						p.leaf("NUM_OPTION", strconv.Itoa(n+1))
						p.leaf("CODE_MATIERE", o.Code)
					})
				}
			})
		}
	})
	p.within("STRUCTURES", nil, func() {
		for _, x := range s.Pupils {
			p.within("STRUCTURES_ELEVE", []string{"ELEVE_ID", x.SchoolKey}, func() {
				p.structure(x.Division.Code, "D")
				for _, g := range x.Groups {
					p.structure(g.Code, "G")
				}
			})
		}
	})
	p.within("BOURSES", nil, func() {
		for _, x := range s.Pupils {
			if x.Scholarship {
				p.within("BOURSE_ELEVE", []string{"ELEVE_ID", x.SchoolKey}, func() { p.leaf("CODE_BOURSE", "B1") })
			}
		}
	})
	p.addresses(h)
}

// structure is a division (D) or a group (G) of a pupil.
func (p *page) structure(code, kind string) {
	p.within("STRUCTURE", nil, func() {
		p.leaf("CODE_STRUCTURE", code)
		p.leaf("TYPE_STRUCTURE", kind)
	})
}

// sex is SIECLE's code, by civility.
func sex(civility string) string {
	if civility == "M." {
		return "1"
	}
	return "2"
}

func (p *page) sieclePupil(x *generate.Pupil, home string) {
	p.leaf("ID_NATIONAL", x.INE)
	p.name(&x.Person)
	for n, other := range x.Others[min(1, len(x.Others)):] {
		p.leaf("PRENOM"+strconv.Itoa(n+2), other)
	}
	p.leaf("DATE_NAISS", frenchDay(x.Born))
	p.leaf("DOUBLEMENT", "0")
	p.leaf("CODE_PAYS", "100")
	for _, b := range boards {
		if b[1] == x.Regime {
			p.leaf("CODE_REGIME", b[0])
		}
	}
	p.leaf("DATE_ENTREE", frenchDay(x.Entered))
	p.leaf("CODE_SEXE", sex(x.Civility))
	p.leaf("CODE_STATUT", "ST")
	p.leaf("CODE_MEF", x.Division.MEF.Code)
	p.leaf("ADHESION_TRANSPORT", bit(x.Transport))
	p.leaf("TEL_PERSONNEL", x.Phone)
	p.leaf("MEL", x.Email)
	p.leaf("ADRESSE_ID", home)
}

// name is the names of somebody, the one in use where it is not that of birth.
func (p *page) name(x *generate.Person) {
	p.leaf("NOM_DE_FAMILLE", x.BirthName)
	if x.Family != x.BirthName {
		p.leaf("NOM_USAGE", x.Family)
	}
	p.leaf("PRENOM", x.First)
}

// adults are the guardians of a school's pupils, each once: some are kept by the
// school where they have another child.
func adults(s *generate.School) (all []*generate.Guardian) {
	seen := map[string]bool{}
	for _, x := range s.Pupils {
		for _, t := range x.Guardians {
			if !seen[t.Guardian.Key] {
				seen[t.Guardian.Key] = true
				all = append(all, t.Guardian)
			}
		}
	}
	return all
}

func (p *page) siecleGuardians(s *generate.School) {
	h := &homes{}
	p.within("PERSONNES", nil, func() {
		for _, x := range adults(s) {
			p.within("PERSONNE", []string{"PERSONNE_ID", x.Key}, func() {
				p.leaf("LC_CIVILITE", x.Civility)
				p.name(&x.Person)
				p.leaf("TEL_PERSONNEL", x.Phone)
				p.leaf("TEL_PORTABLE", x.Mobile)
				p.leaf("TEL_PROFESSIONNEL", x.Work)
				p.leaf("ACCEPTE_SMS", bit(x.SMS))
				p.leaf("MEL", x.Email)
				p.leaf("COMMUNICATION_ADRESSE", bit(x.Diffuse))
				p.leaf("ADRESSE_ID", h.id(x.Home))
			})
		}
	})
	p.within("RESPONSABLES", nil, func() {
		for _, x := range s.Pupils {
			for _, t := range x.Guardians {
				p.within("RESPONSABLE_ELEVE", nil, func() { p.tie(x, t) })
			}
		}
	})
	p.addresses(h)
}

func (p *page) tie(x *generate.Pupil, t generate.Tie) {
	p.leaf("ELEVE_ID", x.SchoolKey)
	p.leaf("PERSONNE_ID", t.Guardian.Key)
	p.leaf("NIVEAU_RESPONSABILITE", strconv.Itoa(int(t.Level)))
	p.leaf("CODE_PARENTE", t.Link)
	p.leaf("PAIE_FRAIS_SCOLAIRES", bit(t.Pays))
	p.leaf("PERCOIT_LES_AIDES", bit(t.Aid))
	p.leaf("HEBERGE_ELEVE", bit(t.Guardian.Key == x.LivesWith))
	p.leaf("A_CONTACTER_EN_PRIORITE", bit(t.Contact))
}

// workers are those who work in a school, each once: a teacher of two is kept by
// the other one.
func workers(s *generate.School) []*generate.Staff {
	all := slices.Clone(s.Staff)
	for _, c := range s.Courses {
		if c.Teacher != nil && !slices.Contains(all, c.Teacher) {
			all = append(all, c.Teacher)
		}
	}
	return all
}
