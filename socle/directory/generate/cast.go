package generate

import "slices"

// castFamily brings a family of the plan in: it takes its seats.
func (b *builder) castFamily(c CastFamily, seats []int) {
	f := &family{origin: "fr", name: c.Children[0].Family}
	homes := map[int]Address{}
	phones := map[int]string{}
	for _, a := range c.Adults {
		if _, ok := homes[a.Household]; !ok {
			homes[a.Household], phones[a.Household] = b.address(b.plan.Place), b.landline()
		}
		b.addAdult(f, b.castAdult(a, f, homes[a.Household], phones[a.Household]), Tie{
			Link: a.Link, Level: a.Level, Contact: true, Pays: len(f.adults) == 0, Aid: len(f.adults) == 0,
		})
	}
	f.lives = f.adults[0].Guardian
	for _, child := range c.Children {
		b.castPupil(child, f, seats)
	}
}

// castAdult is a guardian of the plan.
func (b *builder) castAdult(a CastAdult, f *family, home Address, phone string) *Guardian {
	kind := "woman"
	if a.Civility == "M." {
		kind = "man"
	}
	g := b.guardian(kind, f, home)
	if a.ID != "" {
		g.Human = a.ID
	}
	g.First, g.Family, g.BirthName, g.Phone, g.SMS = a.First, a.Family, a.BirthName, phone, !a.Offline
	if g.BirthName == "" {
		g.BirthName = g.Family
	}
	g.Email, g.Mobile, g.Work = "", "", ""
	if !a.Offline {
		g.Email, g.Mobile = mail(a.First, a.Family, ""), b.mobile()
	}
	return g
}

// castPupil is a pupil of the plan, in the division that it names. A division that the school lacks is an exception
// that the school tells.
func (b *builder) castPupil(c CastPupil, f *family, seats []int) {
	d := b.division(c.Division)
	if d == nil {
		b.school.Exceptions = append(b.school.Exceptions, "no division "+c.Division+" for "+c.ID)
		return
	}
	level := slices.IndexFunc(b.plan.mefs(), func(m MEF) bool { return m.Code == d.MEF.Code })
	seats[level]--
	p := b.pupil(f, level)
	if c.ID != "" {
		p.Human = c.ID
	}
	p.First, p.Family, p.BirthName, p.Civility, p.Born = c.First, c.Family, c.Family, c.Civility, c.Born
	p.Others = []string{c.First}
	for _, short := range c.Languages {
		p.Options = append(p.Options, subjects[short])
	}
	p.Division = d
	d.Pupils = append(d.Pupils, p)
}
