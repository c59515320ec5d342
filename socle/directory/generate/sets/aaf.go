// Package sets writes invented schools as the files that real software would have exported.
package sets

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"

	"preau/socle/directory/generate"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// AAF says how a complete set of the Annuaire Académique Fédérateur is written (SDET, AAF annexe 4, second degré).
// The zero value writes UTF-8, 20,000 records a file, dated 24 November 2026.
type AAF struct {
	Project string    // first part of the file names; empty: ENT
	Day     time.Time // in the file names and the head
	Records int       // of one file, at most
	Latin9  bool      // ISO-8859-15, as older sets are
}

// The kinds of file of a set, as they stand in the file names.
const (
	fileSchool   = "EtabEducNat"
	fileMEF      = "MefEducNat"
	fileSubject  = "MatiereEducNat"
	fileStaff    = "PersEducNat"
	fileGuardian = "PersRelEleve"
	filePupil    = "Eleve"
)

// DTD is the grammar of the files; each set holds it beside them as ficAlimMENESR.dtd.
const DTD = `<!ELEMENT ficAlimMENESR (addRequest | modifyRequest | deleteRequest)*>
<!ELEMENT addRequest (operationalAttributes, identifier, attributes)>
<!ELEMENT modifyRequest (operationalAttributes, identifier, modifications)>
<!ELEMENT deleteRequest (operationalAttributes, identifier)>
<!ELEMENT operationalAttributes (attr)>
<!ELEMENT identifier (id)>
<!ELEMENT id (#PCDATA)>
<!ELEMENT attributes (attr+)>
<!ELEMENT attr (value+)>
<!ATTLIST attr name CDATA #REQUIRED>
<!ELEMENT modifications (modification+)>
<!ELEMENT modification (value+)>
<!ATTLIST modification name CDATA #REQUIRED operation (replace) #REQUIRED>
<!ELEMENT value (#PCDATA)>
`

// WriteAAF writes the schools into dir as one complete set, one school in memory at a time.
func WriteAAF(dir string, schools iter.Seq[*generate.School], o AAF) (err error) {
	w, err := openSet(dir, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	for _, m := range generate.MEFs() {
		w.mef(m)
	}
	for _, s := range generate.Subjects() {
		w.subject(s)
	}
	for s := range schools {
		w.school(s)
		for _, x := range s.Staff {
			w.staff(x)
		}
		for _, x := range s.Guardians {
			w.guardian(x)
		}
		for _, x := range s.Pupils {
			w.pupil(s, x)
		}
		if w.err != nil {
			return w.err
		}
	}
	return nil
}

// set is an AAF set that is being written: one open file of each kind, and the first error.
type set struct {
	dir   string
	o     AAF
	files map[string]*numbered
	err   error
}

// numbered is the file of one kind that is open, of several that follow.
type numbered struct {
	number, records int
	file            *os.File
	out             io.Writer
	flush           func() error
}

// openSet prepares dir.
func openSet(dir string, o AAF) (*set, error) {
	if o.Project == "" {
		o.Project = "ENT"
	}
	if o.Day.IsZero() {
		o.Day = generate.ExportDay
	}
	if o.Records == 0 {
		o.Records = 20_000
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder of the set: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ficAlimMENESR.dtd"), []byte(DTD), 0o644); err != nil {
		return nil, fmt.Errorf("write the grammar: %w", err)
	}
	w := &set{dir: dir, o: o, files: map[string]*numbered{}}
	for _, kind := range []string{fileSchool, fileMEF, fileSubject, fileStaff, fileGuardian, filePupil} {
		w.files[kind] = &numbered{}
		w.begin(kind)
	}
	return w, w.err
}

// begin opens the next file of that kind.
func (w *set) begin(kind string) {
	n := w.files[kind]
	name := fmt.Sprintf("%s_Complet_%s_%s_%04d.xml", w.o.Project, w.o.Day.Format("20060102"), kind, n.number)
	file, err := os.Create(filepath.Join(w.dir, name))
	if err != nil {
		w.fail(fmt.Errorf("create a file of the set: %w", err))
		return
	}
	buffer := bufio.NewWriterSize(file, 1<<16)
	n.file, n.out, n.flush, n.records = file, buffer, buffer.Flush, 0
	charset := "UTF-8"
	if w.o.Latin9 {
		charset = "ISO-8859-15"
		n.out = encoding.HTMLEscapeUnsupported(charmap.ISO8859_15.NewEncoder()).Writer(buffer)
	}
	w.print(n, `<?xml version="1.0" encoding="`+charset+"\"?>\n"+`<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">`+"\n"+
		`<!-- versionAF="AAF-VE2407" -->`+"\n"+`<!-- versionSDET="6.6" -->`+"\n"+`<!-- codeAcademieExport="`+academyCode+`" -->`+"\n"+
		`<!-- degre="2D" -->`+"\n"+`<!-- dateGenerationExport="`+w.o.Day.Format("02/01/2006")+`" -->`+"\n<ficAlimMENESR>\n")
}

// end closes the open file of that kind.
func (w *set) end(kind string) {
	n := w.files[kind]
	if n.file == nil {
		return
	}
	w.print(n, "</ficAlimMENESR>\n")
	w.fail(n.flush())
	w.fail(n.file.Close())
	n.file = nil
	n.number++
}

// close closes all files and gives the first error.
func (w *set) close() error {
	for kind := range w.files {
		w.end(kind)
	}
	return w.err
}

// fail keeps the first error.
func (w *set) fail(err error) {
	if w.err == nil && err != nil {
		w.err = fmt.Errorf("write the set: %w", err)
	}
}

// print writes text as it is.
func (w *set) print(n *numbered, text string) {
	if w.err == nil {
		_, err := io.WriteString(n.out, text)
		w.fail(err)
	}
}

// value writes one value.
func (w *set) value(n *numbered, text string) {
	if text == "" {
		w.print(n, "<value/>")
		return
	}
	w.print(n, "<value>")
	if w.err == nil {
		w.fail(xml.EscapeText(n.out, []byte(text)))
	}
	w.print(n, "</value>")
}

// attr is an attribute with its values; none is an empty value, as in the real files.
type attr struct {
	name   string
	values []string
}

// one is an attribute of one value.
func one(name, value string) attr { return attr{name, []string{value}} }

// record writes one addRequest; a new file begins when this one is full.
func (w *set) record(kind, class, category, id string, attrs ...attr) {
	n := w.files[kind]
	if n.records == w.o.Records {
		w.end(kind)
		w.begin(kind)
	}
	if w.err != nil {
		return
	}
	n.records++
	w.print(n, `<addRequest><operationalAttributes><attr name="`+class+`">`)
	w.value(n, category)
	w.print(n, "</attr></operationalAttributes><identifier><id>"+id+"</id></identifier><attributes>\n")
	for _, a := range attrs {
		w.print(n, `<attr name="`+a.name+`">`)
		if len(a.values) == 0 {
			w.value(n, "")
		}
		for _, v := range a.values {
			w.value(n, v)
		}
		w.print(n, "</attr>\n")
	}
	w.print(n, "</attributes></addRequest>\n")
}
