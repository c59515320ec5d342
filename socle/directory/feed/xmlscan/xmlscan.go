// Package xmlscan reads the large XML files of the ministry: faster than
// encoding/xml, in a bounded memory, with the line of everything.
//
// It takes the part of XML 1.0 that such files use and refuses the rest, aloud:
// element names are ASCII, a DOCTYPE is passed over and nothing is fetched, a
// DOCTYPE that declares anything itself is refused, and so is every entity but
// the five of XML and those of characters. What it accepts, encoding/xml accepts
// and reads alike: a fuzz test holds it to that.
package xmlscan

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"preau/socle/directory/feed"
)

// Limits of what is read.
const (
	MaxToken = 64 << 10 // bytes of one tag, comment or run of text
	MaxDepth = 32       // elements within one another
	MaxAttrs = 32       // of one element

	blockSize = 64 << 10
	headSize  = 256
)

// Kind is the kind of a token.
type Kind int

// What Next finds.
const (
	Start   Kind = iota // <name …>
	End                 // </name>, and after the Start of <name/>
	Text                // character data: an element's text may come in several
	Comment             // <!-- … -->
)

// Error is a file that is not the XML that is read here.
type Error struct {
	Line int    // from 1; 0 for the file as a whole
	Says string // in French: what is wrong and how to mend it
}

// Error is the sentence, after the line.
func (e *Error) Error() string { return fmt.Sprintf("ligne %d : %s", e.Line, e.Says) }

// Located is err, put in the words of a feed with the file's name when it is an
// [*Error].
func Located(file string, err error) error {
	var fault *Error
	if errors.As(err, &fault) {
		return feed.Refuse(file, fault.Line, fault.Says)
	}
	return err
}

// Attr is an attribute of an element.
type Attr struct{ Name, Value []byte }

// Scanner reads one file. What it gives is valid until the next call of Next.
type Scanner struct {
	r    io.Reader
	buf  []byte
	pos  int // next byte to read
	eof  bool
	line int // of pos

	began  int // line of the token
	name   []byte
	text   []byte
	attrs  []Attr
	clean  []byte   // where text with references is put together
	open   []string // elements
	names  map[string]string
	closes bool // <name/>: an End comes next
	rooted bool // the root was seen
}

// New reads r: UTF-8 with or without its mark and declaration, ISO-8859-15 or
// Windows-1252 as declared.
func New(r io.Reader) (*Scanner, error) {
	d, err := decoded(r)
	if err != nil {
		return nil, err
	}
	return &Scanner{r: d, buf: make([]byte, 0, 2*blockSize), line: 1, names: map[string]string{}}, nil
}

// Line is where the token begins.
func (s *Scanner) Line() int { return s.began }

// Name is the name of a Start or an End.
func (s *Scanner) Name() []byte { return s.name }

// Text is the text of a Text, references replaced, or of a Comment.
func (s *Scanner) Text() []byte { return s.text }

// Attr is the value of an attribute of a Start; nil when it has none such.
func (s *Scanner) Attr(name string) []byte {
	for _, a := range s.attrs {
		if string(a.Name) == name {
			return a.Value
		}
	}
	return nil
}

// Depth is how many elements are open, the one just begun included.
func (s *Scanner) Depth() int { return len(s.open) }

// Next finds the next token: io.EOF after the root's end, an *Error when the
// file is at fault, the reader's own error otherwise.
func (s *Scanner) Next() (Kind, error) {
	if s.closes {
		s.closes = false
		return End, s.pop()
	}
	for {
		s.began = s.line
		if err := s.need(1); err != nil {
			return 0, s.ended(err)
		}
		if s.buf[s.pos] != '<' {
			if found, err := s.characters(); found || err != nil {
				return Text, err
			}
			continue
		}
		if err := s.need(2); err != nil {
			return 0, s.cut(err)
		}
		switch s.buf[s.pos+1] {
		case '/':
			return End, s.endTag()
		case '!':
			kind, found, err := s.bang()
			if found || err != nil {
				return kind, err
			}
		case '?':
			if _, err := s.until("?>"); err != nil {
				return 0, err
			}
		default:
			return Start, s.startTag()
		}
	}
}

// need has at least n bytes to read, or gives why not.
func (s *Scanner) need(n int) error {
	for len(s.buf)-s.pos < n {
		if err := s.fill(); err != nil {
			return err
		}
	}
	return nil
}

// fill reads one more block, and first drops what was read.
func (s *Scanner) fill() error {
	if s.eof {
		return io.EOF
	}
	if s.pos > 0 {
		s.buf = s.buf[:copy(s.buf, s.buf[s.pos:])]
		s.pos = 0
	}
	if len(s.buf) > MaxToken {
		return s.fault("un élément dépasse %d ko : le fichier est abîmé, refaites l’export", MaxToken>>10)
	}
	if cap(s.buf)-len(s.buf) < blockSize {
		s.buf = append(make([]byte, 0, len(s.buf)+2*blockSize), s.buf...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[len(s.buf) : len(s.buf)+blockSize])
		s.buf = s.buf[:len(s.buf)+n]
		if err == io.EOF {
			s.eof = true
		} else if err != nil {
			return err
		}
		if n > 0 {
			return nil
		}
		if s.eof {
			return io.EOF
		}
	}
	return io.ErrNoProgress
}

// take passes over n bytes.
func (s *Scanner) take(n int) []byte {
	b := s.buf[s.pos : s.pos+n]
	s.line += bytes.Count(b, newline)
	s.pos += n
	return b
}

var newline = []byte{'\n'}

// until takes what stands before mark and mark itself, and gives it all.
func (s *Scanner) until(mark string) ([]byte, error) {
	for from := 0; ; {
		rest := s.buf[s.pos+from:]
		if i := bytes.Index(rest, []byte(mark)); i >= 0 {
			b := s.take(from + i + len(mark))
			if !valid(b) {
				return nil, s.encoding()
			}
			return b, nil
		}
		from += max(0, len(rest)-len(mark)+1)
		if err := s.fill(); err != nil {
			return nil, s.cut(err)
		}
	}
}

// fault is an error at the token's line.
func (s *Scanner) fault(says string, args ...any) error {
	return &Error{Line: s.began, Says: fmt.Sprintf(says, args...)}
}

func (s *Scanner) encoding() error {
	return s.fault("un caractère n’est pas dans le codage annoncé : la première ligne du fichier doit dire son vrai codage (UTF-8 ou ISO-8859-15)")
}

// cut turns the end of a file in the middle of something into an error.
func (s *Scanner) cut(err error) error {
	if errors.Is(err, io.EOF) {
		return s.fault("le fichier s’arrête au milieu d’un élément : il est tronqué, refaites l’export ou le transfert")
	}
	return err
}

// ended judges the end of the file between two tokens.
func (s *Scanner) ended(err error) error {
	switch {
	case !errors.Is(err, io.EOF):
		return err
	case len(s.open) > 0:
		return s.fault("le fichier s’arrête avant la fin de <%s> : il est tronqué, refaites l’export ou le transfert", s.open[len(s.open)-1])
	case !s.rooted:
		return s.fault("le fichier ne contient aucun élément XML")
	}
	return io.EOF
}

// valid tells that b is UTF-8 in the characters that XML allows.
func valid(b []byte) bool {
	for i := 0; i < len(b); {
		c := b[i]
		if c-0x20 < utf8.RuneSelf-0x20 || c == '\n' || c == '\t' || c == '\r' {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if c < 0x20 || r == utf8.RuneError && n == 1 || !allowed(r) {
			return false
		}
		i += n
	}
	return true
}

// allowed is the Char of XML 1.0 §2.2.
func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}
