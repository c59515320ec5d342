package generate

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// family is the children's name and their adults.
type family struct {
	origin, name string
	adults       []Tie
	lives        *Guardian // with whom the children live
	born         []string  // birth dates of the children so far
}

// alikeRate is how often, in a hundred families, twins come: with homonyms, less than one person in a thousand has
// somebody alike in the file.
const alikeRate = 0.04

// families invents the families until every seat of every level is taken.
func (b *builder) families(c *carry) {
	seats := b.plan.seats()
	b.levels = make([][]*Pupil, len(seats))
	for _, f := range b.plan.Families {
		b.castFamily(f, seats)
	}
	order := b.seatOrder(seats)
	for _, f := range c.families {
		if len(order) == 0 {
			break
		}
		b.pupil(f, order[0])
		order = order[1:]
	}
	c.families = nil
	most := b.plan.Pupils / 12
	for n := 0; len(order) > 0; n++ {
		f := b.family(n)
		order = b.children(f, order)
		if !b.last && len(c.families) < most && b.chance(8) {
			c.families = append(c.families, f)
		}
	}
}

// seatOrder is the level of each seat that is left, mixed.
func (b *builder) seatOrder(seats []int) []int {
	var order []int
	for level, n := range seats {
		for range n {
			order = append(order, level)
		}
	}
	shuffle(b.dice, order)
	return order
}

// children gives the family one to three children of different levels, now and then twins, and gives what is left.
func (b *builder) children(f *family, order []int) []int {
	level := order[0]
	first := b.pupil(f, level)
	order = order[1:]
	if at := slices.Index(order, level); at >= 0 && b.chance(alikeRate) {
		twin := b.pupil(f, level)
		twin.Born = first.Born
		return slices.Delete(order, at, at+1)
	}
	more := 0
	if b.chance(24) {
		more = 1 + b.IntN(8)/7
	}
	used := []int{level}
	for range more {
		at := slices.IndexFunc(order, func(l int) bool { return !slices.Contains(used, l) })
		if at < 0 {
			break
		}
		used = append(used, order[at])
		b.pupil(f, order[at])
		order = slices.Delete(order, at, at+1)
	}
	return order
}

// family invents the adults of the family number n of the school.
func (b *builder) family(n int) *family {
	f := &family{origin: b.origin()}
	f.name = b.familyName(f.origin)
	if n%2 == 1 && n/2 < len(oddNames) {
		f.name = oddNames[n/2].family
	}
	home := b.address(b.plan.Place)
	switch kind := b.Float64(); {
	case kind < .60:
		b.together(f, home)
	case kind < .90:
		b.separated(f, home)
	default:
		b.single(f, home)
	}
	if b.chance(9) {
		b.addAdult(f, b.kin(f, home), Tie{Link: pick(b.dice, []string{LinkGrandparent, LinkFamily, LinkOther}), Level: ContactOnly, Contact: true})
	}
	f.lives = f.adults[0].Guardian
	return f
}

// together are two parents at one address.
func (b *builder) together(f *family, home Address) {
	mother, father := b.guardian("woman", f, home), b.guardian("man", f, home)
	mother.BirthName = b.familyName(f.origin)
	if b.chance(35) {
		mother.Family = mother.BirthName
	}
	father.Phone = mother.Phone
	b.addAdult(f, mother, Tie{Link: LinkMother, Level: Legal, Contact: true, Aid: true})
	b.addAdult(f, father, Tie{Link: LinkFather, Level: Legal, Pays: true})
}

// separated are parents with equal rights; half of them are two households with all that the school needs to reach
// both, of the others one only is fully known.
func (b *builder) separated(f *family, home Address) {
	mother, father := b.guardian("woman", f, home), b.guardian("man", f, b.address(b.plan.Place))
	mother.BirthName = b.familyName(f.origin)
	mother.Family = mother.BirthName
	first, second := Tie{Link: LinkMother, Level: Legal, Pays: true, Contact: true, Aid: true}, Tie{Link: LinkFather, Level: Legal, Contact: true}
	one, two := mother, father
	if b.chance(25) {
		one, two = father, mother
		first.Link, second.Link = LinkFather, LinkMother
		one.Home, two.Home = home, father.Home
	}
	if b.chance(50) {
		two.Home, two.Phone, two.Email = Address{}, "", ""
	}
	b.addAdult(f, one, first)
	b.addAdult(f, two, second)
	if b.chance(12) {
		b.addAdult(f, b.kin(f, home), Tie{Link: LinkOther, Level: InCharge})
	}
}

// single is one parent, or a guardian who is none.
func (b *builder) single(f *family, home Address) {
	if b.chance(15) {
		b.addAdult(f, b.guardian(pick(b.dice, []string{"woman", "man"}), f, home), Tie{Link: LinkTutor, Level: Legal, Pays: true, Contact: true})
		return
	}
	b.addAdult(f, b.guardian("woman", f, home), Tie{Link: LinkMother, Level: Legal, Pays: true, Contact: true, Aid: true})
}

// kin is another adult of the family.
func (b *builder) kin(f *family, home Address) *Guardian {
	g := b.guardian(pick(b.dice, []string{"woman", "man"}), f, home)
	g.Family = b.familyName(f.origin)
	g.BirthName = g.Family
	return g
}

// addAdult puts the guardian into the family.
func (b *builder) addAdult(f *family, g *Guardian, t Tie) {
	t.Guardian = g
	f.adults = append(f.adults, t)
}

// guardian invents an adult; the file of a school never holds an adult's birth date.
func (b *builder) guardian(kind string, f *family, home Address) *Guardian {
	b.adults++
	key := fmt.Sprint(b.base + adultKeys + b.adults)
	g := &Guardian{SMS: b.chance(80), Diffuse: b.chance(60)}
	g.Person = Person{Human: "p" + key, Key: key, Civility: civility(kind), Family: f.name, BirthName: f.name, Home: home}
	g.First = b.firstName(kind, f.origin)
	number := strconv.FormatInt((b.base+b.adults)%1000000, 36)
	switch c := b.Float64(); {
	case c < .88:
		g.Email, g.Mobile = mail(g.First, g.Family, number), b.mobile()
	case c < .97:
		g.Mobile = b.mobile()
	}
	if g.Mobile == "" || b.chance(40) {
		g.Phone = b.landline()
	}
	if b.chance(30) {
		g.Work = b.landline()
	}
	b.school.Guardians = append(b.school.Guardians, g)
	return g
}

// civility is the title of a kind of name.
func civility(kind string) string {
	if kind == "man" || kind == "boy" {
		return "M."
	}
	return "Mme"
}

// pupil invents a child of the family for the level.
func (b *builder) pupil(f *family, level int) *Pupil {
	b.pupils++
	key := b.base + b.pupils
	kind := pick(b.dice, []string{"girl", "boy"})
	p := &Pupil{Entered: FirstDay, SchoolKey: fmt.Sprint(key % keysPerSchool), Regime: b.regime()}
	p.INE = fmt.Sprintf("%09d%c%c", (key*7919+11)%1_000_000_000, 'A'+rune(b.IntN(26)), 'A'+rune(b.IntN(26)))
	p.Person = Person{Human: fmt.Sprintf("p%d", key), Key: fmt.Sprint(key), Civility: civility(kind), Family: f.name, BirthName: f.name}
	p.First = b.firstName(kind, f.origin)
	for _, odd := range oddNames {
		if odd.family == f.name {
			p.First = odd.first
		}
	}
	p.Others = b.otherNames(p.First, kind)
	p.Born = b.birth(f, b.plan.mefs()[level].Birth)
	p.Scholarship, p.Transport = b.chance(24), b.chance(20)
	p.Guardians = slices.Clone(f.adults)
	for _, t := range f.adults {
		t.Guardian.Children = append(t.Guardian.Children, p.Key)
	}
	if f.lives != nil && f.lives.Home.Town != "" {
		p.Home, p.LivesWith = f.lives.Home, f.lives.Key
	}
	b.levels[level] = append(b.levels[level], p)
	b.school.Pupils = append(b.school.Pupils, p)
	return p
}

// regime is how the pupil eats and sleeps.
func (b *builder) regime() string {
	switch c := b.Float64(); {
	case c < .62:
		return "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT"
	case b.plan.Kind == Lycee && c > .93:
		return "INTERNE DANS L'ETABLISSEMENT"
	}
	return "EXTERNE LIBRE"
}

// birth is a birth date in that year, or the year before for who is late, such that siblings are ten months apart
// and nobody of the same name in the school has it. Where siblings leave no room (half-brothers), only the latter.
func (b *builder) birth(f *family, year int) string {
	for try := 0; ; try++ {
		y := year
		if c := b.Float64(); c < .06 {
			y--
		} else if c > .98 {
			y++
		}
		born := time.Date(y, 1, 1+b.IntN(365), 0, 0, 0, 0, time.UTC)
		day := born.Format(time.DateOnly)
		if b.alike[f.name+day] || slices.Contains(f.born, day) {
			continue
		}
		if try < 50 && slices.ContainsFunc(f.born, func(other string) bool { return near(born, other) }) {
			continue
		}
		b.alike[f.name+day] = true
		f.born = append(f.born, day)
		return day
	}
}

// near tells whether two births are too close for one mother.
func near(born time.Time, other string) bool {
	t, err := time.Parse(time.DateOnly, other)
	return err == nil && born.Sub(t).Abs() < 300*24*time.Hour
}
