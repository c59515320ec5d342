package xmlscan

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// endTag reads </name>.
func (s *Scanner) endTag() error {
	b, err := s.until(">")
	if err != nil {
		return err
	}
	name, rest := word(b[2 : len(b)-1])
	if len(name) == 0 || len(space(rest)) > 0 {
		return s.fault("« %.40s » est mal écrit", b)
	}
	last := len(s.open) - 1
	if last < 0 {
		return s.fault("</%s> ferme un élément qui n’est pas ouvert", name)
	}
	if s.open[last] != string(name) {
		return s.fault("</%s> ferme un élément alors que <%s> est ouvert", name, s.open[last])
	}
	s.name, s.open = name, s.open[:last]
	return nil
}

// word is the name at the beginning of b, and what follows it.
func word(b []byte) (name, rest []byte) {
	i, colon := 0, false
	for ; i < len(b); i++ {
		c := b[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
		if letter || i > 0 && b[i-1] != ':' && (c >= '0' && c <= '9' || c == '-' || c == '.') {
			continue
		}
		if c != ':' || i == 0 || colon {
			break
		}
		colon = true
	}
	if i > 0 && b[i-1] == ':' {
		return nil, b
	}
	return b[:i], b[i:]
}

// space drops the white space at the beginning of b.
func space(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t' || b[0] == '\n' || b[0] == '\r') {
		b = b[1:]
	}
	return b
}

// lines ends lines as XML 1.0 §2.11 has it: \r\n and \r are \n.
func lines(b []byte, room *[]byte) []byte {
	if bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	out := (*room)[:0]
	for i, c := range b {
		if c != '\r' {
			out = append(out, c)
		} else if i+1 == len(b) || b[i+1] != '\n' {
			out = append(out, '\n')
		}
	}
	*room = out
	return out
}

// resolved replaces the references in b. It gives b itself when there is none.
func (s *Scanner) resolved(b []byte) ([]byte, error) {
	if bytes.IndexByte(b, '&') < 0 {
		return lines(b, &s.clean), nil
	}
	b = lines(b, new([]byte))
	out := s.clean[:0]
	for {
		i := bytes.IndexByte(b, '&')
		if i < 0 {
			out = append(out, b...)
			s.clean = out
			return out, nil
		}
		out = append(out, b[:i]...)
		b = b[i+1:]
		end := bytes.IndexByte(b, ';')
		r := rune(-1)
		if end > 0 {
			r = reference(string(b[:end]))
		}
		if r < 0 {
			return nil, s.fault("« &%.20s » n’est pas une entité de XML : écrivez &amp; ou le caractère lui-même", b)
		}
		out = utf8.AppendRune(out, r)
		b = b[end+1:]
	}
}

// reference is the character that an entity stands for, or -1.
func reference(name string) rune {
	switch name {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	digits, ok := strings.CutPrefix(name, "#")
	base := 10
	if hex, found := strings.CutPrefix(digits, "x"); found {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if !ok || err != nil || !allowed(rune(n)) {
		return -1
	}
	return rune(n)
}
