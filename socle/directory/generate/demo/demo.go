// Package demo is the demonstration: three invented schools with the people that guides, tests and screenshots know
// by name, and what was written in their news. The schools come as AAF sets and go through the real importer; what
// AAF cannot say is listed apart, for the command that fills a demonstration.
package demo

import (
	"iter"
	"slices"

	"preau/socle/directory/generate"
)

// The numbers of the three schools. Their letters are fixed and are not the check letters.
const (
	Tilleuls   = "9990001X"
	Schoelcher = "9990002Y"
	Gouges     = "9990003Z"
)

// Pupils is how many pupils the Collège des Tilleuls has unless another number is asked.
const Pupils = 486

// seed gives the demonstration its people: another one changes every screenshot.
const seed = 24112026

// Schools are the three schools, with that many pupils in the first (60 at least).
func Schools(pupils int) iter.Seq[*generate.School] {
	pupils = min(max(pupils, 60), generate.MaxPupils)
	return generate.Schools(generate.Options{Schools: 3, Pupils: pupils, Seed: seed, Plans: []generate.Plan{tilleuls(pupils), schoelcher, gouges}})
}

// tilleuls is the plan of the first school: 18 divisions and 42 teachers, more only when it is made larger.
func tilleuls(pupils int) generate.Plan {
	p := generate.Plan{
		UAI: Tilleuls, Name: "Collège des Tilleuls", Kind: generate.College, Pupils: pupils, Phone: "0199000110",
		Email: "contact.tilleuls@example.org", Place: generate.Address{Street: "12 rue des Tilleuls", PostalCode: "99900", Town: "Val-Saint-Aubin"},
		Divisions: []int{5, 5, 4, 4}, Families: families, Staff: staff, Teachers: map[string]int{},
	}
	factor := max(1, (pupils+Pupils/2)/Pupils)
	for i := range p.Divisions {
		p.Divisions[i] *= factor
	}
	for discipline, n := range teachers {
		p.Teachers[discipline] = n * factor
	}
	return p
}

// teachers is how many teachers the first school has of each discipline: 42 in all.
var teachers = map[string]int{
	"L0202": 7, "L1300": 6, "L1000": 5, "L0422": 5, "L0426": 3, "L0421": 1, "L1600": 3, "L1500": 3, "L1400": 3, "L1900": 4, "L1700": 1, "L1800": 1,
}

var schoelcher = generate.Plan{
	UAI: Schoelcher, Name: "Collège Victor-Schœlcher", Kind: generate.College, Pupils: 162, Phone: "0199000220",
	Email: "contact.schoelcher@example.org", Place: generate.Address{Street: "3 place de la Liberté", PostalCode: "99920", Town: "Brécourt-sur-Orle"},
	Divisions: []int{2, 2, 1, 1},
	Families: []generate.CastFamily{{
		Children: []generate.CastPupil{{ID: "tom.berger", First: "Tom", Family: "Berger", Civility: "M.", Born: "2014-05-19", Division: "5A"}},
		Adults:   []generate.CastAdult{{First: "Sandrine", Family: "Berger", BirthName: "Colin", Civility: "Mme", Link: generate.LinkMother, Level: generate.Legal}},
	}},
}

var gouges = generate.Plan{
	UAI: Gouges, Name: "Lycée Olympe-de-Gouges", Kind: generate.Lycee, Pupils: 189, Phone: "0199000330",
	Email: "contact.gouges@example.org", Place: generate.Address{Street: "40 avenue de la République", PostalCode: "99900", Town: "Val-Saint-Aubin"},
	Divisions: []int{3, 2, 2},
	Families: []generate.CastFamily{{
		Children: []generate.CastPupil{{ID: "adele.marchand", First: "Adèle", Family: "Marchand", Civility: "Mme", Born: "2008-03-14", Division: "TA"}},
		Adults:   []generate.CastAdult{{First: "Corinne", Family: "Marchand", BirthName: "Weber", Civility: "Mme", Link: generate.LinkMother, Level: generate.ContactOnly}},
	}},
}

// families are the families of the first school that must be there; the last two adults have no internet.
var families = []generate.CastFamily{
	{
		Children: []generate.CastPupil{
			{ID: "ines.moreau", First: "Inès", Family: "Moreau", Civility: "Mme", Born: "2013-03-08", Division: "4B", Languages: []string{"ESP2", "LATIN"}},
			{ID: "noe.moreau", First: "Noé", Family: "Moreau", Civility: "M.", Born: "2015-09-21", Division: "6A"},
		},
		Adults: []generate.CastAdult{
			{ID: "nadia.moreau", First: "Nadia", Family: "Moreau", BirthName: "Haddad", Civility: "Mme", Link: generate.LinkMother, Level: generate.Legal, Household: 1},
			{ID: "julien.moreau", First: "Julien", Family: "Moreau", Civility: "M.", Link: generate.LinkFather, Level: generate.Legal, Household: 2},
		},
	},
	{
		Children: []generate.CastPupil{{ID: "rose.lebrun", First: "Rose", Family: "Lebrun", Civility: "Mme", Born: "2014-06-02", Division: "5C", Languages: []string{"ALL2"}}},
		Adults: []generate.CastAdult{
			{ID: "marc.lebrun", First: "Marc", Family: "Lebrun", Civility: "M.", Link: generate.LinkFather, Level: generate.Legal},
			{First: "Perrine", Family: "Lebrun", BirthName: "Cariou", Civility: "Mme", Link: generate.LinkMother, Level: generate.Legal},
		},
	},
	{
		Children: []generate.CastPupil{{ID: "malo.tessier", First: "Malo", Family: "Tessier", Civility: "M.", Born: "2013-11-30", Division: "4B", Languages: []string{"ESP2"}}},
		Adults: []generate.CastAdult{
			{First: "Estelle", Family: "Tessier", BirthName: "Vial", Civility: "Mme", Link: generate.LinkMother, Level: generate.Legal},
		},
	},
	{
		Children: []generate.CastPupil{{ID: "aminata.sow", First: "Aminata", Family: "Sow", Civility: "Mme", Born: "2014-01-17", Division: "5A", Languages: []string{"ESP2"}}},
		Adults:   []generate.CastAdult{{ID: "oumar.sow", First: "Oumar", Family: "Sow", Civility: "M.", Link: generate.LinkFather, Level: generate.Legal, Offline: true}},
	},
	{
		Children: []generate.CastPupil{{ID: "lubin.pasquier", First: "Lubin", Family: "Pasquier", Civility: "M.", Born: "2012-08-25", Division: "3C", Languages: []string{"ESP2"}}},
		Adults:   []generate.CastAdult{{ID: "odile.pasquier", First: "Odile", Family: "Pasquier", BirthName: "Navarre", Civility: "Mme", Link: generate.LinkGrandparent, Level: generate.Legal, Offline: true}},
	},
}

// staff are the staff of the first school that must be there.
var staff = []generate.CastStaff{
	{ID: "claire.ferrand", First: "Claire", Family: "Ferrand", Civility: "Mme", Born: "1984-04-12", Function: generate.Teaching, Discipline: "L1300", Takes: []string{"4B", "6A", "3C", "4D"}, FormTeacherOf: "4B"},
	{ID: "marc.lebrun", First: "Marc", Family: "Lebrun", Civility: "M.", Born: "1979-10-03", Function: generate.Teaching, Discipline: "L0202", Takes: []string{"4B", "5A", "3B"}, FormTeacherOf: "3B"},
	{ID: "emma.lopez", First: "Emma", Family: "Lopez", Civility: "Mme", Born: "1996-07-27", Function: generate.Teaching, Discipline: "L0422", Takes: []string{"4B", "5B", "3A", "6B"}},
	{ID: "david.cohen", First: "David", Family: "Cohen", Civility: "M.", Born: "1981-02-15", Function: generate.Documentation},
	{ID: "samira.benali", First: "Samira", Family: "Benali", Civility: "Mme", Born: "1986-09-09", Function: generate.Education},
	{ID: "yanis.roux", First: "Yanis", Family: "Roux", Civility: "M.", Born: "2002-01-20", Function: generate.Assistance},
	{ID: "fatou.sarr", First: "Fatou", Family: "Sarr", Civility: "Mme", Born: "1990-12-05", Function: generate.Accompaniment},
	{ID: "lucie.perez", First: "Lucie", Family: "Pérez", Civility: "Mme", Born: "1988-05-31", Function: generate.Health},
	{ID: "helene.vasseur", First: "Hélène", Family: "Vasseur", Civility: "Mme", Born: "1969-03-22", Function: generate.Direction, Label: "CHEF D'ETABLISSEMENT"},
	{ID: "anne.morel", First: "Anne", Family: "Morel", Civility: "Mme", Born: "1977-08-14", Function: generate.Direction, Label: "ADJOINT AU CHEF D'ETABLISSEMENT"},
	{ID: "remi.gauthier", First: "Rémi", Family: "Gauthier", Civility: "M.", Born: "1974-06-18", Function: generate.Administration, Label: "SECRETAIRE GENERAL D'EPLE"},
	{ID: "paul.garnier", First: "Paul", Family: "Garnier", Civility: "M.", Born: "1992-11-02", Function: generate.Administration, Label: "SECRETARIAT"},
}

// Key is where a file knows somebody: the kind of record, its ENTPersonJointure, the school.
type Key struct{ Kind, Key, School string }

// Keys finds under which keys the files know each human being. Those of the demonstration have their identifier as
// their name of human.
func Keys(schools iter.Seq[*generate.School]) map[string][]Key {
	keys := map[string][]Key{}
	add := func(kind string, p generate.Person, school string) {
		k := Key{kind, p.Key, school}
		if !slices.Contains(keys[p.Human], k) {
			keys[p.Human] = append(keys[p.Human], k)
		}
	}
	for s := range schools {
		for _, x := range s.Pupils {
			add("pupil", x.Person, s.UAI)
		}
		for _, x := range s.Guardians {
			add("guardian", x.Person, s.UAI)
		}
		for _, x := range s.Staff {
			add("staff", x.Person, s.UAI)
		}
	}
	return keys
}

// Join is two keys of one human being, which AAF does not tell: a member of staff who is a guardian too.
type Join struct{ Human, Staff, Guardian string }

// Joins are all of them, to be joined by hand as a school would, in the order of the members of staff.
func Joins(schools iter.Seq[*generate.School]) []Join {
	guardians := map[string]string{}
	var joins []Join
	for s := range schools {
		for _, g := range s.Guardians {
			guardians[g.Human] = g.Key
		}
		for _, w := range s.Staff {
			if key, ok := guardians[w.Human]; ok {
				joins = append(joins, Join{w.Human, w.Key, key})
			}
		}
	}
	return joins
}
