package generate

import (
	"fmt"
	"hash/fnv"
	"iter"
	"regexp"
	"runtime"
	"slices"
	"testing"
)

// TestSameSeed proves that the seed decides everything.
func TestSameSeed(t *testing.T) {
	sum := func(seed uint64) uint64 {
		h := fnv.New64a()
		for s := range Schools(Options{Schools: 3, Pupils: 300, Seed: seed}) {
			fmt.Fprintln(h, s.UAI, s.Name, s.Place)
			for _, p := range s.Pupils {
				fmt.Fprintln(h, p.Person, p.INE, p.Division.Code, len(p.Groups))
			}
			for _, g := range s.Guardians {
				fmt.Fprintln(h, g.Person, g.Children)
			}
			for _, w := range s.Staff {
				fmt.Fprintln(h, w.Person, w.Taught, w.Posts)
			}
		}
		return h.Sum64()
	}
	if first, again := sum(1), sum(1); first != again {
		t.Error("the same seed gives two worlds")
	}
	if sum(1) == sum(2) {
		t.Error("two seeds give one world")
	}
}

// world is a few schools kept whole.
func world(t *testing.T, o Options) []*School {
	t.Helper()
	if err := o.Check(); err != nil {
		t.Fatal(err)
	}
	return slices.Collect(Schools(o))
}

// TestCounts proves that each school has what was asked, and that divisions and groups are of a size.
func TestCounts(t *testing.T) {
	for _, pupils := range []int{1, 5, 30, 486, 1200} {
		for _, s := range world(t, Options{Schools: 5, Pupils: pupils, Seed: 7}) {
			if len(s.Pupils) != pupils {
				t.Errorf("%s: %d pupils, want %d", s.UAI, len(s.Pupils), pupils)
			}
			seen := 0
			for _, d := range s.Divisions {
				seen += len(d.Pupils)
				if len(d.Pupils) > 40 || pupils > 100 && len(d.Pupils) < 18 {
					t.Errorf("%s: %d pupils in %s", s.UAI, len(d.Pupils), d.Name)
				}
				if len(d.Pupils) > 0 && d.FormTeacher == nil {
					t.Errorf("%s: no form teacher of %s", s.UAI, d.Name)
				}
			}
			if seen != pupils {
				t.Errorf("%s: divisions hold %d pupils, want %d", s.UAI, seen, pupils)
			}
			for _, g := range s.Groups {
				if len(g.Pupils) == 0 || len(g.Pupils) > 28 {
					t.Errorf("%s: %d pupils in %s", s.UAI, len(g.Pupils), g.Name)
				}
			}
		}
	}
}

// TestReferences proves that each key that one record holds of another exists, once.
func TestReferences(t *testing.T) {
	schools := world(t, Options{Schools: 6, Pupils: 400, Seed: 3})
	people, codes := map[string]string{}, map[string]bool{}
	enter := func(kind string, p Person) {
		if people[p.Key] != "" {
			t.Errorf("key %s twice", p.Key)
		}
		people[p.Key] = kind
	}
	for _, s := range schools {
		codes[s.Key] = true
		for _, d := range s.Divisions {
			codes[s.Key+"$"+d.Code] = true
		}
		for _, g := range s.Groups {
			if codes[s.Key+"$"+g.Code] {
				t.Errorf("%s: the code %s twice", s.UAI, g.Code)
			}
			codes[s.Key+"$"+g.Code] = true
		}
		for _, p := range s.Pupils {
			enter("pupil", p.Person)
		}
		for _, g := range s.Guardians {
			enter("guardian", g.Person)
		}
		for _, w := range s.Staff {
			enter("staff", w.Person)
		}
	}
	for _, s := range schools {
		for _, p := range s.Pupils {
			if p.Division == nil || len(p.Guardians) == 0 {
				t.Fatalf("%s: no division or no guardian", p.Name())
			}
			for _, tie := range p.Guardians {
				if people[tie.Guardian.Key] != "guardian" || !slices.Contains(tie.Guardian.Children, p.Key) {
					t.Errorf("%s: the tie to %s is not mutual", p.Name(), tie.Guardian.Name())
				}
			}
			if p.LivesWith != "" && people[p.LivesWith] != "guardian" {
				t.Errorf("%s lives with nobody", p.Name())
			}
		}
		for _, g := range s.Guardians {
			for _, child := range g.Children {
				if people[child] != "pupil" {
					t.Errorf("%s: child %s is nobody", g.Name(), child)
				}
			}
		}
		for _, w := range s.Staff {
			for _, taught := range w.Taught {
				if !codes[taught.School+"$"+taught.Code] {
					t.Errorf("%s teaches %s %s, which is not there", w.Name(), taught.School, taught.Code)
				}
			}
		}
	}
}

// TestServices proves that every course has its teacher and that services add up.
func TestServices(t *testing.T) {
	shared, full, teachers := 0, 0, 0
	for _, s := range world(t, Options{Schools: 10, Pupils: 500, Seed: 5}) {
		for _, c := range s.Courses {
			if c.Teacher == nil || c.Minutes <= 0 || (c.Division == nil) == (c.Group == nil) {
				t.Errorf("%s: a course of %s is not whole", s.UAI, c.Subject.Name)
			}
		}
		for _, w := range s.Staff {
			if !w.Teaches {
				continue
			}
			teachers++
			if m := w.Minutes(); m == 0 || m < w.Service || m > w.Service+overtime {
				t.Errorf("%s: %d minutes for a service of %d", w.Name(), m, w.Service)
			}
			if len(w.Posts) > 1 {
				shared++
			}
			if w.Service >= certified {
				full++
			}
		}
	}
	if shared == 0 || full*100 < teachers*65 {
		t.Errorf("%d of %d teachers in two schools, %d full-time", shared, teachers, full)
	}
}

// TestFamilies proves the shares of what families are.
func TestFamilies(t *testing.T) {
	pupils, apart, across, siblings, odd := 0, 0, 0, 0, 0
	home := map[string]string{}
	for _, s := range world(t, Options{Schools: 10, Pupils: 500, Seed: 11}) {
		for _, p := range s.Pupils {
			home[p.Key] = s.UAI
			pupils++
			var addresses []Address
			for _, tie := range p.Guardians {
				if a := tie.Guardian.Home; tie.Level == Legal && a.Street != "" && !slices.Contains(addresses, a) {
					addresses = append(addresses, a)
				}
			}
			if len(addresses) > 1 {
				apart++
			}
		}
		for _, name := range oddNames {
			if slices.ContainsFunc(s.Pupils, func(p *Pupil) bool { return p.Family == name.family && p.First == name.first }) {
				odd++
			}
		}
		for _, g := range s.Guardians {
			if len(g.Children) > 1 {
				siblings++
				if g.Children[0][:2] != g.Children[len(g.Children)-1][:2] {
					across++
				}
			}
		}
	}
	if share := apart * 100 / pupils; share < 11 || share > 19 {
		t.Errorf("%d%% of pupils have two households, want about 15", share)
	}
	if siblings < 500 || across == 0 || odd != 30 {
		t.Errorf("%d guardians of siblings, %d across schools, %d odd names", siblings, across, odd)
	}
}

// TestAlike proves that homonyms with one birth date, twins included, are fewer than one pupil in a thousand.
func TestAlike(t *testing.T) {
	pupils, alike, twins := 0, 0, 0
	whole, names := map[string]bool{}, map[string]bool{}
	for s := range Schools(Options{Schools: 50, Pupils: 500, Seed: 13}) {
		for _, p := range s.Pupils {
			pupils++
			twin, same := s.UAI+p.Family+p.Born, p.First+p.Family+p.Born
			if whole[twin] {
				twins++
			}
			if whole[twin] || names[same] {
				alike++
			}
			whole[twin], names[same] = true, true
		}
	}
	if alike*1000 > pupils || twins == 0 {
		t.Errorf("%d of %d pupils alike, %d of them twins", alike, pupils, twins)
	}
}

// TestNumbers proves the check letter of UAI and that telephones and mail are of reserved ranges.
func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{1: "9990001X", 10: "9990010G", 4321: "9994321T"} {
		if got := UAI(n); got != want {
			t.Errorf("UAI(%d) = %s, want %s", n, got, want)
		}
	}
	phone := regexp.MustCompile(`^(|(019900|026191|035301|046571|053649|063998)\d{4})$`)
	for s := range Schools(Options{Schools: 2, Pupils: 200, Seed: 2}) {
		for _, g := range s.Guardians {
			for _, number := range []string{g.Phone, g.Mobile, g.Work} {
				if !phone.MatchString(number) {
					t.Errorf("%s: %q is not kept for fiction", g.Name(), number)
				}
			}
			if g.Email != "" && !regexp.MustCompile(`^[a-z0-9.-]+@example\.org$`).MatchString(g.Email) {
				t.Errorf("%s: mail %q", g.Name(), g.Email)
			}
		}
	}
}

// TestCheck proves the limits.
func TestCheck(t *testing.T) {
	for _, o := range []Options{{}, {Schools: 1}, {Schools: MaxSchools + 1, Pupils: 1}, {Schools: 1, Pupils: MaxPupils + 1}} {
		if o.Check() == nil {
			t.Errorf("%+v is allowed", o)
		}
	}
}

// TestFlat proves that fifty schools take no more memory than a few: what was given is forgotten.
func TestFlat(t *testing.T) {
	next, stop := iter.Pull(Schools(Options{Schools: 51, Pupils: 400, Seed: 17}))
	defer stop()
	heap := func(schools int) uint64 {
		for range schools {
			if _, ok := next(); !ok {
				t.Fatal("too few schools")
			}
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	few, many := heap(5), heap(45)
	if many > few+few/2 {
		t.Errorf("heap after 5 schools %d kB, after 50 %d kB", few>>10, many>>10)
	}
}
