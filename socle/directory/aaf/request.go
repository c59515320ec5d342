package aaf

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/xmlscan"
)

// Limits of one record.
const (
	maxAttrs  = 200
	maxValues = 5000 // of one attribute: a teacher's lists are long
)

// The requests of the grammar.
const (
	adds    = "addRequest"
	changes = "modifyRequest" // each attribute that it names is replaced, the others stay
	removes = "deleteRequest"
)

// request is the attributes of one person, school, MEF or subject: all of them,
// those that changed, or none of who left. It is good until the next one is read.
type request struct {
	file     string
	line     int
	verb     string
	primary  bool // of a primary school
	category string
	id       string
	attrs    []attr
	warnings []feed.Warning
}

// attr is an attribute and its values that are not empty, each once.
type attr struct {
	name   string
	line   int
	values []string
}

// decoder reads the requests of one file.
type decoder struct {
	file   string
	scan   *xmlscan.Scanner
	rooted bool
	names  map[string]string
	notes  []string // comments before the first request
	r      request
	text   []byte
}

func newDecoder(file string, r io.Reader) (*decoder, error) {
	s, err := xmlscan.New(r)
	if err != nil {
		return nil, xmlscan.Located(file, err)
	}
	return &decoder{file: file, scan: s, names: map[string]string{}}, nil
}

// The elements of the grammar, by their depth.
var grammar = [...][]string{
	1: {"ficAlimMENESR"},
	2: {adds, changes, removes},
	3: {"operationalAttributes", "identifier", "attributes", "modifications"},
	4: {"attr", "id", "modification"},
	5: {"value"},
}

// next reads one request: io.EOF after the last.
func (d *decoder) next() (*request, error) {
	d.r = request{file: d.file, attrs: d.r.attrs[:0]}
	part := ""
	for {
		kind, err := d.scan.Next()
		if err != nil {
			return nil, xmlscan.Located(d.file, err)
		}
		switch kind {
		case xmlscan.Start:
			d.text = d.text[:0]
			if err := d.start(); err != nil {
				return nil, err
			}
			switch d.scan.Depth() {
			case 2:
				d.r.line, d.r.verb = d.scan.Line(), d.intern(d.scan.Name())
			case 3:
				part = string(d.scan.Name())
			case 4:
				if err := d.attribute(part); err != nil {
					return nil, err
				}
			}
		case xmlscan.Text:
			if d.text, err = d.append(); err != nil {
				return nil, err
			}
		case xmlscan.End:
			if d.end(part) {
				return &d.r, nil
			}
		case xmlscan.Comment:
			if d.r.line == 0 && len(d.notes) < 20 {
				d.notes = append(d.notes, string(d.scan.Text()))
			}
		}
	}
}

// append adds a run of text to what the element holds so far.
func (d *decoder) append() ([]byte, error) {
	if len(d.text)+len(d.scan.Text()) > xmlscan.MaxToken {
		return nil, feed.Refuse(d.file, d.scan.Line(), fmt.Sprintf("une valeur dépasse %d ko : le fichier est abîmé, refaites l’export", xmlscan.MaxToken>>10))
	}
	return append(d.text, d.scan.Text()...), nil
}

// start checks an element that begins against the grammar.
func (d *decoder) start() error {
	depth, name := d.scan.Depth(), d.scan.Name()
	if depth >= len(grammar) || !slices.Contains(grammar[depth], string(name)) {
		return feed.Refuse(d.file, d.scan.Line(), fmt.Sprintf("l’élément <%.40s> n’est pas à sa place dans un fichier de l’AAF (ficAlimMENESR.dtd) : refaites l’export", name))
	}
	if depth == 1 {
		d.rooted = true
	}
	return nil
}

// attribute begins an attr or a modification; an id needs nothing.
func (d *decoder) attribute(part string) error {
	if string(d.scan.Name()) == "id" {
		return nil
	}
	name := d.intern(d.scan.Attr("name"))
	if name == "" {
		return feed.Refuse(d.file, d.scan.Line(), fmt.Sprintf("un élément <%s> n’a pas de nom : refaites l’export", d.scan.Name()))
	}
	if op := d.scan.Attr("operation"); part == "modifications" && len(op) > 0 && string(op) != "replace" {
		return feed.Refuse(d.file, d.scan.Line(), fmt.Sprintf("une modification a pour opération « %.20s » : la grammaire de l’AAF ne connaît que « replace », refaites l’export", op))
	}
	if part != "attributes" && part != "modifications" {
		return nil
	}
	if len(d.r.attrs) == maxAttrs {
		return feed.Refuse(d.file, d.scan.Line(), fmt.Sprintf("une fiche a plus de %d attributs : le fichier est abîmé, refaites l’export", maxAttrs))
	}
	// The room of the attribute that was here is not kept: its values live on.
	d.r.attrs = append(d.r.attrs, attr{name: name, line: d.scan.Line()})
	return nil
}

// end closes an element; it is true when a request is whole.
func (d *decoder) end(part string) bool {
	switch string(d.scan.Name()) {
	case adds, changes, removes:
		return true
	case "id":
		d.r.id = feed.Clean(string(d.text))
	case "value":
		d.value(part)
	}
	d.text = d.text[:0]
	return false
}

// value adds a value to the attribute that is open.
func (d *decoder) value(part string) {
	if len(d.text) > feed.MaxValue {
		d.r.warn(d.scan.Line(), fmt.Sprintf("une valeur de plus de %d caractères est laissée de côté", feed.MaxValue))
		return
	}
	v := feed.Clean(string(d.text))
	switch {
	case v == "":
	case part == "operationalAttributes":
		d.r.category = v
	case part == "attributes", part == "modifications":
		a := &d.r.attrs[len(d.r.attrs)-1]
		if len(a.values) < maxValues && !slices.Contains(a.values, v) {
			a.values = append(a.values, v)
		}
	}
}

// intern gives one string for each name.
func (d *decoder) intern(b []byte) string {
	if s, ok := d.names[string(b)]; ok {
		return s
	}
	s := string(b)
	if len(d.names) < 10*maxAttrs {
		d.names[s] = s
	}
	return s
}

// all are an attribute's values.
func (r *request) all(name string) []string {
	for i := range r.attrs {
		if r.attrs[i].name == name {
			return r.attrs[i].values
		}
	}
	return nil
}

// one is the first value of the first attribute that has one.
func (r *request) one(names ...string) string {
	for _, name := range names {
		if v := r.all(name); len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// yes is a truth written O or N.
func (r *request) yes(name string) bool {
	v := r.one(name)
	return v == "O" || v == "1" || v == "o"
}

// day is a day; one that does not exist is warned of.
func (r *request) day(name, says string) string {
	v := r.one(name)
	if v == "" {
		return ""
	}
	d, ok := feed.FrenchDay(v)
	if !ok {
		r.warn(r.lineOf(name), fmt.Sprintf("%s « %.40s » n’est pas un jour (jj/mm/aaaa) : laissée de côté", says, v))
	}
	return d
}

func (r *request) lineOf(name string) int {
	for i := range r.attrs {
		if r.attrs[i].name == name {
			return r.attrs[i].line
		}
	}
	return r.line
}

func (r *request) warn(line int, says string) {
	r.warnings = append(r.warnings, feed.Warning{Place: feed.Place{File: r.file, Line: line}, Says: says})
}

func (r *request) place() feed.Place { return feed.Place{File: r.file, Line: r.line} }

// noted finds name="value" in a comment.
var noted = regexp.MustCompile(`(\w+)\s*=\s*"([^"]*)"`)

// comments reads what the head of a file says of itself.
func (d *decoder) comments(p *probe) {
	for _, note := range d.notes {
		for _, m := range noted.FindAllStringSubmatch(note, -1) {
			switch m[1] {
			case "degre":
				p.primary = strings.EqualFold(m[2], "1D")
			case "codeAcademieExport":
				p.academy = academy(m[2])
			case "dateGenerationExport":
				if day, ok := noteDay(m[2]); ok {
					p.day = day
				}
			}
		}
	}
}

// noteDay reads a day as French or as ISO 8601 writes it, with or without the hour.
func noteDay(s string) (string, bool) {
	if len(s) < 10 {
		return "", false
	}
	if s[4] == '-' {
		s = s[8:10] + "/" + s[5:7] + "/" + s[:4]
	}
	return feed.FrenchDay(s[:10])
}
