package article

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"preau/base/day"
	"preau/socle/directory"
)

var states = []State{Draft, Submitted, SentBack, Later, Published, Archived}

// Each action from each state: what an author gets, and what an editor does.
func TestSteps(t *testing.T) {
	const no = State("")
	for action, want := range map[Action][2]map[State]State{
		Submit:   {{Draft: Submitted, SentBack: Submitted}, {Draft: Submitted, SentBack: Submitted}},
		Publish:  {{}, {Draft: Published, Submitted: Published, SentBack: Published, Later: Published}},
		SendBack: {{}, {Submitted: SentBack, Later: SentBack}},
		Archive: {
			{Draft: Archived, SentBack: Archived},
			{Draft: Archived, SentBack: Archived, Submitted: Archived, Later: Archived, Published: Archived},
		},
		Reopen: {{Submitted: Draft}, {Submitted: Draft, Later: Draft, Archived: Draft}},
	} {
		for _, from := range states {
			for i, isEditor := range []bool{false, true} {
				to, ok := from.Next(action, isEditor)
				if to != want[i][from] || ok != (to != no) {
					t.Errorf("%s from %s, editor %t: %q, want %q", action, from, isEditor, to, want[i][from])
				}
			}
		}
	}
	if _, ok := Draft.Next("burn", true); ok {
		t.Error("an action that is none leads somewhere")
	}
}

func TestWritable(t *testing.T) {
	for _, s := range states {
		if got, want := s.Writable(true), s != Archived; got != want {
			t.Errorf("%s for an editor: %t", s, got)
		}
		if got, want := s.Writable(false), slices.Contains([]State{Draft, Submitted, SentBack}, s); got != want {
			t.Errorf("%s for its author: %t", s, got)
		}
	}
}

func TestAt(t *testing.T) {
	for _, c := range []struct {
		s       State
		at, now int64
		want    State
	}{
		{Published, 10, 9, Later},
		{Published, 10, 10, Published},
		{Published, 10, 11, Published},
		{Draft, 10, 9, Draft},
		{Archived, 10, 9, Archived},
	} {
		if got := c.s.At(c.at, c.now); got != c.want {
			t.Errorf("%s at %d, now %d: %s, want %s", c.s, c.at, c.now, got, c.want)
		}
	}
}

func TestFirst(t *testing.T) {
	for _, c := range []struct {
		p        Policy
		isEditor bool
		want     string
	}{{Open, false, Shown}, {Open, true, Shown}, {Moderated, false, Pending}, {Moderated, true, Shown}} {
		if got := c.p.First(c.isEditor); got != c.want {
			t.Errorf("%s, editor %t: %s", c.p, c.isEditor, got)
		}
	}
}

// Kinds survive the form, and every role of a school is of one kind at most.
func TestKinds(t *testing.T) {
	for i := range 8 {
		k := Kinds{i&1 > 0, i&2 > 0, i&4 > 0}
		if got := KindsOf(k.Names()); got != k {
			t.Errorf("%v comes back from a form as %v", k, got)
		}
		if k.None() != (i == 0) || k.And(Everybody) != k || !k.And(k.Not()).None() {
			t.Errorf("%v: none %t, and everybody %v, and the others %v", k, k.None(), k.And(Everybody), k.And(k.Not()))
		}
		for _, r := range k.Roles() {
			if KindOf(r).And(k).None() {
				t.Errorf("%v has the role %s, which is none of its kinds", k, r)
			}
		}
	}
	if got := KindsOf([]string{"eleves", "eleves", "tous", ""}); got != (Kinds{Pupils: true}) {
		t.Errorf("%v", got)
	}
	if k := KindOf(directory.Partner); !k.None() {
		t.Errorf("a partner is %v", k)
	}
}

// An audience comes back from its rows as it was.
func TestAudience(t *testing.T) {
	groups := []Group{{"3eA", "3e A"}, {"3eB", "3e B"}}
	for _, a := range []Audience{
		{Kinds: Everybody},
		{Kinds: Kinds{Guardians: true}},
		{Kinds: Kinds{Pupils: true, Staff: true}, Groups: groups},
		{},
	} {
		var back Audience
		for _, r := range a.Rows("article", "school") {
			g := Group{ID: r[3].(directory.ID)}
			if i := slices.IndexFunc(groups, func(x Group) bool { return x.ID == g.ID }); i >= 0 {
				g = groups[i]
			}
			back.Add(r[2].(directory.Role), g)
		}
		if fmt.Sprint(back) != fmt.Sprint(a) {
			t.Errorf("%v comes back as %v", a, back)
		}
	}
	all := Audience{Kinds: Everybody}
	if !all.Whole(Everybody) || all.Whole(Kinds{Pupils: true}) || (Audience{Everybody, groups}).Whole(Everybody) || (Audience{Kinds: Kinds{Staff: true}}).Whole(Everybody) {
		t.Error("what is whole, and what is not")
	}
}

func TestYearOf(t *testing.T) {
	for d, want := range map[day.Day]string{
		"2026-11-24": "2026", "2026-08-01": "2026", "2026-07-31": "2025", "2027-01-01": "2026", "2026-12-31": "2026",
	} {
		if got := YearOf(d); got != want {
			t.Errorf("%s: %s, want %s", d, got, want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	for md, want := range map[string]string{
		"":                            "",
		"Bonjour.":                    "Bonjour.",
		"# Titre\n\nUn **mot** fort.": "Titre Un mot fort.",
		"- un\n- deux\n\n> cité":      "un · deux cité",
		"À lire :\n\n- ceci\n- cela":  "À lire : ceci · cela",
		"![le hall](/x.png)\n\nAprès": "Après",
		"1234567890 1234567890 12345": "1234567890…",
		"123456789012345678901234567": "12345678901234567890…",
		"مرحبا بكم في المدرسة الجديدة":         "مرحبا بكم في…",
		"[le site](https://example.org) ouvre": "le site ouvre",
		"   \n\t\n":                            "",
	} {
		if got := Excerpt(md, 20); got != want {
			t.Errorf("%q: %q, want %q", md, got, want)
		}
	}
	if got := Excerpt(strings.Repeat("mot ", 10_000), 180); len(got) > 190 {
		t.Errorf("%d bytes", len(got))
	}
}

func TestWords(t *testing.T) {
	rows := Words("school", "id", "Sortie : la sortie d’été, la SORTIE")
	var words []string
	for _, r := range rows {
		words = append(words, r[1].(string))
	}
	if got := strings.Join(words, " "); got != "d ete la sortie" {
		t.Errorf("%q", got)
	}
}
