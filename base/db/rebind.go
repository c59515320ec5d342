package db

import (
	"strconv"
	"strings"
	"sync"
)

// SkipLocked, at the end of a SELECT in a WriteQueue, takes the rows it finds and
// passes over those another transaction holds. It is FOR UPDATE SKIP LOCKED on
// PostgreSQL and a comment on SQLite, whose writers are alone.
const SkipLocked = "/* FOR UPDATE SKIP LOCKED */"

// rebound remembers each text rewritten for PostgreSQL. Texts are constants of
// the program, so that it stays small.
var rebound sync.Map // string → string

// rebind turns each ? outside quotes and comments into $1, $2, … and opens the
// comment SkipLocked.
func rebind(query string) string {
	if done, ok := rebound.Load(query); ok {
		return done.(string)
	}
	done := strings.ReplaceAll(query, SkipLocked, strings.Trim(SkipLocked, "/* "))
	done = numbered(done)
	rebound.Store(strings.Clone(query), done)
	return done
}

func numbered(query string) string {
	var b strings.Builder
	n := 0
	for i := 0; i < len(query); {
		end := i + skip(query[i:])
		if end > i {
			b.WriteString(query[i:end])
			i = end
			continue
		}
		if query[i] == '?' {
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		} else {
			b.WriteByte(query[i])
		}
		i++
	}
	return b.String()
}

// skip is the length of the quoted text or the comment s begins with, else 0. A
// quote doubled inside quotes reads as two quoted texts side by side.
func skip(s string) int {
	switch {
	case s[0] == '\'' || s[0] == '"':
		return until(s, 1, s[:1])
	case strings.HasPrefix(s, "--"):
		return until(s, 2, "\n")
	case strings.HasPrefix(s, "/*"):
		return until(s, 2, "*/")
	}
	return 0
}

func until(s string, from int, mark string) int {
	at := strings.Index(s[from:], mark)
	if at < 0 {
		return len(s)
	}
	return from + at + len(mark)
}
