package db_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"preau/base/db"
	"preau/base/db/dbtest"
)

// set makes the migrations of an application "a" from texts.
func set(texts ...string) db.Set {
	files := fstest.MapFS{}
	for i, text := range texts {
		files["migrations/000"+string(rune('1'+i))+"_step.sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	return db.Set{Name: "a", FS: files}
}

const (
	stepOne = "-- What; there 'is.\nCREATE TABLE a_one (id TEXT PRIMARY KEY, n BIGINT NOT NULL DEFAULT 0); -- yes\nCREATE INDEX a_one_n ON a_one (n);\n-- end\n"
	stepTwo = "CREATE TABLE a_two (one TEXT NOT NULL REFERENCES a_one (id), k TEXT NOT NULL, PRIMARY KEY (one, k), UNIQUE (k, one));"
)

func TestMigrate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Migrate(ctx, set(stepOne)))
		must(t, d.Migrate(ctx, set(stepOne)))
		must(t, d.Migrate(ctx, set(stepOne, stepTwo)))
		for name, s := range map[string]db.Set{
			"changed":  set(stepOne+" ", stepTwo),
			"missing":  set(stepOne),
			"gap":      {Name: "b", FS: fstest.MapFS{"migrations/0002_x.sql": {Data: []byte(stepOne)}}},
			"nameless": {Name: "b", FS: fstest.MapFS{"migrations/x.sql": {Data: []byte(stepOne)}}},
		} {
			if err := d.Migrate(ctx, s); err == nil || len(name) == 7 && !errors.Is(err, db.ErrMigration) {
				t.Errorf("%s file: %v", name, err)
			}
		}
		if err := d.Migrate(ctx, set(stepOne, stepTwo, "CREATE TABLE a_three (id TEXT); CREATE TABLE a_three (id TEXT)")); err == nil {
			t.Error("a wrong file went through")
		}
		tables, err := d.Schema(ctx)
		must(t, err)
		var names []string
		for _, table := range tables {
			names = append(names, table.Name)
		}
		if !slices.Equal(names, []string{"a_one", "a_two", "base_migration"}) {
			t.Errorf("tables are %q", names)
		}
	})
}

// TestMigrateEngine runs the file that is for the engine.
func TestMigrateEngine(t *testing.T) {
	s := db.Set{Name: "a", FS: fstest.MapFS{
		"migrations/0001_words.sqlite.sql":   {Data: []byte("CREATE VIRTUAL TABLE a_words USING fts5 (words)")},
		"migrations/0001_words.postgres.sql": {Data: []byte("CREATE TABLE a_words (words tsvector)")},
	}}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Migrate(ctx, s))
		must(t, d.Read(ctx, func(x *db.Tx) error {
			_, err := db.Exists(x, "SELECT 1 FROM a_words")
			return err
		}))
	})
}

// TestMigrateAtOnce has processes begin together.
func TestMigrateAtOnce(t *testing.T) {
	for engine, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			at := url(t)
			var group sync.WaitGroup
			for range 4 {
				d := dbtest.Open(t, at)
				group.Go(func() {
					if err := d.Migrate(ctx, set(stepOne, stepTwo)); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
		})
	}
}

// TestSchema describes the same tables alike.
func TestSchema(t *testing.T) {
	want := db.Table{
		Name: "a_two",
		Columns: []db.Column{
			{Name: "one", Type: "TEXT", NotNull: true, References: "a_one"},
			{Name: "k", Type: "TEXT", NotNull: true},
			{Name: "yes", Type: "BOOLEAN", NotNull: true},
			{Name: "share", Type: "DOUBLE PRECISION"},
			{Name: "at", Type: "BIGINT", NotNull: true},
		},
		Primary: []string{"k", "one"},
		Indexes: []db.Index{
			{Name: "a_two_late", Columns: []string{"", "k"}, Partial: true},
			{Name: "a_two_at", Columns: []string{"at DESC", "one"}},
			{Columns: []string{"yes", "at"}, Unique: true},
		},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Migrate(ctx, set(stepOne, `CREATE TABLE a_two (
			one TEXT NOT NULL REFERENCES a_one (id), k TEXT NOT NULL, yes BOOLEAN NOT NULL DEFAULT FALSE, share DOUBLE PRECISION, at BIGINT NOT NULL,
			PRIMARY KEY (k, one), UNIQUE (yes, at));
			CREATE INDEX a_two_at ON a_two (at DESC, one);
			CREATE INDEX a_two_late ON a_two (lower(k), k) WHERE at > 0;`)))
		tables, err := d.Schema(ctx)
		must(t, err)
		i := slices.IndexFunc(tables, func(x db.Table) bool { return x.Name == "a_two" })
		got := tables[i]
		same := got.Name == want.Name && slices.Equal(got.Columns, want.Columns) && slices.Equal(got.Primary, want.Primary) &&
			slices.EqualFunc(got.Indexes, want.Indexes, func(a, b db.Index) bool {
				return a.Name == b.Name && a.Unique == b.Unique && a.Partial == b.Partial && slices.Equal(a.Columns, b.Columns)
			})
		if !same {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	})
}
