package xmlscan

import (
	"bytes"
)

// characters reads up to the next tag. White space outside the root is passed
// over; anything else there is an error.
func (s *Scanner) characters() (found bool, err error) {
	for from := 0; ; {
		rest := s.buf[s.pos+from:]
		if i := bytes.IndexByte(rest, '<'); i >= 0 {
			return s.data(s.take(from + i))
		}
		from += len(rest)
		if err := s.fill(); err != nil {
			if s.eof && len(s.open) == 0 {
				return s.data(s.take(len(s.buf) - s.pos))
			}
			return false, s.cut(err)
		}
	}
}

// data is a run of characters between two tags.
func (s *Scanner) data(b []byte) (bool, error) {
	if len(s.open) == 0 {
		if len(bytes.Trim(b, " \t\r\n")) > 0 {
			return false, s.fault("du texte se trouve hors de l’élément principal : ce n’est pas un fichier XML, ou il est abîmé")
		}
		return false, nil
	}
	if !valid(b) {
		return false, s.encoding()
	}
	if bytes.Contains(b, []byte("]]>")) {
		return false, s.fault("« ]]> » se trouve dans un texte")
	}
	text, err := s.resolved(b)
	s.text = text
	return true, err
}

// bang reads what begins with <! : a comment, a CDATA section, the DOCTYPE.
func (s *Scanner) bang() (kind Kind, found bool, err error) {
	const comment, cdata, doctype = "<!--", "<![CDATA[", "<!DOCTYPE"
	switch {
	case s.begins(comment):
		s.take(len(comment))
		b, err := s.until("-->")
		if err != nil {
			return 0, false, err
		}
		s.text = b[:len(b)-len("-->")]
		if bytes.Index(b, []byte("--")) < len(s.text) {
			return 0, false, s.fault("un commentaire contient « -- »")
		}
		return Comment, true, nil
	case s.begins(cdata) && len(s.open) > 0:
		s.take(len(cdata))
		b, err := s.until("]]>")
		if err != nil {
			return 0, false, err
		}
		s.text = lines(b[:len(b)-3], &s.clean)
		return Text, true, nil
	case s.begins(doctype) && !s.rooted:
		b, err := s.until(">")
		if err == nil && (bytes.IndexByte(b, '[') >= 0 || bytes.Count(b, []byte{'"'})%2 == 1 || bytes.Count(b, []byte{'\''})%2 == 1 || bytes.IndexByte(b[1:], '<') >= 0) {
			err = s.fault("le DOCTYPE contient des déclarations (entités) : elles sont refusées par sécurité, retirez-les")
		}
		return 0, false, err
	}
	return 0, false, s.fault("« <! » n’ouvre ni un commentaire ni un DOCTYPE")
}

// begins tells whether what comes is mark.
func (s *Scanner) begins(mark string) bool {
	return s.need(len(mark)) == nil && string(s.buf[s.pos:s.pos+len(mark)]) == mark
}

// startTag reads <name a="b"> or <name/>.
func (s *Scanner) startTag() error {
	if name, _ := word(s.buf[s.pos+1 : s.pos+2]); len(name) == 0 {
		return s.fault("« < » n’ouvre pas un élément : dans un texte, écrivez &lt;")
	}
	b, err := s.tag()
	if err != nil {
		return err
	}
	b = b[1 : len(b)-1]
	if len(b) > 0 && b[len(b)-1] == '/' {
		b, s.closes = b[:len(b)-1], true
	}
	s.name, b = word(b)
	if len(s.name) == 0 {
		return s.fault("le nom d’un élément est mal écrit")
	}
	if err := s.attributes(b); err != nil {
		return err
	}
	return s.push()
}

// tag takes a tag whole: a > within quotes does not end it.
func (s *Scanner) tag() ([]byte, error) {
	quote := byte(0)
	for i := 1; ; i++ {
		for s.pos+i >= len(s.buf) {
			if err := s.fill(); err != nil {
				return nil, s.cut(err)
			}
		}
		switch c := s.buf[s.pos+i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			return nil, s.fault("un « < » se trouve dans un élément : le fichier est abîmé")
		case c == '>':
			b := s.take(i + 1)
			if !valid(b) {
				return nil, s.encoding()
			}
			return b, nil
		}
		if i > MaxToken {
			return nil, s.fault("un élément dépasse %d ko : le fichier est abîmé, refaites l’export", MaxToken>>10)
		}
	}
}

// attributes reads name="value" as often as it comes.
func (s *Scanner) attributes(b []byte) error {
	s.attrs, s.clean = s.attrs[:0], s.clean[:0]
	for {
		rest := space(b)
		if len(rest) == 0 {
			return nil
		}
		name, after := word(rest)
		after = space(after)
		if len(name) == 0 || len(rest) == len(b) || len(after) == 0 || after[0] != '=' {
			return s.fault("les attributs de <%s> sont mal écrits", s.name)
		}
		after = space(after[1:])
		if len(after) < 2 || after[0] != '"' && after[0] != '\'' {
			return s.fault("la valeur de l’attribut « %s » doit être entre guillemets", name)
		}
		end := bytes.IndexByte(after[1:], after[0]) + 1
		if end == 0 || bytes.IndexByte(after[1:end], '<') >= 0 {
			return s.fault("la valeur de l’attribut « %s » est mal écrite", name)
		}
		value, err := s.resolved(after[1:end])
		if err != nil {
			return err
		}
		if len(s.attrs) == MaxAttrs {
			return s.fault("<%s> a plus de %d attributs", s.name, MaxAttrs)
		}
		if s.Attr(string(name)) != nil {
			return s.fault("<%s> a deux fois l’attribut « %s »", s.name, name)
		}
		if len(s.clean) > 0 {
			value, s.clean = bytes.Clone(value), s.clean[:0]
		}
		s.attrs = append(s.attrs, Attr{Name: name, Value: value})
		b = after[end+1:]
	}
}

// push opens the element just read.
func (s *Scanner) push() error {
	switch {
	case len(s.open) == 0 && s.rooted:
		return s.fault("un second élément principal <%s> suit le premier : deux fichiers ont été mis bout à bout ?", s.name)
	case len(s.open) == MaxDepth:
		return s.fault("plus de %d éléments sont emboîtés", MaxDepth)
	}
	s.rooted = true
	name, ok := s.names[string(s.name)]
	if !ok {
		name = string(s.name)
		if len(s.names) < 1000 {
			s.names[name] = name
		}
	}
	s.open = append(s.open, name)
	return nil
}

// pop closes the innermost element.
func (s *Scanner) pop() error {
	last := len(s.open) - 1
	s.name = append(s.name[:0:0], s.open[last]...)
	s.open = s.open[:last]
	return nil
}
