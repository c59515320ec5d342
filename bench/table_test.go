package bench

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// row is a line of the table. What was not measured is zero, and stays blank.
type row struct {
	what, engine string
	readers      int
	rate         float64 // a second
	p50, p99     time.Duration
	cpu          time.Duration // of the server, a request
	mb, kb       float64
	aim          string
	held         bool
}

// aims of the row, in words, and whether it holds them.
func (r row) aims(held bool, words string, args ...any) row {
	r.aim, r.held = fmt.Sprintf(words, args...), held
	return r
}

func (r row) figures(f figures) row {
	r.rate, r.p50, r.p99 = f.rate(), f.p50, f.p99
	return r
}

var head = []string{"mesure", "moteur", "à la fois", "par seconde", "p50 ms", "p99 ms", "CPU ms", "Mo", "ko", "visée", ""}

func (r row) cells() []string {
	ms := func(d time.Duration) string { return number(float64(d) / float64(time.Millisecond)) }
	readers := ""
	if r.readers > 0 {
		readers = strconv.Itoa(r.readers)
	}
	mark := ""
	switch {
	case r.aim != "" && r.held:
		mark = "oui"
	case r.aim != "":
		mark = "NON"
	}
	return []string{r.what, r.engine, readers, number(r.rate), ms(r.p50), ms(r.p99), ms(r.cpu), number(r.mb), number(r.kb), r.aim, mark}
}

// number is a figure with three digits that say something.
func number(v float64) string {
	switch {
	case v == 0:
		return ""
	case v >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v >= 10:
		return french(strconv.FormatFloat(v, 'f', 1, 64))
	}
	return french(strconv.FormatFloat(v, 'f', 2, 64))
}

func french(s string) string { return strings.Replace(s, ".", ",", 1) }

// table is the whole run.
type table struct{ rows []row }

// add keeps a row, and shows it at once to who waits.
func (x *table) add(r row) {
	x.rows = append(x.rows, r)
	fmt.Fprintln(os.Stderr, strings.Join(r.cells(), " · "))
}

// String is the table in Markdown, for doc/performance.md.
func (x *table) String() string {
	lines := [][]string{head}
	for _, r := range x.rows {
		lines = append(lines, r.cells())
	}
	widths := make([]int, len(head))
	for _, l := range lines {
		for i, cell := range l {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for n, l := range lines {
		for i, cell := range l {
			blank := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < 2 || i > 8 {
				cell += blank
			} else {
				cell = blank + cell
			}
			b.WriteString("| " + cell + " ")
		}
		b.WriteString("|\n")
		if n > 0 {
			continue
		}
		for i, w := range widths {
			rule := strings.Repeat("-", w+1)
			if i < 2 || i > 8 {
				rule += "-"
			} else {
				rule += ":"
			}
			b.WriteString("|" + rule)
		}
		b.WriteString("|\n")
	}
	return b.String()
}

// machine is what the figures were made on.
func machine() string {
	model := ""
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, after, ok := strings.Cut(string(b), "model name\t: "); ok {
			model, _, _ = strings.Cut(after, "\n")
		}
	}
	return fmt.Sprintf("%s, %d cœurs, %s %s/%s", model, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// TestTable measures everything and prints the table.
func TestTable(t *testing.T) {
	seconds := os.Getenv("PREAU_BENCH_SECONDS")
	if seconds == "" {
		t.Skip("make bench measures: PREAU_BENCH_SECONDS says how long each cell lasts")
	}
	n, err := strconv.ParseFloat(seconds, 64)
	if err != nil || n < 0.2 {
		t.Fatalf("PREAU_BENCH_SECONDS is %q: a number of seconds, 0.2 at least", seconds)
	}
	m := &measure{T: t, table: new(table), cell: time.Duration(n * float64(time.Second))}
	begun := time.Now()
	m.all()
	fmt.Printf("\n%s ; %s par mesure, %s en tout.\n\n%s", machine(), m.cell, time.Since(begun).Round(time.Second), m.table)
}
