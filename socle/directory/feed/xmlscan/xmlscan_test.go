package xmlscan

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// flat writes the tokens of a scanner one after the other, runs of text joined.
func flat(r io.Reader) (string, error) {
	s, err := New(r)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for {
		kind, err := s.Next()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch kind {
		case Start:
			fmt.Fprintf(&b, "<%s", s.Name())
			for _, a := range s.attrs {
				fmt.Fprintf(&b, " %s=%q", a.Name, a.Value)
			}
			b.WriteString(">")
		case End:
			fmt.Fprintf(&b, "</%s>", s.Name())
		case Text:
			b.Write(s.Text())
		}
	}
}

// judge does the same with encoding/xml.
func judge(r io.Reader) (string, error) {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var b strings.Builder
	name := func(n xml.Name) string {
		if n.Space != "" {
			return n.Space + ":" + n.Local
		}
		return n.Local
	}
	var open []string
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch t := token.(type) {
		case xml.StartElement:
			open = append(open, name(t.Name))
			fmt.Fprintf(&b, "<%s", name(t.Name))
			for _, a := range t.Attr {
				fmt.Fprintf(&b, " %s=%q", name(a.Name), a.Value)
			}
			b.WriteString(">")
		case xml.EndElement:
			fmt.Fprintf(&b, "</%s>", name(t.Name))
			open = open[:max(0, len(open)-1)]
		case xml.CharData:
			if len(open) > 0 {
				b.Write(t)
			}
		}
	}
}

func TestScan(t *testing.T) {
	latin := "<?xml version='1.0' encoding=\"ISO-8859-1\"?><a>c\xbdur</a>"
	for _, c := range []struct{ in, want string }{
		{`<a/>`, `<a></a>`},
		{"\ufeff<a>é</a>\n", `<a>é</a>`},
		{latin, `<a>cœur</a>`},
		{`<?xml version="1.0" encoding="WINDOWS-1252"?><a>` + "\x80" + `</a>`, `<a>€</a>`},
		{`<!DOCTYPE a SYSTEM "a.dtd"><!-- x --><a b="1>2" c='"&lt;'>d&amp;&#233;&#xE9;<![CDATA[<&]]></a>`, `<a b="1>2" c="\"<">d&éé<&</a>`},
		{"<a>\r\nx\ry</a>", "<a>\nx\ny</a>"},
		{`<x:a y:b="1"><c:d/></x:a>`, `<x:a y:b="1"><c:d></c:d></x:a>`},
	} {
		got, err := flat(iotest.OneByteReader(strings.NewReader(c.in)))
		if err != nil || got != c.want {
			t.Errorf("%q: %q, %v; want %q", c.in, got, err, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		in   string
		line int
		says string
	}{
		{"", 0, "vide"},
		{"   ", 1, "aucun élément"},
		{"\xff\xfe<\x00a\x00", 1, "UTF-16"},
		{`<?xml version="1.0" encoding="EBCDIC"?><a/>`, 1, "EBCDIC"},
		{"<a>\n<b>", 2, "avant la fin de <b>"},
		{"<a>\n\n<b", 3, "au milieu"},
		{"<a>\n</b>", 2, "alors que <a>"},
		{"</a>", 1, "pas ouvert"},
		{"<a/><b/>", 1, "second élément"},
		{"<a/>x", 1, "hors de"},
		{"<a>caf\xe9</a>", 1, "codage"},
		{"<a>\x01</a>", 1, "codage"},
		{"<a>&eacute;</a>", 1, "entité"},
		{"<a>&#0;</a>", 1, "entité"},
		{"<a>\n1 < 2</a>", 2, "&lt;"},
		{"<a b=1/>", 1, "guillemets"},
		{`<a b="1" b="2"/>`, 1, "deux fois"},
		{"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", 1, "déclarations"},
		{"<!DOCTYPE a [\n<!ENTITY % x SYSTEM 'file:///etc/passwd'>]><a/>", 1, "déclarations"},
		{strings.Repeat("<a>", MaxDepth+1), 1, "emboîtés"},
		{"<a>" + strings.Repeat("x", 4*MaxToken), 1, "dépasse"},
		{"<a " + strings.Repeat("x", 4*MaxToken), 1, "dépasse"},
	} {
		_, err := flat(strings.NewReader(c.in))
		var fault *Error
		if !errors.As(err, &fault) || fault.Line != c.line || !strings.Contains(fault.Says, c.says) {
			t.Errorf("%.40q: %v; want line %d, %q", c.in, err, c.line, c.says)
		}
	}
}

func TestReaderError(t *testing.T) {
	if _, err := flat(iotest.TimeoutReader(strings.NewReader("<a>" + strings.Repeat("<b/>", 1<<16)))); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("%v, want the reader's own error", err)
	}
}

// FuzzScan holds the scanner to encoding/xml: what it accepts is read alike.
func FuzzScan(f *testing.F) {
	for _, s := range []string{
		`<a/>`, `<a b="c">d</a>`, "<!DOCTYPE a SYSTEM \"b\"><!-- c -->\r\n<a>&amp;<![CDATA[x]]></a>",
		`<a b='"' c=">"/>`, `<x:a/>`, `<?xml version="1.0" encoding="UTF-8"?><a><b/>é</a>`, `<a>]]></a>`, `<a><!-- -- --></a>`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := flat(bytes.NewReader(in))
		if err != nil || bytes.Contains(in, []byte("<?")) {
			return // more is refused here, and instructions are not looked into
		}
		want, err := judge(bytes.NewReader(bytes.TrimPrefix(in, []byte("\xef\xbb\xbf"))))
		if err != nil || got != want {
			t.Fatalf("%q read as %q; encoding/xml: %q, %v", in, got, want, err)
		}
	})
}

func BenchmarkScan(b *testing.B) {
	in := []byte("<a>" + strings.Repeat(`<attr name="ENTPersonNomPatro"><value>MARTIN-DUBOIS</value></attr>`+"\n", 20000) + "</a>")
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		s, err := New(bytes.NewReader(in))
		for err == nil {
			_, err = s.Next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
}
