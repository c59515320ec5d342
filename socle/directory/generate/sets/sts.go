package sets

import (
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"preau/socle/directory/generate"
)

// WriteSTS writes what STS-Web gives timetable software of each school, sts_emp,
// into a folder of its own in dir.
func WriteSTS(dir string, schools iter.Seq[*generate.School]) error {
	for s := range schools {
		year := generate.FirstDay[:4]
		err := writePage(filepath.Join(dir, s.UAI, "sts_emp_"+s.UAI+"_"+year+".xml"), true, func(p *page) {
			p.within("STS_EDT", nil, func() {
				p.within("PARAMETRES", nil, func() { p.stsSchool(s) })
				p.within("NOMENCLATURES", nil, p.stsCodes)
				p.within("DONNEES", nil, func() {
					p.within("INDIVIDUS", nil, func() {
						for _, w := range workers(s) {
							if inSTS(w) {
								p.stsWorker(s, w)
							}
						}
					})
					p.within("STRUCTURE", nil, func() { p.stsGroups(s) })
				})
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// inSTS tells whether STS-Web has somebody: those whom the State assigns to teach,
// to lead, to the library and to school life.
func inSTS(w *generate.Staff) bool {
	return slices.Contains([]generate.Function{generate.Teaching, generate.Direction, generate.Education, generate.Documentation}, w.Posts[0].Function)
}

// lastDay is the last day of the school year.
const lastDay = "2027-08-31"

func (p *page) stsSchool(s *generate.School) {
	kind, nature, name := "CLG", "340", "COLLEGE"
	if s.Kind == generate.Lycee {
		kind, nature, name = "LYC", "302", "LYCEE"
	}
	_, own, _ := strings.Cut(s.Name, " ")
	p.within("UAJ", []string{"CODE", s.UAI}, func() {
		p.within("ACADEMIE", nil, func() {
			p.leaf("CODE", "0"+academyCode)
			p.leaf("LIBELLE", academyName)
		})
		p.leaf("SIGLE", kind)
		p.leaf("DENOM_PRINC", name)
		p.leaf("DENOM_COMPL", own)
		p.leaf("CODE_NATURE", nature)
		p.leaf("ADRESSE", s.Place.Street)
		p.leaf("COMMUNE", s.Place.Town)
		p.leaf("CODE_POSTAL", s.Place.PostalCode)
		p.leaf("TELEPHONE", s.Phone)
	})
	p.within("ANNEE_SCOLAIRE", []string{"ANNEE", generate.FirstDay[:4]}, func() {
		p.leaf("DATE_DEBUT", generate.FirstDay)
		p.leaf("DATE_FIN", lastDay)
	})
}

func (p *page) stsCodes() {
	p.within("MATIERES", nil, func() {
		for _, s := range generate.Subjects() {
			p.within("MATIERE", []string{"CODE", s.Code}, func() { p.leaf("LIBELLE_LONG", s.Name) })
		}
	})
	p.within("MEFS", nil, func() {
		for _, m := range generate.MEFs() {
			p.within("MEF", []string{"CODE", m.Code}, func() {
				p.leaf("FORMATION", m.Short)
				p.leaf("LIBELLE_LONG", m.Name)
			})
		}
	})
}

func (p *page) stsWorker(s *generate.School, w *generate.Staff) {
	p.within("INDIVIDU", []string{"ID", w.STS, "TYPE", "epp"}, func() {
		p.leaf("SEXE", sex(w.Civility))
		p.leaf("CIVILITE", sex(w.Civility))
		p.leaf("NOM_USAGE", w.Family)
		p.leaf("NOM_PATRONYMIQUE", w.BirthName)
		p.leaf("PRENOM", w.First)
		p.leaf("DATE_NAISSANCE", w.Born)
		p.leaf("FONCTION", w.Posts[0].Function.Code)
		p.within("PROFS_PRINC", nil, func() {
			for _, d := range s.Divisions {
				if d.FormTeacher == w {
					p.within("PROF_PRINC", nil, func() {
						p.leaf("CODE_STRUCTURE", d.Code)
						p.leaf("DATE_DEBUT", generate.FirstDay)
						p.leaf("DATE_FIN", lastDay)
					})
				}
			}
		})
		if post := w.Posts[0]; post.Function == generate.Teaching {
			p.within("DISCIPLINES", nil, func() {
				p.within("DISCIPLINE", []string{"CODE", post.Code}, func() { p.leaf("LIBELLE_COURT", post.Label) })
			})
		}
	})
}

func (p *page) stsGroups(s *generate.School) {
	p.within("DIVISIONS", nil, func() {
		for _, d := range s.Divisions {
			p.within("DIVISION", []string{"CODE", d.Code}, func() {
				p.leaf("LIBELLE_LONG", d.Name)
				p.within("MEFS_APPARTENANCE", nil, func() { p.empty("MEF_APPARTENANCE", "CODE", d.MEF.Code) })
				p.services(s, func(c *generate.Course) bool { return c.Division == d })
			})
		}
	})
	p.within("GROUPES", nil, func() {
		for _, g := range s.Groups {
			p.within("GROUPE", []string{"CODE", g.Code}, func() {
				p.leaf("LIBELLE_LONG", g.Name)
				p.within("DIVISIONS_APPARTENANCE", nil, func() {
					for _, d := range g.Divisions {
						p.empty("DIVISION_APPARTENANCE", "CODE", d.Code)
					}
				})
				p.services(s, func(c *generate.Course) bool { return c.Group == g })
			})
		}
	})
}

// services are what is taught to a division or a group.
func (p *page) services(s *generate.School, of func(*generate.Course) bool) {
	p.within("SERVICES", nil, func() {
		for _, c := range s.Courses {
			if !of(c) || c.Teacher == nil {
				continue
			}
			p.within("SERVICE", []string{"CODE_MATIERE", c.Subject.Code, "CODE_MOD_COURS", "CG"}, func() {
				p.within("ENSEIGNANTS", nil, func() {
					p.within("ENSEIGNANT", []string{"ID", c.Teacher.STS, "TYPE", "epp"}, func() {
						p.leaf("HEURES_AGENT", fmt.Sprintf("%.2f", float64(c.Minutes)/60))
					})
				})
			})
		}
	})
}
