package backup_test

import (
	"math"
	"strings"
	"testing/fstest"

	"preau/base/db"
)

// hard is a table of one's own kind of trouble: it refers to itself, and its
// rows refer to rows whose keys come later.
var hard = db.Set{Name: "hard", FS: fstest.MapFS{"migrations/0001_hard.sql": {Data: []byte(`
	CREATE TABLE hard_value (
		id    TEXT PRIMARY KEY,
		up    TEXT REFERENCES hard_value (id),
		whole BIGINT NOT NULL,
		real  DOUBLE PRECISION NOT NULL,
		truth BOOLEAN NOT NULL,
		words TEXT NOT NULL
	)`)}}}

var values = [][]any{
	{"z", nil, int64(math.MaxInt64), math.MaxFloat64, true, "𝄞 \U0010FFFF é\u2028 <a&b>"},
	{"m", "z", int64(math.MinInt64), math.SmallestNonzeroFloat64, false, ""},
	{"a", "m", int64(1<<53 + 1), 0.1 + 0.2, true, "\"quotes\\\"\nline\ttab\r\x01\x1f\x7f,]["},
	{"b", "b", int64(0), -1.5e-7, false, strings.Repeat("long ", 50_000)},
	{"c", "a", int64(-1), 1e21, true, "null"},
}
