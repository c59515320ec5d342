package sets

import (
	"iter"
	"path/filepath"
	"strconv"

	"preau/socle/directory/generate"
)

// The codes of SIECLE's nomenclatures that are used.
var (
	boards = [][2]string{{"0", "EXTERNE LIBRE"}, {"2", "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT"}, {"3", "INTERNE DANS L'ETABLISSEMENT"}}
	kin    = [][2]string{
		{generate.LinkMother, "MERE"},
		{generate.LinkFather, "PERE"},
		{generate.LinkGrandparent, "ASCENDANT"},
		{generate.LinkFamily, "AUTRE MEMBRE DE LA FAMILLE"},
		{generate.LinkTutor, "TUTEUR"},
		{generate.LinkSelf, "ELEVE LUI-MEME"},
		{generate.LinkOther, "AUTRE LIEN"},
	}
)

// WriteSIECLE writes the exports of SIECLE of each school into a folder of its
// own in dir: pupils, guardians, nomenclature, structures and the school itself.
func WriteSIECLE(dir string, schools iter.Seq[*generate.School]) error {
	for s := range schools {
		for _, f := range []struct {
			name, root, version string
			fill                func(*page, *generate.School)
		}{
			{"Communs", "BEE_COMMUN", "2.0", (*page).siecleSchool},
			{"Nomenclature", "BEE_NOMENCLATURES", "5.0", (*page).siecleCodes},
			{"Structures", "BEE_STRUCTURES", "2.0", (*page).siecleGroups},
			{"ElevesAvecAdresses", "BEE_ELEVES", "3.0", (*page).sieclePupils},
			{"ResponsablesAvecAdresses", "BEE_RESPONSABLES", "2.1", (*page).siecleGuardians},
		} {
			err := writePage(filepath.Join(dir, s.UAI, f.name+".xml"), true, func(p *page) {
				p.within(f.root, []string{"VERSION", f.version}, func() {
					p.siecleHead(s)
					p.within("DONNEES", nil, func() { f.fill(p, s) })
				})
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// siecleHead says of which school and of which day a file is.
func (p *page) siecleHead(s *generate.School) {
	day := generate.ExportDay.Format("02/01/2006")
	p.within("PARAMETRES", nil, func() {
		p.leaf("UAJ", s.UAI)
		p.leaf("ANNEE_SCOLAIRE", generate.FirstDay[:4])
		p.leaf("DATE_EXPORT", day)
		p.leaf("HORODATAGE", day+" 06:00:00")
	})
}

func (p *page) siecleSchool(s *generate.School) {
	p.within("UAJ", nil, func() {
		p.leaf("DENOM_PRINC", s.Name)
		p.leaf("LIGNE1_ADRESSE", s.Place.Street)
		p.leaf("CODE_POSTAL", s.Place.PostalCode)
		p.leaf("LL_COMMUNE_INSEE", s.Place.Town)
		p.leaf("TELEPHONE", s.Phone)
		p.leaf("MEL_1", s.Email)
	})
}

// codes writes one nomenclature: codes and their labels.
func (p *page) codes(list, element, code string, pairs [][2]string) {
	p.within(list, nil, func() {
		for _, c := range pairs {
			p.within(element, []string{code, c[0]}, func() { p.leaf("LIBELLE_LONG", c[1]) })
		}
	})
}

func (p *page) siecleCodes(*generate.School) {
	p.within("MEFS", nil, func() {
		for _, m := range generate.MEFs() {
			p.within("MEF", []string{"CODE_MEF", m.Code}, func() {
				p.leaf("FORMATION", m.Short)
				p.leaf("LIBELLE_LONG", m.Name)
				p.leaf("CODE_MEFSTAT", m.Stat)
			})
		}
	})
	p.within("MATIERES", nil, func() {
		for _, s := range generate.Subjects() {
			p.within("MATIERE", []string{"CODE_MATIERE", s.Code}, func() { p.leaf("LIBELLE_LONG", s.Name) })
		}
	})
	p.codes("REGIMES", "REGIME", "CODE_REGIME", boards)
	p.codes("STATUTS_ELEVE", "STATUT_ELEVE", "CODE_STATUT", [][2]string{{"ST", "SCOLAIRE"}})
	p.codes("LIENS_PARENTE", "LIEN_PARENTE", "CODE_PARENTE", kin)
	p.codes("BOURSES", "BOURSE", "CODE_BOURSE", [][2]string{{"B1", "BOURSE ECHELON 1"}, {"NB", "NON BOURSIER"}})
}

func (p *page) siecleGroups(s *generate.School) {
	p.within("DIVISIONS", nil, func() {
		for _, d := range s.Divisions {
			p.within("DIVISION", []string{"CODE_STRUCTURE", d.Code}, func() {
				p.leaf("LIBELLE_LONG", d.Name)
				p.within("MEFS_APPARTENANCE", nil, func() {
					p.within("MEF_APPARTENANCE", nil, func() { p.leaf("CODE_MEF", d.MEF.Code) })
				})
			})
		}
	})
	p.within("GROUPES", nil, func() {
		for _, g := range s.Groups {
			p.within("GROUPE", []string{"CODE_STRUCTURE", g.Code}, func() {
				p.leaf("LIBELLE_LONG", g.Name)
				p.within("DIVISIONS_APPARTENANCE", nil, func() {
					for _, d := range g.Divisions {
						p.empty("DIVISION_APPARTENANCE", "CODE_STRUCTURE", d.Code)
					}
				})
			})
		}
	})
}

// homes numbers the addresses of a file.
type homes struct {
	known map[generate.Address]string
	all   []generate.Address
}

// id is the number of an address; none where there is none.
func (h *homes) id(a generate.Address) string {
	if a.Town == "" {
		return ""
	}
	if h.known == nil {
		h.known = map[generate.Address]string{}
	}
	if h.known[a] == "" {
		h.all = append(h.all, a)
		h.known[a] = strconv.Itoa(len(h.all))
	}
	return h.known[a]
}

// addresses writes those that were numbered.
func (p *page) addresses(h *homes) {
	p.within("ADRESSES", nil, func() {
		for _, a := range h.all {
			p.within("ADRESSE", []string{"ADRESSE_ID", h.known[a]}, func() {
				p.leaf("LIGNE1_ADRESSE", a.Street)
				p.leaf("CODE_POSTAL", a.PostalCode)
				p.leaf("LIBELLE_POSTAL", a.Town)
				p.leaf("LL_PAYS", country(a))
			})
		}
	})
}
