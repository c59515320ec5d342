// Package vcard writes electronic visiting cards: vCard 3.0 (RFC 2426), which
// every telephone reads, rather than 4.0 (RFC 6350), which some do not.
package vcard

import (
	"strings"
	"unicode/utf8"
)

// Card is one person. Empty fields are left out.
type Card struct {
	UID           string
	First, Family string
	Org, Title    string
	Mobile, Phone string
	Work, Mail    string
	Street        string
	Postal, Town  string
	Note          string
}

// maxLine is the most bytes of a line, its end aside (RFC 2426 §2.6).
const maxLine = 75

// Write is the cards one after the other.
func Write(cards ...Card) []byte {
	var b strings.Builder
	for _, c := range cards {
		c.write(&b)
	}
	return []byte(b.String())
}

func (c Card) write(b *strings.Builder) {
	line(b, "BEGIN", "VCARD")
	line(b, "VERSION", "3.0")
	line(b, "UID", escape(c.UID))
	line(b, "N", escape(c.Family)+";"+escape(c.First)+";;;")
	line(b, "FN", escape(strings.TrimSpace(c.First+" "+c.Family)))
	for _, p := range []struct{ name, value string }{
		{"ORG", c.Org},
		{"TITLE", c.Title},
		{"TEL;TYPE=CELL", c.Mobile},
		{"TEL;TYPE=HOME", c.Phone},
		{"TEL;TYPE=WORK", c.Work},
		{"EMAIL;TYPE=INTERNET", c.Mail},
	} {
		if p.value != "" {
			line(b, p.name, escape(p.value))
		}
	}
	if c.Street+c.Postal+c.Town != "" {
		line(b, "ADR;TYPE=HOME", ";;"+escape(c.Street)+";"+escape(c.Town)+";;"+escape(c.Postal)+";")
	}
	if c.Note != "" {
		line(b, "NOTE", escape(c.Note))
	}
	line(b, "END", "VCARD")
}

// escape protects what separates values (RFC 2426 §4), and lets no value end
// its line: a name cannot add a field.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`, ",", `\,`, ";", `\;`).Replace(s)
}

// line writes a line, folded between two characters.
func line(b *strings.Builder, name, value string) {
	rest, room := name+":"+value, maxLine
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		b.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], maxLine-1
	}
	b.WriteString(rest + "\r\n")
}
