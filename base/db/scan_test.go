package db_test

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"testing"

	"preau/base/db"
	"preau/base/db/dbtest"
)

type (
	lang string
	rank int8
	flag bool
)

// TestScan reads a value of each kind into each kind of variable, alike on both
// engines; want "" is a refusal.
func TestScan(t *testing.T) {
	const text, big, yes, share = "CAST(? AS TEXT)", "CAST(? AS BIGINT)", "CAST(? AS BOOLEAN)", "CAST(? AS DOUBLE PRECISION)"
	s, n, none := "x", int64(3), (*string)(nil)
	cases := []struct {
		expression string
		arg        any
		into       any
		want       string
	}{
		{text, "é", new(string), "é"},
		{text, "fr", new(lang), "fr"},
		{text, lang("fr"), new(string), "fr"},
		{text, &s, new(*string), "x"},
		{text, none, new(*string), "<nil>"},
		{text, nil, new(*lang), "<nil>"},
		{text, nil, new(string), ""},
		{text, nil, new(any), "<nil>"},
		{text, "12", new(int), ""},
		{text, "x", new([]byte), ""},
		{text, "a\x00b", new(string), ""},
		{text, "\xff", new(string), ""},
		{text, struct{}{}, new(string), ""},
		{text, "x", "no address", ""},
		{big, 12, new(string), ""},
		{big, math.MaxInt64, new(int64), "9223372036854775807"},
		{big, math.MinInt64, new(int), "-9223372036854775808"},
		{big, rank(-4), new(rank), "-4"},
		{big, 300, new(rank), ""},
		{big, -1, new(uint16), ""},
		{big, &n, new(*int64), "3"},
		{big, nil, new(*int64), "<nil>"},
		{big, nil, new(int), ""},
		{big, 3, new(float64), "3"},
		{big, 2, new(bool), ""},
		{big, uint64(math.MaxUint64), new(int), ""},
		{"sum(v) FROM (SELECT CAST(? AS BIGINT) AS v) AS s", 41, new(int), "41"},
		{"count(*) FROM (SELECT CAST(? AS BIGINT) AS v) AS s", 41, new(int), "1"},
		{yes, true, new(bool), "true"},
		{yes, flag(true), new(flag), "true"},
		{yes, true, new(int), "1"},
		{yes, true, new(any), "1"},
		{share, 0.25, new(float64), "0.25"},
		{share, 0.5, new(*float64), "0.5"},
		{share, 0.5, new(int), ""},
		{share, math.NaN(), new(float64), ""},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range cases {
			if reflect.TypeOf(c.into).Kind() == reflect.Pointer {
				reflect.ValueOf(c.into).Elem().SetZero()
			}
			err := d.Read(ctx, func(x *db.Tx) error {
				_, _, err := db.First(x, func(r db.Row) (int, error) { return 0, r.Scan(c.into) }, "SELECT "+c.expression, c.arg)
				return err
			})
			if got := shown(c.into); (err != nil) != (c.want == "") || err == nil && got != c.want {
				t.Errorf("%s of %v into %T: %s, %v; want %q", c.expression, c.arg, c.into, got, err, c.want)
			}
		}
	})
}

// shown prints what a variable at an address holds, through pointers.
func shown(at any) string {
	v := reflect.ValueOf(at)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	return fmt.Sprint(v.Interface())
}

// TestBytes writes and reads bytes in the type each engine has for them.
func TestBytes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		kind := map[string]string{"sqlite": "BLOB", "postgres": "BYTEA"}[d.Engine()]
		must(t, d.Write(ctx, func(x *db.Tx) error {
			if _, err := x.Exec("CREATE TABLE raw (n BIGINT, b " + kind + " NOT NULL)"); err != nil {
				return err
			}
			_, err := x.Exec("INSERT INTO raw (n, b) VALUES (1, ?), (2, ?), (3, ?)", []byte{0, 255}, []byte{}, []byte(nil))
			return err
		}))
		must(t, d.Read(ctx, func(x *db.Tx) error {
			all, err := db.All(x, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) }, "SELECT b FROM raw ORDER BY n")
			if err == nil && (!bytes.Equal(all[0], []byte{0, 255}) || len(all[1]) != 0 || len(all[2]) != 0) {
				t.Errorf("bytes are %v", all)
			}
			return err
		}))
	})
}

func TestScanWidth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Read(ctx, func(x *db.Tx) error {
			_, err := db.Strings(x, "SELECT 'a', 'b'")
			return err
		})
		if err == nil {
			t.Error("two columns went into one variable")
		}
	})
}
