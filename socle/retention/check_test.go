package retention

import (
	"reflect"
	"strings"
	"testing"

	"preau/base/db"
	"preau/base/text"
)

func TestCatalogue(t *testing.T) {
	if err := text.Check(); err != nil {
		t.Fatal(err)
	}
}

// pets is a small schema that is in order.
func pets() []db.Table {
	textColumn := func(name, refers string) db.Column {
		return db.Column{Name: name, Type: "TEXT", NotNull: true, References: refers}
	}
	return []db.Table{
		{Name: "directory_person", Primary: []string{"id"}, Columns: []db.Column{textColumn("id", ""), {Name: "left_at", Type: "BIGINT"}}},
		{Name: "pets_cat", Primary: []string{"id"}, Columns: []db.Column{
			textColumn("id", ""), textColumn("keeper", People), textColumn("author", ""), textColumn("year", ""),
			{Name: "at", Type: "BIGINT", NotNull: true},
		}},
		{Name: "pets_toy", Primary: []string{"id"}, Columns: []db.Column{textColumn("id", ""), textColumn("cat", "pets_cat")}},
	}
}

func petKeeps() map[string]Keep {
	return map[string]Keep{
		People: {Owners: []string{"id"}, From: Left, For: Period{Months: 3}, Why: "Annuaire", Label: "Identité"},
		"pets_cat": {
			Owners: []string{"keeper", "author"}, From: Written, At: "at", For: Period{Years: 1}, Others: Blank,
			Why: "Les chats", Label: "Chats",
		},
	}
}

// Each kind of forgetfulness is refused, in words that say what to mend; the same
// schema unaltered is accepted.
func TestCheck(t *testing.T) {
	if err := Check(pets(), petKeeps()); err != nil {
		t.Fatalf("in order, and refused: %v", err)
	}
	cat := func(change func(*Keep)) func(map[string]Keep, []db.Table) {
		return func(keeps map[string]Keep, _ []db.Table) {
			k := keeps["pets_cat"]
			change(&k)
			keeps["pets_cat"] = k
		}
	}
	for _, tt := range []struct {
		name   string
		change func(map[string]Keep, []db.Table)
		want   string
	}{
		{"no Keep, a foreign key", func(k map[string]Keep, s []db.Table) {
			delete(k, "pets_cat")
			s[1].Columns[2].Name = "title"
		}, "table pets_cat names a person (keeper) and has no Keep"},
		{"no Keep, a name", func(_ map[string]Keep, s []db.Table) {
			s[2].Columns = append(s[2].Columns, db.Column{Name: "chosen_by", Type: "TEXT"})
		}, "table pets_toy names a person (chosen_by) and has no Keep"},
		{"no Keep for people", func(k map[string]Keep, _ []db.Table) { delete(k, People) }, "table directory_person has no Keep"},
		{"no table", func(k map[string]Keep, _ []db.Table) { k["pets_dog"] = Keep{} }, "there is a Keep for pets_dog, and no such table"},
		{"no owners", cat(func(k *Keep) { k.Owners = nil }), "Owners is empty"},
		{"an owner forgotten", cat(func(k *Keep) { k.Owners = k.Owners[:1] }), "the column author names a person and is not among its Owners"},
		{"an owner that is no column", cat(func(k *Keep) { k.Owners = []string{"keeper", "author", "vet"} }), "its owner vet is no column of text"},
		{"no moment", cat(func(k *Keep) { k.From = "" }), `From is ""`},
		{"no column for it", cat(func(k *Keep) { k.At = "written_at" }), `At is "written_at": From written reads a column of type BIGINT`},
		{"a column of the wrong type", cat(func(k *Keep) { k.From, k.At = EndOfYear, "at" }), `At is "at": From year reads a column of type TEXT`},
		{"a column where none is read", cat(func(k *Keep) { k.From = Left }), "At must be empty"},
		{"no time", cat(func(k *Keep) { k.For = Period{} }), "For is zero"},
		{"less than no time", cat(func(k *Keep) { k.For.Days = -1 }), "For is negative"},
		{"no policy", cat(func(k *Keep) { k.Others = "" }), `Others is "": want Blank, Stay or Drop`},
		{"an owner that cannot be blanked", cat(func(k *Keep) { k.Owners = []string{"author", "keeper"} }), "refers to directory_person without NULL allowed"},
		{"a record that is dropped", cat(func(k *Keep) { k.Record, k.Others = true, Drop }), "rows of the record are not dropped"},
		{"no ground", cat(func(k *Keep) { k.Why = "" }), "it has no Why"},
		{"no title", cat(func(k *Keep) { k.Label = "" }), "it has no Label"},
		{"a heading for no column", cat(func(k *Keep) { k.Columns = map[string]string{"colour": "Robe"} }), "Columns names colour, which is no column"},
		{"no column for the hold", cat(func(k *Keep) { k.Hold = true }), "has no BOOLEAN column hold"},
		{"no primary key", func(_ map[string]Keep, s []db.Table) { s[1].Primary = nil }, "it has no primary key"},
		{"an owner in the key is blanked", func(_ map[string]Keep, s []db.Table) {
			s[1].Primary = []string{"id", "author"}
		}, "the owner author is in the primary key"},
		{"referred to, and no single key", func(_ map[string]Keep, s []db.Table) {
			s[1].Primary = []string{"id", "year"}
		}, "pets_toy refers to it, and its primary key is not one column"},
		{"tables in a circle", func(_ map[string]Keep, s []db.Table) {
			s[1].Columns = append(s[1].Columns, db.Column{Name: "toy", Type: "TEXT", References: "pets_toy"})
		}, "refer to each other"},
		{"a record that refers to itself", func(k map[string]Keep, s []db.Table) {
			s[1].Columns = append(s[1].Columns, db.Column{Name: "mother", Type: "TEXT", NotNull: true, References: "pets_cat"})
			c := k["pets_cat"]
			c.Record = true
			k["pets_cat"] = c
		}, "table pets_cat refers to itself"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			keeps, schema := petKeeps(), pets()
			tt.change(keeps, schema)
			err := Check(schema, keeps)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
}

// All that is wrong is told at once.
func TestCheckJoins(t *testing.T) {
	err := Check(pets(), map[string]Keep{"pets_cat": {}})
	if got := strings.Count(err.Error(), "\n"); got < 6 {
		t.Errorf("%d lines, want all that is wrong:\n%v", got, err)
	}
}

func TestRegister(t *testing.T) {
	p := func(y, m, d int) Period { return Period{y, m, d} }
	var tables []Table
	var want []string
	for _, tt := range []struct {
		k    Keep
		want string
	}{
		{Keep{From: EndOfYear, For: p(1, 0, 0)}, "jusqu’à la fin de l’année scolaire, puis 1 an"},
		{Keep{From: EndOfYear}, "jusqu’à la fin de l’année scolaire"},
		{Keep{From: Left, For: p(0, 3, 0)}, "jusqu’au départ de l’établissement, puis 3 mois"},
		{Keep{From: Closed, For: p(2, 6, 1)}, "jusqu’à la clôture, puis 2 ans, 6 mois et 1 jour"},
		{Keep{From: Written, For: p(0, 0, 30)}, "30 jours après l’enregistrement"},
		{
			Keep{From: EndOfYear, For: p(10, 0, 0), Record: true},
			"jusqu’à la fin de l’année scolaire, puis 10 ans, puis bordereau d’élimination et visa des archives",
		},
	} {
		tables, want = append(tables, Table{"t", tt.k}), append(want, tt.want)
	}
	var got []string
	for _, l := range Register(t.Context(), tables) {
		got = append(got, l.Duration)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
