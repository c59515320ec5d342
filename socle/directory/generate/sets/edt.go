package sets

import (
	"iter"
	"path/filepath"
	"strconv"

	"preau/socle/directory/generate"
)

// WriteEDT writes the clear export of EDT and PRONOTE of each school into a folder
// of its own in dir: people, classes, groups, and a timetable that holds. One pupil
// in ten has neither national number nor SIECLE's.
func WriteEDT(dir string, schools iter.Seq[*generate.School]) error {
	for s := range schools {
		err := writePage(filepath.Join(dir, s.UAI, "ExportEmploiDuTemps.xml"), false, func(p *page) {
			e := newEDT(p, s)
			p.within("ExportEmploiDuTemps", []string{"xmlns", "http://www.index-education.com/exportemploidutemps", "Version", "1.1", "UAI", s.UAI}, e.write)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// edt is an export that is being written: the numbers of this file.
type edt struct {
	*page
	school   *generate.School
	subjects map[string]string
	teachers map[*generate.Staff]string
	classes  map[*generate.Division]string
	groups   map[*generate.Group]string
	parts    map[part]string // a part of a class: those of one group
}

type part struct {
	group    *generate.Group
	division *generate.Division
}

func newEDT(p *page, s *generate.School) *edt {
	e := &edt{p, s, map[string]string{}, map[*generate.Staff]string{}, map[*generate.Division]string{}, map[*generate.Group]string{}, map[part]string{}}
	for i, d := range s.Divisions {
		e.classes[d] = strconv.Itoa(i + 1)
	}
	for i, g := range s.Groups {
		e.groups[g] = strconv.Itoa(i + 1)
		for _, d := range g.Divisions {
			e.parts[part{g, d}] = strconv.Itoa(len(e.parts) + 1)
		}
	}
	return e
}

func (e *edt) write() {
	lessons, rooms := timetable(e.school)
	e.empty("AnneeScolaire", "DateDebut", generate.FirstDay, "DateFin", lastDay, "DatePremierJourSemaine1", firstMonday)
	e.within("GrilleHoraire", []string{"NombrePlacesParJour", strconv.Itoa(hours), "DureePlace", "60"}, e.grid)
	e.within("Matieres", nil, func() {
		for i, s := range generate.Subjects() {
			e.subjects[s.Code] = strconv.Itoa(i + 1)
			e.empty("Matiere", "Ident", e.subjects[s.Code], "Code", s.Code, "Libelle", s.Name)
		}
	})
	e.within("Professeurs", nil, func() {
		for _, w := range workers(e.school) {
			if w.Posts[0].Function == generate.Teaching {
				e.teachers[w] = strconv.Itoa(len(e.teachers) + 1)
				e.empty("Professeur", "Ident", e.teachers[w], "Nom", w.Family, "Prenom", w.First, "DateNaissance", w.Born, "IDSTS", w.STS, "IDPN", "E"+w.Key)
			}
		}
	})
	e.structures()
	e.within("Salles", nil, func() {
		for i := range rooms {
			e.empty("Salle", "Ident", strconv.Itoa(i+1), "Nom", "Salle "+strconv.Itoa(101+i))
		}
	})
	e.within("Eleves", nil, func() {
		for i, x := range e.school.Pupils {
			e.pupil(i, x)
		}
	})
	e.within("Cours", nil, func() {
		for _, l := range lessons {
			e.lesson(l)
		}
	})
}

func (e *edt) grid() {
	e.within("JoursOuvres", nil, func() {
		for d := range days {
			e.leaf("Jour", strconv.Itoa(d+1))
		}
	})
	e.within("PlacesParJour", nil, func() {
		for h := range hours {
			e.empty("Place", "Numero", strconv.Itoa(h), "LibelleHeureDebut", clock(h), "LibelleHeureFin", clock(h+1))
		}
	})
}

// structures are the classes, their parts and the groups made of these.
func (e *edt) structures() {
	e.within("Classes", nil, func() {
		for _, d := range e.school.Divisions {
			e.within("Classe", []string{"Ident", e.classes[d], "Nom", d.Code}, func() {
				for _, g := range e.school.Groups {
					if id := e.parts[part{g, d}]; id != "" {
						e.empty("PartieDeClasse", "Ident", id)
					}
				}
			})
		}
	})
	e.within("Groupes", nil, func() {
		for _, g := range e.school.Groups {
			e.within("Groupe", []string{"Ident", e.groups[g], "Nom", g.Code}, func() {
				for _, d := range g.Divisions {
					e.empty("PartieDeClasse", "Ident", e.parts[part{g, d}])
				}
			})
		}
	})
}

// unnumbered tells that EDT knows no number of a pupil.
func unnumbered(i int) bool { return i%10 == 3 }

func (e *edt) pupil(i int, x *generate.Pupil) {
	ine, local, gender := x.INE, x.SchoolKey, "Feminin"
	if unnumbered(i) {
		ine, local = "", ""
	}
	if x.Civility == "M." {
		gender = "Masculin"
	}
	e.within("Eleve", []string{
		"Ident", strconv.Itoa(i + 1), "Nom", x.Family, "Prenom", x.First, "DateNaissance", x.Born, "Sexe", gender, "CodePostal", x.Home.PostalCode,
		"NumeroNational", ine, "IDSconet", local, "IDPN", "P" + x.Key,
	}, func() {
		for n, t := range x.Guardians[:min(2, len(x.Guardians))] {
			g := t.Guardian
			e.empty("Responsable", "Ident", g.Key, "RespLegal", strconv.Itoa(n+1), "Nom", g.Family, "Prenom", g.First, "Civilite", g.Civility,
				"Adresse1", g.Home.Street, "CodePostal", g.Home.PostalCode, "Ville", g.Home.Town, "IDPN", "R"+g.Key)
		}
		stay := []string{"DateEntree", generate.FirstDay, "DateSortie", lastDay}
		e.empty("Classe", append([]string{"Ident", e.classes[x.Division]}, stay...)...)
		for _, g := range x.Groups {
			e.empty("PartieDeClasse", append([]string{"Ident", e.parts[part{g, x.Division}]}, stay...)...)
		}
	})
}

func (e *edt) lesson(l lesson) {
	weeks := strconv.FormatUint(l.weeks, 10)
	with := func(name, ident string) { e.empty(name, "Ident", ident, "Semaines", weeks) }
	e.within("Cours", []string{"Jour", strconv.Itoa(l.day + 1), "NumeroPlaceDebut", strconv.Itoa(l.hour), "NombrePlaces", "1"}, func() {
		e.empty("Matiere", "Ident", e.subjects[l.course.Subject.Code])
		with("Professeur", e.teachers[l.course.Teacher])
		if l.course.Group != nil {
			with("Groupe", e.groups[l.course.Group])
		} else {
			with("Classe", e.classes[l.course.Division])
		}
		with("Salle", strconv.Itoa(l.room+1))
	})
}
