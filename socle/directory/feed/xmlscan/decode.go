package xmlscan

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// declared finds the encoding that an XML declaration names.
var declared = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// decoded gives r in UTF-8, without the byte order mark, as its declaration
// says. The ministry's tools announce ISO-8859-1 and write the œ and the € of
// ISO-8859-15: both are read as the latter.
func decoded(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, blockSize)
	head, err := b.Peek(headSize)
	if len(head) == 0 && err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case len(head) == 0:
		return nil, &Error{Says: "le fichier est vide : refaites l’export, ou retirez ce fichier du lot"}
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		if _, err := b.Discard(3); err != nil {
			return nil, err
		}
		return b, nil
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}), bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.IndexByte(head[:min(len(head), 4)], 0) >= 0:
		return nil, &Error{Line: 1, Says: "le fichier est en UTF-16 : enregistrez-le en UTF-8"}
	}
	m := declared.FindSubmatch(head)
	if m == nil {
		return b, nil
	}
	switch name := strings.ToUpper(string(m[1])); name {
	case "UTF-8", "UTF8", "US-ASCII":
		return b, nil
	case "ISO-8859-15", "ISO-8859-1", "LATIN1", "LATIN-9":
		return transform.NewReader(b, charmap.ISO8859_15.NewDecoder()), nil
	case "WINDOWS-1252", "CP1252":
		return transform.NewReader(b, charmap.Windows1252.NewDecoder()), nil
	default:
		return nil, &Error{Line: 1, Says: "le codage « " + name + " » n’est pas lu : enregistrez le fichier en UTF-8"}
	}
}
