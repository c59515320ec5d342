package backup

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"preau/base/db"
)

var lineColumns = []Column{{"a", words}, {"b", whole}, {"c", decimal}, {"d", truth}}

func TestLine(t *testing.T) {
	for _, c := range []struct {
		row  []any
		line string
		back []any // nil: the row
	}{
		{[]any{"", int64(0), 0.0, int64(0)}, `["",0,0,false]`, []any{"", int64(0), 0.0, false}},
		{[]any{"a\"\\\n\x01é𝄞", int64(math.MaxInt64), 0.1, int64(1)}, `["a\"\\\n\u0001é𝄞",9223372036854775807,0.1,true]`, []any{"a\"\\\n\x01é𝄞", int64(math.MaxInt64), 0.1, true}},
		{[]any{nil, nil, nil, nil}, `[null,null,null,null]`, nil},
		{[]any{"null", int64(math.MinInt64), int64(3), nil}, `["null",-9223372036854775808,3,null]`, []any{"null", int64(math.MinInt64), 3.0, nil}},
	} {
		line, err := appendLine(nil, lineColumns, c.row)
		if err != nil || string(line) != c.line+"\n" {
			t.Errorf("%v: %s %v, want %s", c.row, line, err, c.line)
			continue
		}
		back, err := parseLine(line[:len(line)-1], lineColumns)
		want := c.back
		if want == nil {
			want = c.row
		}
		if err != nil || !reflect.DeepEqual(back, want) {
			t.Errorf("%s: %v %v", line, back, err)
		}
	}
}

func TestLineRefused(t *testing.T) {
	for _, row := range [][]any{
		{int64(1), int64(1), 1.0, int64(1)},
		{"", "1", 1.0, int64(1)},
		{"", int64(1), 1.0, int64(2)},
		{"", int64(1), math.Inf(1), int64(1)},
		{"", 1.5, 1.0, int64(1)},
		{"\xff", int64(1), 1.0, int64(1)},
		{[]byte("x"), int64(1), 1.0, int64(1)},
	} {
		if line, err := appendLine(nil, lineColumns, row); err == nil {
			t.Errorf("%v became %s", row, line)
		}
	}
	for _, line := range []string{
		``, `[`, `[]`, `["",1,1]`, `["",1,1,true,1]`, `["",1,1,true`, `["",1.5,1,true]`, `["",9223372036854775808,1,true]`, `[1,1,1,true]`,
		`["",1,1,1]`, `["",1,x,true]`, `["\x",1,1,true]`, `["a,1,1,true]`, `{"a":1}`, `["",1,1,true],`, `["" ,1,1,true]`,
	} {
		if row, err := parseLine([]byte(line), lineColumns); err == nil {
			t.Errorf("%s became %v", line, row)
		}
	}
}

// FuzzLine holds that whatever a line is read as is written and read the same.
func FuzzLine(f *testing.F) {
	for _, s := range []string{`["a\u0041",1,1e5,true]`, `[null,null,null,null]`, `["\ud834\udd1e\n",-1,0.1,false]`, `["a,1,1,true]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		row, err := parseLine(line, lineColumns)
		if err != nil {
			return
		}
		stored := append([]any(nil), row...)
		if b, ok := row[3].(bool); ok {
			stored[3] = map[bool]int64{true: 1}[b]
		}
		out, err := appendLine(nil, lineColumns, stored)
		if err != nil {
			return // text that is not UTF-8, an infinity: no table holds them
		}
		back, err := parseLine(out[:len(out)-1], lineColumns)
		if err != nil || !reflect.DeepEqual(back, row) {
			t.Errorf("%q: %v became %q: %v %v", line, row, out, back, err)
		}
	})
}

func TestOrdered(t *testing.T) {
	table := func(name string, refers ...string) db.Table {
		x := db.Table{Name: name, Columns: []db.Column{{Name: "id", Type: words}}, Primary: []string{"id"}}
		for _, r := range refers {
			x.Columns = append(x.Columns, db.Column{Name: "to_" + r, Type: words, References: r})
		}
		return x
	}
	got, err := ordered([]db.Table{table("a", "c", "a"), table("b", "a"), table("c"), table("d", "b", "c")})
	var names []string
	for _, x := range got {
		names = append(names, x.Name)
	}
	if err != nil || strings.Join(names, " ") != "c a b d" {
		t.Errorf("%v %v", names, err)
	}
	if _, err := ordered([]db.Table{table("a", "b"), table("b", "a")}); err == nil {
		t.Error("a ring was put in order")
	}
	if _, err := planned(table("a", "a", "a")); err == nil {
		t.Error("two columns that refer to the table itself were taken")
	}
	odd := table("a")
	odd.Columns[0].Type = "BYTEA"
	if _, err := planned(odd); err == nil || !strings.Contains(err.Error(), "BYTEA") {
		t.Errorf("a type unknown to backups: %v", err)
	}
}
