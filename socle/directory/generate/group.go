package generate

import (
	"fmt"
	"slices"
	"strings"
)

// fillDivisions puts each level's pupils into its divisions, as even as can be. Who the plan put somewhere stays.
func (b *builder) fillDivisions() {
	start := 0
	for level, pupils := range b.levels {
		mef := b.plan.mefs()[level]
		var open []*Division
		for _, d := range b.school.Divisions[start:] {
			if d.MEF.Code != mef.Code {
				break
			}
			open = append(open, d)
		}
		start += len(open)
		for _, p := range pupils {
			if p.Division == nil {
				p.Division = slices.MinFunc(open, func(x, y *Division) int { return len(x.Pupils) - len(y.Pupils) })
				p.Division.Pupils = append(p.Division.Pupils, p)
			}
		}
	}
}

// groups makes the languages, options, specialities and halves, with the courses that go with them.
func (b *builder) groups() {
	for level, pupils := range b.levels {
		mef := b.plan.mefs()[level]
		if mef.Letter != "6" {
			b.languages(mef, pupils)
		}
		if n := map[string]int{"1": 3, "T": 2}[mef.Letter]; n > 0 {
			b.specialities(mef, pupils, n)
		}
	}
	for _, d := range b.school.Divisions {
		b.week(d)
	}
}

// languages makes the groups of the second language and of latin of a level.
func (b *builder) languages(mef MEF, pupils []*Pupil) {
	choice := map[string][]*Pupil{}
	for _, p := range pupils {
		cast := len(p.Options) > 0
		language := "ESP2"
		if p.has("ALL2") || !cast && b.chance(24) {
			language = "ALL2"
		}
		choice[language] = append(choice[language], p)
		if p.has("LATIN") || !cast && mef.Letter != "2" && b.plan.Kind == College && b.chance(14) {
			choice["LATIN"] = append(choice["LATIN"], p)
		}
		p.Options = nil
	}
	b.split(mef, "ESP2", "ESP", "espagnol", choice["ESP2"], 150)
	b.split(mef, "ALL2", "ALL", "allemand", choice["ALL2"], 150)
	latin := 150
	if mef.Letter == "5" {
		latin = 60
	}
	b.split(mef, "LATIN", "LCA", "latin", choice["LATIN"], latin)
}

// has tells whether the plan gave the pupil that option.
func (p *Pupil) has(short string) bool {
	return slices.ContainsFunc(p.Options, func(s Subject) bool { return s.Code == subjects[short].Code })
}

// specialities gives each pupil of a level n of them, and makes their groups.
func (b *builder) specialities(mef MEF, pupils []*Pupil, n int) {
	choice := map[string][]*Pupil{}
	for _, p := range pupils {
		mine := slices.Clone(specialities)
		shuffle(b.dice, mine)
		for _, s := range mine[:n] {
			choice[s] = append(choice[s], p)
		}
	}
	for _, s := range specialities {
		b.split(mef, s, strings.ReplaceAll(s, "-", ""), "spécialité "+strings.ToLower(subjects[s].Name), choice[s], 720/n)
	}
}

// split shares the pupils into groups of a subject, as few as fit a room, and has it taught to each.
func (b *builder) split(mef MEF, short, code, title string, pupils []*Pupil, minutes int) {
	if len(pupils) == 0 {
		return
	}
	subject := subjects[short]
	count := (len(pupils) + 27) / 28
	slices.SortStableFunc(pupils, func(x, y *Pupil) int { return strings.Compare(x.Division.Code, y.Division.Code) })
	for i := range count {
		g := &Group{Code: fmt.Sprintf("%s%s%d", mef.Letter, code, i+1), Name: fmt.Sprintf("%s %s %d", mef.Short, title, i+1), Subjects: []Subject{subject}}
		for _, p := range pupils[i*len(pupils)/count : (i+1)*len(pupils)/count] {
			p.Options = append(p.Options, subject)
			g.add(p)
		}
		b.school.Groups = append(b.school.Groups, g)
		b.course(&Course{Subject: subject, Group: g, Minutes: minutes})
	}
}

// add puts a pupil into the group.
func (g *Group) add(p *Pupil) {
	g.Pupils = append(g.Pupils, p)
	p.Groups = append(p.Groups, g)
	if !slices.Contains(g.Divisions, p.Division) {
		g.Divisions = append(g.Divisions, p.Division)
	}
}

// week gives a division its week, and halves for what is taught at the bench.
func (b *builder) week(d *Division) {
	halves := b.halves(d)
	for _, h := range weeks[d.MEF.Letter] {
		subject := subjects[h.subject]
		b.course(&Course{Subject: subject, Division: d, Minutes: h.minutes})
		for _, half := range halves {
			if h.split > 0 {
				half.Subjects = append(half.Subjects, subject)
				b.course(&Course{Subject: subject, Group: half, Minutes: h.split})
			}
		}
	}
}

// halves are the two halves of a division, by the order of names; none where nothing is taught so.
func (b *builder) halves(d *Division) []*Group {
	if !slices.ContainsFunc(weeks[d.MEF.Letter], func(h hour) bool { return h.split > 0 }) || len(d.Pupils) < 2 {
		return nil
	}
	sortPupils(d.Pupils)
	var halves []*Group
	for i := range 2 {
		g := &Group{Code: fmt.Sprintf("%s-%d", d.Code, i+1), Name: fmt.Sprintf("%s groupe %d", d.Name, i+1)}
		for _, p := range d.Pupils[i*len(d.Pupils)/2 : (i+1)*len(d.Pupils)/2] {
			g.add(p)
		}
		halves = append(halves, g)
	}
	b.school.Groups = append(b.school.Groups, halves...)
	return halves
}

// course notes a course that still wants its teacher.
func (b *builder) course(c *Course) { b.school.Courses = append(b.school.Courses, c) }

// sortPupils puts pupils into the order of their plain names.
func sortPupils(list []*Pupil) {
	slices.SortStableFunc(list, func(x, y *Pupil) int {
		if c := strings.Compare(plain(x.Family), plain(y.Family)); c != 0 {
			return c
		}
		return strings.Compare(plain(x.First), plain(y.First))
	})
}

// seal puts lists into the order in which they are read.
func (b *builder) seal() {
	for _, d := range b.school.Divisions {
		sortPupils(d.Pupils)
	}
	for _, g := range b.school.Groups {
		sortPupils(g.Pupils)
	}
}
