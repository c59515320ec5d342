package onde

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// gathering is what the tables of a school say: guardians name their children,
// so that a school is held whole.
type gathering struct {
	set     *Set
	pupils  []*pupil
	byKey   map[string]*pupil
	byName  map[string][]*pupil // family and first name, of birth and in use
	classes map[string]bool     // folded
	adults  []*feed.Guardian
	known   map[string]*feed.Guardian
	staff   []*feed.Staff
	byStaff map[string]*feed.Staff
	said    []feed.Record // warnings
}

// pupil is a pupil, and the classes by which guardians' rows name them.
type pupil struct {
	feed.Pupil
	classes []string
	gone    bool
}

func newGathering(s *Set) *gathering {
	g := &gathering{
		set: s, byKey: map[string]*pupil{}, byName: map[string][]*pupil{}, classes: map[string]bool{},
		known: map[string]*feed.Guardian{}, byStaff: map[string]*feed.Staff{},
	}
	g.each(pupils, g.pupil)
	g.each(guardians, g.guardian)
	g.each(teachers, g.teacher)
	return g
}

// each reads the rows of a table.
func (g *gathering) each(kind int, take func(*row)) {
	if g.set.tables[kind] == nil {
		return
	}
	for _, r := range g.set.tables[kind].rows {
		one := *r // what is warned of is not kept in the set
		one.warnings = slices.Clone(r.warnings)
		take(&one)
		for i := range one.warnings {
			g.said = append(g.said, &one.warnings[i])
		}
	}
}

// records are the warnings, then staff, guardians and pupils.
func (g *gathering) records() []feed.Record {
	all := g.said
	for _, s := range g.staff {
		all = append(all, s)
	}
	for _, a := range g.adults {
		all = append(all, a)
	}
	for _, p := range g.pupils {
		if !p.gone {
			all = append(all, &p.Pupil)
		}
	}
	return all
}

// person reads what everybody has; false, with a warning, when it is nobody.
func (r *row) person() (feed.Person, bool) {
	birth := r.one("family")
	p := feed.Person{
		Place: r.place(), Civility: feed.Civility(r.one("civility")), Family: cmp.Or(r.one("usage"), birth), First: r.one("first"), Birth: birth,
		Email: strings.ToLower(r.one("email")), Phone: feed.Phone(r.one("phone")), Mobile: feed.Phone(r.one("mobile")), Work: feed.Phone(r.one("work")),
		Street: r.one("address"), PostalCode: r.one("code"), Town: r.one("town"), Country: r.one("country"),
	}
	if p.Street == "" && p.Town == "" {
		p.Street, p.PostalCode, p.Town, p.Country = r.one("address2"), r.one("code2"), r.one("town2"), r.one("country2")
	}
	if p.Family == "" && p.First == "" {
		r.warn("la ligne n’a ni nom ni prénom : elle est laissée de côté")
		return p, false
	}
	return p, true
}

// nameKey is a name in a key: of birth, since the name in use changes more often.
func nameKey(family, first string) string {
	return strings.ReplaceAll(text.SortKey(family), "|", " ") + "|" + strings.ReplaceAll(text.SortKey(first), "|", " ")
}

// classKey is a class as two tables may write it: "CE1 A", "ce1a".
func classKey(s string) string { return strings.ReplaceAll(text.SortKey(s), " ", "") }

// pupil reads a row of pupils.
//
// The key is the INE where the table has it, which nothing changes. Else it is
// the name at birth, the first name and the birth date: a pupil keeps them
// through classes and years, where the rest of the row is new each September.
func (g *gathering) pupil(r *row) {
	person, ok := r.person()
	if !ok {
		return
	}
	p := &pupil{Pupil: feed.Pupil{Person: person, School: School}}
	p.Civility = cmp.Or(p.Civility, map[string]string{"m": "M.", "h": "M.", "g": "M.", "f": "Mme"}[fold(r.one("sex"))])
	p.BirthDate, p.Entered = r.day("birth", "la date de naissance"), r.day("entered", "la date d’inscription")
	if more := strings.TrimSpace(r.one("second") + " " + r.one("third")); more != "" {
		p.Others = p.First + " " + more
	}
	p.Address = r.yes("parents")
	state := fold(r.one("state"))
	p.gone = strings.HasPrefix(state, "radi") || strings.HasPrefix(state, "sorti") || strings.HasPrefix(state, "parti")
	if p.INE = strings.ToUpper(r.one("ine")); p.INE != "" && len(p.INE) != 11 {
		r.warn("un INE n’a pas 11 caractères : il est laissé de côté")
		p.INE = ""
	}
	p.place(feed.Division, r.one("class"))
	for i, c := range r.columns {
		if c == "groups" && i < len(r.cells) {
			p.place(feed.Teaching, r.cells[i])
		}
	}
	p.Key = cmp.Or(p.INE, p.name()+"|"+p.BirthDate)
	g.add(r, p)
}

// name is the pupil's in a key.
func (p *pupil) name() string { return nameKey(cmp.Or(p.Birth, p.Family), p.First) }

// place puts a pupil in a group.
func (p *pupil) place(kind, code string) {
	ref := feed.Ref{School: School, Kind: kind, Code: code}
	if code == "" || slices.Contains(p.Groups, ref) {
		return
	}
	p.Groups = append(p.Groups, ref)
	if kind == feed.Division {
		p.classes = append(p.classes, classKey(code))
	}
}

// add adds a pupil. One who comes again, as a pupil of two classes does, is in
// both; where nothing but the name tells two rows apart, the first counts.
func (g *gathering) add(r *row, p *pupil) {
	if before := g.byKey[p.Key]; before != nil {
		if p.INE == "" && p.BirthDate == "" || p.name() != before.name() || p.BirthDate != before.BirthDate {
			r.warn(fmt.Sprintf("cet élève a le même INE ou le même nom sans date de naissance que celui de la ligne %d : il est laissé de côté", before.Line))
			return
		}
		for _, ref := range p.Groups {
			before.place(ref.Kind, ref.Code)
		}
		before.gone = before.gone && p.gone
		return
	}
	g.byKey[p.Key] = p
	g.pupils = append(g.pupils, p)
	for _, name := range once(p.name(), nameKey(p.Family, p.First)) {
		g.byName[name] = append(g.byName[name], p)
	}
	for _, c := range p.classes {
		g.classes[c] = true
	}
}

func once(words ...string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}
