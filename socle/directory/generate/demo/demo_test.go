package demo

import (
	"iter"
	"slices"
	"testing"

	"preau/socle/directory/generate"
)

// TestPlaces proves that everybody of the demonstration is where the contract says.
func TestPlaces(t *testing.T) {
	for _, pupils := range []int{Pupils, 60, 1500} {
		schools := slices.Collect(Schools(pupils))
		if schools[0].UAI != Tilleuls || len(schools[0].Pupils) != pupils || len(schools[0].Exceptions) > 0 {
			t.Fatalf("first school %s with %d pupils, want %d; %v", schools[0].UAI, len(schools[0].Pupils), pupils, schools[0].Exceptions)
		}
		keys := Keys(slices.Values(schools))
		for _, p := range People {
			added := slices.ContainsFunc(Extras, func(e Extra) bool { return e.ID == p.ID && e.Add })
			if want := len(p.Roles); !added && len(keys[p.ID]) != want {
				t.Errorf("%d pupils: %s has keys %v, want %d", pupils, p.ID, keys[p.ID], want)
			}
		}
		for _, p := range schools[0].Pupils {
			if want := map[string]string{"ines.moreau": "4e B", "noe.moreau": "6e A", "rose.lebrun": "5e C"}[p.Human]; want != "" && p.Division.Name != want {
				t.Errorf("%s is in %s, want %s", p.Human, p.Division.Name, want)
			}
		}
	}
}

// TestTilleuls proves the figures of the first school and the services that guides name.
func TestTilleuls(t *testing.T) {
	schools := slices.Collect(Schools(Pupils))
	s := schools[0]
	teachers := 0
	for _, w := range s.Staff {
		if w.Teaches {
			teachers++
		}
		if w.Human == "claire.ferrand" {
			var divisions []string
			for _, c := range w.Taught {
				if !c.Group {
					divisions = append(divisions, c.Code)
				}
			}
			slices.Sort(divisions)
			if !slices.Equal(divisions, []string{"3C", "4B", "4D", "6A"}) || !slices.Equal(w.Posts[0].FormTeacherOf, []string{"4B"}) {
				t.Errorf("claire.ferrand teaches %v, form teacher of %v", divisions, w.Posts[0].FormTeacherOf)
			}
		}
	}
	if len(s.Divisions) != 18 || teachers != 42 || s.Divisions[0].Name != "6e A" || s.Divisions[17].Name != "3e D" {
		t.Errorf("%d divisions, %d teachers", len(s.Divisions), teachers)
	}
	for _, d := range s.Divisions {
		if len(d.Pupils) != 27 {
			t.Errorf("%d pupils in %s", len(d.Pupils), d.Name)
		}
	}
}

// TestMoreau proves that the two parents have equal rights and different homes, and who has no internet.
func TestMoreau(t *testing.T) {
	schools := slices.Collect(Schools(Pupils))
	offline := 0
	for _, g := range schools[0].Guardians {
		if (g.Human == "oumar.sow" || g.Human == "odile.pasquier") && g.Email == "" && g.Mobile == "" {
			offline++
		}
	}
	if offline != 2 {
		t.Errorf("%d guardians without internet, want 2", offline)
	}
	at := slices.IndexFunc(schools[0].Pupils, func(p *generate.Pupil) bool { return p.Human == "ines.moreau" })
	a, b := schools[0].Pupils[at].Guardians[0], schools[0].Pupils[at].Guardians[1]
	if a.Level != generate.Legal || b.Level != generate.Legal || a.Guardian.Home == b.Guardian.Home || len(b.Guardian.Children) != 2 {
		t.Errorf("the parents of Inès: %+v and %+v", a, b)
	}
	joins := Joins(slices.Values(schools))
	if !slices.ContainsFunc(joins, func(j Join) bool { return j.Human == "marc.lebrun" && j.Staff != j.Guardian }) {
		t.Errorf("marc.lebrun is not among %v", joins)
	}
}

// TestApart shows that who generates a set and brings it into a demonstration
// meets nobody of it.
func TestApart(t *testing.T) {
	known := map[string]bool{}
	keys := func(schools iter.Seq[*generate.School], fn func(string)) {
		for s := range schools {
			fn("structure " + s.Key)
			fn("UAI " + s.UAI)
			for _, p := range s.Pupils {
				fn("key " + p.Key)
				fn("INE " + p.INE)
			}
			for _, g := range s.Guardians {
				fn("key " + g.Key)
			}
			for _, w := range s.Staff {
				fn("key " + w.Key)
			}
		}
	}
	keys(Schools(486), func(k string) { known[k] = true })
	keys(generate.Schools(generate.Options{Schools: 4, Pupils: 300, Seed: 1}), func(k string) {
		if known[k] {
			t.Fatalf("%s is in both", k)
		}
	})
	if len(known) < 1000 {
		t.Errorf("only %d keys were compared", len(known))
	}
}
