package table

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// gathering is what the tables of a school say.
type gathering struct {
	said     []feed.Record // warnings
	pupils   []*feed.Pupil
	byKey    map[string]*feed.Pupil
	byName   map[string][]*feed.Pupil
	adults   []*adult
	byAdult  map[string][]*adult // name
	staff    []*feed.Staff
	byStaff  map[string]*feed.Staff
	holds    map[string]bool // kinds of people
	complete map[string]bool
	partial  map[string]bool // kinds of which a table is not complete
}

func newGathering() *gathering {
	return &gathering{
		byKey: map[string]*feed.Pupil{}, byName: map[string][]*feed.Pupil{}, byAdult: map[string][]*adult{},
		byStaff: map[string]*feed.Staff{}, holds: map[string]bool{}, complete: map[string]bool{}, partial: map[string]bool{},
	}
}

// tables reads tables of one kind; of none, they are told and left.
func (g *gathering) tables(same []*sheet, as Sheet) {
	for _, t := range same {
		if as.Kind == "" {
			g.said = append(g.said, &feed.Warning{Place: feed.Place{File: t.file}, Says: "ce tableau n’est pas pris"})
			continue
		}
		g.table(t, as)
	}
}

// table reads the rows of a table.
func (g *gathering) table(t *sheet, as Sheet) {
	take := map[string]func(*line){feed.KindPupil: g.pupil, feed.KindGuardian: g.guardian, feed.KindStaff: g.member}[as.Kind]
	kin := t.kin(as)
	for _, r := range t.rows {
		l := &line{at: feed.Place{File: t.file, Line: r.line}, book: t.book, columns: as.Columns, cells: slices.Clone(r.cells), kin: kin}
		l.long()
		if len(r.cells) > len(t.names) {
			l.warn("la ligne a plus de colonnes que l’en-tête : la suite est laissée de côté")
		}
		take(l)
		for i := range l.warnings {
			g.said = append(g.said, &l.warnings[i])
		}
	}
	if as.Complete {
		g.complete[as.Kind] = true
	} else {
		g.partial[as.Kind] = true
	}
}

// kin is what the headers say of who a pupil's guardians are: "Mère : nom".
func (t *sheet) kin(as Sheet) map[string]string {
	kin := map[string]string{}
	for i, m := range as.Columns {
		who, _, guardian := strings.Cut(string(m), ".")
		for _, w := range words(t.names[i]) {
			if guardian && guardians[w] != "" {
				kin[who] = w
			}
		}
	}
	return kin
}

// set is what was read, as a feed. A kind of people is complete when each of its
// tables is; guardians are known by their pupils, and leave with them.
func (g *gathering) set() (*Set, error) {
	if len(g.pupils)+len(g.staff) == 0 {
		return nil, feed.Refuse("", 0, "ces tableaux ne nomment personne : vérifiez qu’ils ont une ligne par élève ou par membre de l’équipe, sous une ligne d’en-têtes")
	}
	s := &Set{header: feed.Header{Format: Name, Source: Name, Nameless: true}, records: g.said}
	s.header.Complete, s.header.Covers = g.covers()
	for _, v := range g.staff {
		s.records = append(s.records, v)
	}
	for _, a := range g.linked() {
		s.records = append(s.records, a)
	}
	for _, v := range g.pupils {
		s.records = append(s.records, v)
	}
	return s, nil
}

// covers are the kinds of people of which the tables have everybody; failing any,
// those that they have.
func (g *gathering) covers() (complete bool, kinds []string) {
	var whole []string
	for _, kind := range []string{feed.KindStaff, feed.KindGuardian, feed.KindPupil} {
		all := g.complete[kind] && !g.partial[kind]
		if kind == feed.KindGuardian {
			all = g.complete[feed.KindPupil] && !g.partial[feed.KindPupil] && !g.partial[kind]
		}
		if g.holds[kind] {
			kinds = append(kinds, kind)
			if all {
				whole = append(whole, kind)
			}
		}
	}
	if len(whole) > 0 {
		return true, whole
	}
	return false, kinds
}

// nameKey is a name in a key: of birth, since the name in use changes more often.
func nameKey(p *feed.Person) string {
	clean := func(s string) string { return strings.ReplaceAll(text.SortKey(s), "|", " ") }
	return clean(cmp.Or(p.Birth, p.Family)) + "|" + clean(p.First)
}

// named refuses a row that names nobody.
func (l *line) named(p *feed.Person) bool {
	if p.Family == "" || p.First == "" {
		l.warn("la ligne n’a pas de nom ou pas de prénom : elle est laissée de côté")
		return false
	}
	return true
}

// pupil reads a row of pupils. The key is the table's own, else the INE, which
// nothing changes, else the name at birth and the birth date.
func (g *gathering) pupil(l *line) {
	p := &feed.Pupil{Person: l.person(""), School: School}
	if !l.named(&p.Person) {
		return
	}
	p.BirthDate = l.day("", Birth, "la date de naissance")
	p.Entered, p.Left = l.day("", Entered, "la date d’entrée"), l.day("", Left, "la date de sortie")
	p.Board, p.Local = l.of("", Board), l.of("", ID)
	p.INE = l.ine("")
	for _, code := range l.list(Class) {
		p.Groups = add(p.Groups, feed.Ref{School: School, Kind: feed.Division, Code: code})
	}
	for _, code := range l.list(Groups) {
		p.Groups = add(p.Groups, feed.Ref{School: School, Kind: feed.Teaching, Code: code})
	}
	if p = g.pupilOnce(l, p); p == nil {
		return
	}
	for _, who := range []string{firstGuardian, secondGuardian} {
		g.ward(l, who, p)
	}
}

// pupilOnce adds a pupil; one who comes again, as from the list of another group,
// is the one who is there. Nil is somebody who cannot be told from another.
func (g *gathering) pupilOnce(l *line, p *feed.Pupil) *feed.Pupil {
	byName := nameKey(&p.Person) + "|" + p.BirthDate
	p.Key = cmp.Or(p.INE, byName)
	if p.Local != "" {
		p.Key = "#" + p.Local
	}
	before := g.byKey[p.Key]
	if before == nil {
		g.byKey[p.Key], g.holds[feed.KindPupil] = p, true
		g.pupils = append(g.pupils, p)
		for _, name := range once(nameKey(&p.Person), nameKey(&feed.Person{Family: p.Family, First: p.First})) {
			g.byName[name] = append(g.byName[name], p)
		}
		return p
	}
	if p.Key == nameKey(&p.Person)+"|" || byName != nameKey(&before.Person)+"|"+before.BirthDate {
		l.warn(fmt.Sprintf("cet élève a le même identifiant, le même INE ou le même nom sans date de naissance que celui de la ligne %d : il est laissé de côté", before.Line))
		return nil
	}
	for _, r := range p.Groups {
		before.Groups = add(before.Groups, r)
	}
	return before
}

// ine is a national number.
func (l *line) ine(who string) string {
	v := strings.ToUpper(strings.ReplaceAll(l.of(who, INE), " ", ""))
	if v != "" && len(v) != 11 {
		l.warn("un INE n’a pas 11 caractères : il est laissé de côté")
		return ""
	}
	return v
}

func add(all []feed.Ref, r feed.Ref) []feed.Ref {
	if slices.Contains(all, r) {
		return all
	}
	return append(all, r)
}

func once(list ...string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// member reads a row of staff. The key is the table's own, else the name with the
// birth date where there is one: a school has no two of one name for long.
func (g *gathering) member(l *line) {
	s := &feed.Staff{Person: l.person(""), School: School}
	if !l.named(&s.Person) {
		return
	}
	s.BirthDate = l.day("", Birth, "la date de naissance")
	s.Key = "E|" + nameKey(&s.Person) + "|" + s.BirthDate
	if id := l.of("", ID); id != "" {
		s.Key = "#" + id
	}
	if before := g.byStaff[s.Key]; before != nil {
		if nameKey(&before.Person) != nameKey(&s.Person) {
			l.warn(fmt.Sprintf("cette personne a le même identifiant que celle de la ligne %d : elle est laissée de côté", before.Line))
			return
		}
		s = before
	} else {
		g.byStaff[s.Key], g.holds[feed.KindStaff] = s, true
		g.staff = append(g.staff, s)
	}
	f := work(l.of("", Function), l.of("", Subject), len(l.list(Class))+len(l.list(Form)) > 0)
	if !slices.Contains(s.Functions, f) {
		s.Functions = append(s.Functions, f)
	}
	s.Teacher = s.Teacher || f.Code == "ENS"
	for _, code := range l.list(Class) {
		s.Teaches = add(s.Teaches, feed.Ref{School: School, Kind: feed.Division, Code: code})
	}
	for _, code := range l.list(Form) {
		ref := feed.Ref{School: School, Kind: feed.Division, Code: code}
		s.Teaches, s.FormOf = add(s.Teaches, ref), add(s.FormOf, ref)
	}
}

// trades are the ministry's codes of what people say that somebody does, by the
// beginnings of words: the first that is there decides.
var trades = []struct{ words, code string }{
	{" aesh| avs | accompagn", "AEH"},
	{" documentalis| librarian", "DOC"},
	{" cpe | conseiller principal d education| conseillere principale d education", "EDU"},
	{" aed | surveillan| assistant d education| assistante d education| maitre d internat", "AED"},
	{" psy", "ORI"},
	{" professeur| prof | enseign| teacher", "ENS"},
	{" principal adjoint| principale adjointe| proviseur adjoint| proviseure adjointe| directeur adjoint| directrice adjointe| adjoint au chef d etablissement| deputy head", "ADJ"},
}

// heads are how the function of a head begins: the secretary of one is none.
var heads = []string{"principal", "proviseur", "directeur", "directrice", "chef d etablissement", "cheffe d etablissement", "headteacher", "head teacher"}

// work is what somebody does. Who has a subject or classes and no function
// teaches.
func work(function, subject string, taught bool) feed.Function {
	f := feed.Function{School: School, Code: "ENS", Label: cmp.Or(function, "ENSEIGNEMENT"), Says: subject}
	if function == "" && (subject != "" || taught) {
		return f
	}
	f.Code = trade(text.SortKey(function))
	if f.Label = function; function == "" {
		f.Label = "PERSONNEL"
	}
	return f
}

// trade is the code of a function, folded; nothing when its words are of no trade.
func trade(says string) string {
	for _, t := range trades {
		for w := range strings.SplitSeq(t.words, "|") {
			if strings.Contains(" "+says+" ", w) {
				return t.code
			}
		}
	}
	if slices.ContainsFunc(heads, func(h string) bool { return strings.HasPrefix(says, h) }) {
		return "DIR"
	}
	return ""
}
