package edt

import (
	"fmt"
	"slices"
	"strings"

	"preau/socle/directory/feed"
)

// The most that is taken of one school. What joins pupils to groups stands
// before them and what joins teachers to them after: all but the pupils is held
// in memory.
const (
	maxPupils  = 20_000
	maxStaff   = 5000
	maxGroups  = 20_000 // classes, their parts, groups
	maxCourses = 200_000
	maxLessons = 50_000
	maxWithin  = 1000 // elements of one class, group, pupil or lesson
)

// shape is a school without its pupils: what the first reading keeps.
type shape struct {
	*file
	uai      string
	begins   string // the first day of the school year
	week     string // the first day of the school week 1
	ends     string // the last day that any pupil is in a class
	subjects []*feed.Subject
	staff    []*feed.Staff
	numbers  [][]string // of the staff: the keys that they make
	school   *feed.School

	subject   map[string]string      // ident: code
	teacher   map[string]*feed.Staff // ident
	class     map[string]string      // ident: name
	partOf    map[string]string      // ident of a part: that of its class
	groups    []group
	sole      map[string]int // ident of a part: the group that is made of it alone
	byIdent   map[string]int // of a group: its place
	courses   []taught
	places    map[string][2]int // of the day, by number: when one begins and ends, in minutes
	rooms     []*feed.Room
	room      map[string]string // ident: key
	lessons   []lesson
	timetable []*feed.Lesson
	known     map[course]bool // of courses
	names     names
	pupils    int
	guardians int

	section string
	inside  int    // elements of the record that is open
	last    string // ident of the class or the group that is open; empty when it is left out
	lesson  lesson
	told    map[string]bool // references warned of
}

// group is a Groupe: the classes and the parts of classes that it is made of.
type group struct {
	line           int
	name           string
	classes, parts []string
}

// course is somebody before some pupils for a subject, all by their idents.
type course struct{ kind, ident, subject, teacher string }

// taught is a course, and where it was read.
type taught struct {
	course
	line int
}

// lesson is a Cours.
type lesson struct {
	line       int
	day        int
	start, end int    // minutes; both zero when the file does not tell the hour
	off        uint64 // the weeks in which it is cancelled
	subject    string
	teachers   []present
	audience   []present
	rooms      []present
}

// present is somebody, some pupils or a room that are there in some weeks.
type present struct {
	kind, ident string
	weeks       uint64
}

// readShape reads all of a file but what pupils are.
func readShape(p *probe) (*shape, error) {
	s := &shape{
		uai: p.uai, subject: map[string]string{}, teacher: map[string]*feed.Staff{}, class: map[string]string{}, partOf: map[string]string{},
		places: map[string][2]int{}, room: map[string]string{}, sole: map[string]int{}, byIdent: map[string]int{}, known: map[course]bool{}, names: names{}, told: map[string]bool{},
		school: &feed.School{Place: feed.Place{File: p.member.Name, Line: p.line}, Key: p.uai, UAI: p.uai, Name: p.uai, Kind: "other"},
	}
	s.file = &file{name: p.member.Name}
	f, err := walk(p.member, s.begin, s.end)
	s.warnings = append(f.warnings, s.warnings...)
	if err != nil {
		return nil, err
	}
	if _, _, check := feed.UAI(p.uai); !check {
		s.warn(p.line, fmt.Sprintf("la lettre de l’UAI %s ne correspond pas à ses chiffres : vérifiez-la", p.uai))
	}
	if s.begins == "" {
		s.warn(p.line, "le fichier ne dit pas le début de l’année scolaire (AnneeScolaire) : l’année en cours est prise")
	}
	s.keys()
	s.gather()
	s.teach()
	s.arrange()
	return s, nil
}

// begin reads an element.
func (s *shape) begin(e element) error {
	switch e.depth {
	case 2:
		if s.section = e.name; e.name == "AnneeScolaire" {
			s.begins = s.day(e, "DateDebut", "la date de début de l’année")
			s.week = s.day(e, "DatePremierJourSemaine1", "le premier jour de la semaine 1")
		}
	case 3:
		s.inside = 0
		s.record(e)
	case 4:
		s.inside++
		s.within(e)
	}
	for _, full := range []struct {
		n, most int
		what    string
	}{
		{s.pupils, maxPupils, "élèves"},
		{len(s.staff), maxStaff, "enseignants et personnels"},
		{len(s.class) + len(s.groups) + len(s.partOf), maxGroups, "classes, parties et groupes"},
		{len(s.courses), maxCourses, "cours"},
		{len(s.lessons), maxLessons, "séances"},
		{len(s.rooms), maxGroups, "salles"},
		{len(s.subjects), maxCourses, "matières"},
		{s.inside, maxWithin, "éléments dans une seule fiche"},
	} {
		if full.n > full.most {
			return feed.Refuse(s.name, e.line, fmt.Sprintf("ce fichier compte plus de %d %s : il est abîmé, refaites l’export", full.most, full.what))
		}
	}
	return nil
}

// record reads what stands in a section.
func (s *shape) record(e element) {
	switch s.section + "/" + e.name {
	case "Matieres/Matiere":
		s.addSubject(e)
	case "Professeurs/Professeur", "Personnels/Personnel":
		s.addStaff(e)
	case "Classes/Classe":
		if _, twice := s.class[e.ident()]; s.listed(e, twice) {
			s.class[s.last] = e.attr("Nom")
			s.addGroup(feed.Group{Kind: feed.Division, Code: e.attr("Nom"), Name: e.attr("Nom")}, e.line)
		}
	case "Groupes/Groupe":
		if _, twice := s.byIdent[e.ident()]; s.listed(e, twice) {
			s.byIdent[s.last] = len(s.groups)
			s.groups = append(s.groups, group{line: e.line, name: e.attr("Nom")})
		}
	case "Eleves/Eleve":
		s.pupils++
		s.names.count(candidates(e, pupilKeys))
	case "Cours/Cours":
		s.openLesson(e)
	case "Salles/Salle":
		s.addRoom(e)
	}
}

// listed opens a class or a group that has an ident and a name, for the first
// time; else it warns.
func (s *shape) listed(e element, twice bool) bool {
	switch s.last = ""; {
	case e.ident() == "" || e.attr("Nom") == "":
		s.warn(e.line, "une classe ou un groupe sans identifiant ou sans nom est laissé de côté")
	case twice:
		s.warn(e.line, fmt.Sprintf("l’identifiant %.20s vient deux fois : la première fois compte", e.ident()))
	default:
		s.last = e.ident()
	}
	return s.last != ""
}

// addGroup lists a division or a group; two of one name are one.
func (s *shape) addGroup(g feed.Group, line int) {
	for i := range s.school.Groups {
		if old := &s.school.Groups[i]; old.Kind == g.Kind && old.Code == g.Code {
			s.warn(line, fmt.Sprintf("deux classes ou deux groupes ont pour nom « %.40s » : ils sont réunis", g.Name))
			for _, d := range g.Divisions {
				old.Divisions = add(old.Divisions, d)
			}
			return
		}
	}
	s.school.Groups = append(s.school.Groups, g)
}

// within reads what stands in a record.
func (s *shape) within(e element) {
	id := e.ident()
	switch {
	case s.section == "Eleves" && e.name == "Responsable":
		s.guardians++
	case s.section == "Eleves" && isDay(e.attr("DateSortie")):
		s.ends = max(s.ends, e.attr("DateSortie"))
	case s.section == "Cours":
		s.attends(e)
	case s.section == "GrilleHoraire":
		s.addPlace(e)
	case s.last == "":
	case s.section == "Classes" && e.name == "PartieDeClasse":
		s.partOf[id] = s.last
	case s.section == "Groupes":
		g := &s.groups[s.byIdent[s.last]]
		switch e.name {
		case "Classe":
			g.classes = add(g.classes, id)
		case "PartieDeClasse":
			g.parts = add(g.parts, id)
		}
	}
}

// gather lists the groups with the divisions from which they take their pupils.
func (s *shape) gather() {
	for i, g := range s.groups {
		if _, before := s.sole[strings.Join(g.parts, " ")]; len(g.parts) == 1 && len(g.classes) == 0 && !before {
			s.sole[g.parts[0]] = i
		}
		of := feed.Group{Kind: feed.Teaching, Code: g.name, Name: g.name}
		classes := slices.Clone(g.classes)
		for _, part := range g.parts {
			classes = append(classes, s.partOf[part])
		}
		for _, id := range classes {
			if name := s.class[id]; name != "" {
				of.Divisions = add(of.Divisions, name)
			} else {
				s.lost(g.line, fmt.Sprintf("le groupe %.40s est fait d’une classe", g.name), "")
			}
		}
		s.addGroup(of, g.line)
	}
}

// lost warns, once, of a reference to what is not in the file.
func (s *shape) lost(line int, says, ident string) {
	says = strings.TrimSpace(fmt.Sprintf("%s %.20s", says, ident)) + " qui n’est pas dans le fichier : laissé de côté"
	if !s.told[says] {
		s.told[says] = true
		s.warn(line, says)
	}
}

// records are those of the school, in the order of the feed.
func (s *shape) records() []feed.Record {
	all := []feed.Record{s.school}
	for _, v := range s.subjects {
		all = append(all, v)
	}
	for _, v := range s.staff {
		all = append(all, v)
	}
	for _, v := range s.rooms {
		all = append(all, v)
	}
	for _, v := range s.timetable {
		all = append(all, v)
	}
	return all
}
