package text

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// format writes the arguments into a text of a catalogue. It is not fmt: the
// texts are few in kind, read by translators, and their numbers are written as
// the language writes them.
func format(l Lang, s string, args []any) string {
	next := strings.IndexByte(s, '%')
	if next < 0 {
		return s
	}
	out := make([]byte, 0, len(s)+32)
	arg := 0
	for next >= 0 {
		out = append(out, s[:next]...)
		v, rest, err := readVerb(s[next:], &arg)
		s = rest
		switch {
		case err != nil:
			out = append(out, '%')
		case v.kind == '%':
			out = append(out, '%')
		case v.arg >= len(args):
			out = append(append(out, "%!"...), v.kind)
		default:
			out = appendArg(out, l, v.kind, args[v.arg])
		}
		next = strings.IndexByte(s, '%')
	}
	return string(append(out, s...))
}

// verb is one place of a text: the argument's index and how it is written.
type verb struct {
	arg  int
	kind byte
}

var errVerb = errors.New("want %s, %d, %n or %% with [1] for an index")

// readVerb reads the verb that s begins with; next counts the arguments that
// have no index.
func readVerb(s string, next *int) (verb, string, error) {
	i := 1
	if i < len(s) && s[i] == '[' {
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return verb{}, s[1:], errVerb
		}
		n, err := strconv.Atoi(s[2:end])
		if err != nil || n < 1 || n > 9 {
			return verb{}, s[1:], errVerb
		}
		*next, i = n-1, end+1
	}
	if i >= len(s) || !strings.ContainsRune("sdn%", rune(s[i])) {
		return verb{}, s[1:], errVerb
	}
	v := verb{*next, s[i]}
	if v.kind != '%' {
		*next++
	}
	return v, s[i+1:], nil
}

// verbs lists the arguments of a text, sorted, each once.
func verbs(s string) ([]verb, error) {
	var out []verb
	arg := 0
	for i := strings.IndexByte(s, '%'); i >= 0; i = strings.IndexByte(s, '%') {
		v, rest, err := readVerb(s[i:], &arg)
		if err != nil {
			return nil, fmt.Errorf("%w: %q", err, s)
		}
		s = rest
		if v.kind != '%' && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b verb) int { return a.arg - b.arg })
	return out, nil
}

func appendArg(out []byte, l Lang, kind byte, arg any) []byte {
	if n, ok := toInt(arg); ok {
		if kind == 'n' {
			return append(out, l.Number(n)...)
		}
		return strconv.AppendInt(out, int64(n), 10)
	}
	switch a := arg.(type) {
	case string:
		return append(out, a...)
	case fmt.Stringer:
		return append(out, a.String()...)
	case error:
		return append(out, a.Error()...)
	}
	return fmt.Append(out, arg)
}

func firstInt(args []any) (int, bool) {
	for _, a := range args {
		if n, ok := toInt(a); ok {
			return n, true
		}
	}
	return 0, false
}

func toInt(a any) (int, bool) {
	switch n := a.(type) {
	case int:
		return n, true
	case int64:
		return int(n), true
	case int32:
		return int(n), true
	}
	return 0, false
}

// Fours is a code in groups of four, as it is read aloud: "BCDF GHJK LMNP".
func Fours(code string) string {
	code = strings.NewReplacer("-", "", " ", "").Replace(code)
	var parts []string
	for len(code) > 4 {
		parts, code = append(parts, code[:4]), code[4:]
	}
	return strings.Join(append(parts, code), " ")
}
