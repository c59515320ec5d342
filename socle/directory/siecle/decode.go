package siecle

import (
	"fmt"
	"io"
	"strings"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/xmlscan"
)

// Limits of one file and of one element. The largest school has a tenth of it.
const (
	maxElements = 400_000
	maxFields   = 300
)

// elements are what is read, by their path from the root; what they are called
// is their kind.
var elements = map[string]string{
	"PARAMETRES": "PARAMETRES", "DONNEES/UAJ": "UAJ",
	"DONNEES/ELEVES/ELEVE": "ELEVE", "DONNEES/STRUCTURES/STRUCTURES_ELEVE/STRUCTURE": "STRUCTURE", "DONNEES/ADRESSES/ADRESSE": "ADRESSE",
	"DONNEES/PERSONNES/PERSONNE": "PERSONNE", "DONNEES/RESPONSABLES/RESPONSABLE_ELEVE": "RESPONSABLE_ELEVE",
	"DONNEES/MEFS/MEF": "MEF", "DONNEES/MATIERES/MATIERE": "MATIERE", "DONNEES/REGIMES/REGIME": "REGIME",
	"DONNEES/STATUTS_ELEVE/STATUT_ELEVE": "STATUT_ELEVE", "DONNEES/LIENS_PARENTE/LIEN_PARENTE": "LIEN_PARENTE",
	"DONNEES/DIVISIONS/DIVISION": "DIVISION", "DONNEES/GROUPES/GROUPE": "GROUPE",
}

// kindOf is the kind of the element at a path. What stands in BOURSES has another
// name in the nomenclatures than in the pupils' file.
func kindOf(path []string) (string, bool) {
	if len(path) == 3 && path[1] == "BOURSES" {
		return "BOURSE", true
	}
	kind, ok := elements[strings.Join(path, "/")]
	return kind, ok
}

// keys are the attributes that the grammar has. They are read as fields: some
// versions write them as elements.
var keys = []string{
	"ELEVE_ID", "PERSONNE_ID", "ADRESSE_ID", "CODE_STRUCTURE", "CODE_MEF", "CODE_MATIERE", "CODE_REGIME", "CODE_STATUT", "CODE_PARENTE", "CODE_BOURSE",
}

// element is one thing of a file, with its fields: attributes, and what stands
// within it by its path. It is good until the next one is read.
type element struct {
	file     string
	line     int
	kind     string
	fields   []field
	warnings []feed.Warning
}

// field is a value that is not empty.
type field struct {
	name  string
	line  int
	value string
}

// decoder reads the elements of one file.
type decoder struct {
	file string
	scan *xmlscan.Scanner
	root string
	path []string // open elements, below the root
	in   int      // depth of the element that is read, 0 outside
	of   string   // ELEVE_ID of the pupil whose structures are read
	n    int
	e    element
	text []byte
}

func newDecoder(file string, r io.Reader) (*decoder, error) {
	s, err := xmlscan.New(r)
	if err != nil {
		return nil, xmlscan.Located(file, err)
	}
	return &decoder{file: file, scan: s}, nil
}

// next reads one element: io.EOF after the last.
func (d *decoder) next() (*element, error) {
	for {
		kind, err := d.scan.Next()
		if err != nil {
			return nil, xmlscan.Located(d.file, err)
		}
		switch kind {
		case xmlscan.Start:
			if err := d.start(); err != nil {
				return nil, err
			}
		case xmlscan.Text:
			if d.in == 0 {
				continue
			}
			if len(d.text)+len(d.scan.Text()) > xmlscan.MaxToken {
				return nil, feed.Refuse(d.file, d.scan.Line(), fmt.Sprintf("une valeur dépasse %d ko : le fichier est abîmé, refaites l’export", xmlscan.MaxToken>>10))
			}
			d.text = append(d.text, d.scan.Text()...)
		case xmlscan.End:
			whole, err := d.end()
			if err != nil {
				return nil, err
			}
			if whole {
				return &d.e, nil
			}
		}
	}
}

// start opens an element.
func (d *decoder) start() error {
	depth := d.scan.Depth()
	d.text = d.text[:0]
	if depth == 1 {
		d.root = string(d.scan.Name())
		if _, ours := roots[d.root]; !ours {
			return feed.Refuse(d.file, d.scan.Line(), fmt.Sprintf("l’élément principal <%.40s> n’est pas celui d’un export de SIECLE : exportez les fichiers par le menu Exportations, En XML", d.root))
		}
		return nil
	}
	d.path = append(d.path[:depth-2], string(d.scan.Name()))
	if d.in > 0 {
		return d.attributes()
	}
	if id := d.scan.Attr("ELEVE_ID"); depth == 4 {
		d.of = feed.Clean(string(id))
	}
	kind, ok := kindOf(d.path)
	if !ok {
		return nil
	}
	if d.n++; d.n > maxElements {
		return feed.Refuse(d.file, d.scan.Line(), fmt.Sprintf("le fichier compte plus de %d fiches : il n’est pas d’un seul établissement", maxElements))
	}
	d.in = depth
	d.e = element{file: d.file, line: d.scan.Line(), kind: kind}
	return d.attributes()
}

// attributes adds those of an element as fields.
func (d *decoder) attributes() error {
	for _, key := range keys {
		if v := d.scan.Attr(key); v != nil {
			if err := d.field(d.within(key), v); err != nil {
				return err
			}
		}
	}
	if d.e.kind == "STRUCTURE" && d.scan.Depth() == d.in {
		return d.field("ELEVE_ID", []byte(d.of))
	}
	return nil
}

// within is the name of a field: its path within the element that is read.
func (d *decoder) within(last ...string) string {
	return strings.Join(append(d.path[d.in-1:len(d.path):len(d.path)], last...), "/")
}

// end closes an element; it is true when the one that is read is whole.
func (d *decoder) end() (bool, error) {
	depth := d.scan.Depth() + 1 // of what just ended
	if d.in == 0 {
		return false, nil
	}
	if depth == d.in {
		d.in = 0
		return true, nil
	}
	d.path = d.path[:depth-1]
	err := d.field(d.within(), d.text)
	d.text = d.text[:0]
	return false, err
}

// field adds a value to the element that is read.
func (d *decoder) field(name string, value []byte) error {
	if len(value) > feed.MaxValue {
		d.e.warn(d.scan.Line(), fmt.Sprintf("une valeur de plus de %d caractères est laissée de côté", feed.MaxValue))
		return nil
	}
	v := feed.Clean(string(value))
	if v == "" {
		return nil
	}
	if len(d.e.fields) == maxFields {
		return feed.Refuse(d.file, d.scan.Line(), fmt.Sprintf("une fiche a plus de %d valeurs : le fichier est abîmé, refaites l’export", maxFields))
	}
	d.e.fields = append(d.e.fields, field{name, d.scan.Line(), v})
	return nil
}

// all are the values of a field.
func (e *element) all(name string) []string {
	var all []string
	for _, f := range e.fields {
		if f.name == name {
			all = append(all, f.value)
		}
	}
	return all
}

// one is the first value of the first field that has one.
func (e *element) one(names ...string) string {
	for _, name := range names {
		for _, f := range e.fields {
			if f.name == name {
				return f.value
			}
		}
	}
	return ""
}

// yes is a truth, written 1 or 0, true or false.
func (e *element) yes(names ...string) bool {
	v := strings.ToLower(e.one(names...))
	return v == "1" || v == "true" || v == "o"
}

// day is a day; one that does not exist is warned of.
func (e *element) day(name, says string) string {
	v := e.one(name)
	if v == "" {
		return ""
	}
	d, ok := feed.FrenchDay(v)
	if !ok {
		e.warn(e.lineOf(name), fmt.Sprintf("%s « %.40s » n’est pas un jour (jj/mm/aaaa) : laissée de côté", says, v))
	}
	return d
}

func (e *element) lineOf(name string) int {
	for _, f := range e.fields {
		if f.name == name {
			return f.line
		}
	}
	return e.line
}

func (e *element) warn(line int, says string) {
	e.warnings = append(e.warnings, feed.Warning{Place: feed.Place{File: e.file, Line: line}, Says: says})
}

func (e *element) place() feed.Place { return feed.Place{File: e.file, Line: e.line} }
