package csvscan_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/csvscan"
	"preau/socle/directory/feed/source"
)

// read gives the lines of a table, cells between bars, and how it is written.
func read(t *testing.T, body string) (lines []string, at []int, codes string, err error) {
	t.Helper()
	p := filepath.Join(t.TempDir(), "table.csv")
	if err := os.WriteFile(p, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := source.Open(p)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	x, err := csvscan.Open(s.Members[0], 0)
	if err != nil {
		return nil, nil, "", err
	}
	defer x.Close()
	for {
		cells, line, err := x.Next()
		if errors.Is(err, io.EOF) {
			return lines, at, x.Codes, nil
		}
		if err != nil {
			return lines, at, x.Codes, err
		}
		lines, at = append(lines, strings.Join(cells, "|")), append(at, line)
	}
}

func encoded(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The same table is the same in whichever way it was saved.
func TestCodes(t *testing.T) {
	const table = "Nom;Prénom;Ville\nLEFŒVRE;Zoé;\"Saint-Étienne ; Loire\"\nN’Diaye;Aïcha;Évry\n"
	latin := strings.ReplaceAll(table, "’", "'")
	for name, v := range map[string]struct{ body, codes, want string }{
		"utf-8":        {table, csvscan.UTF8, table},
		"marked":       {"\ufeff" + table, csvscan.UTF8, table},
		"windows-1252": {encoded(t, charmap.Windows1252, table), csvscan.Windows, table},
		"iso-8859-15":  {encoded(t, charmap.ISO8859_15, latin), csvscan.Latin9, latin},
		"utf-16 le":    {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), table), csvscan.UTF16, table},
		"utf-16 be":    {encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), table), csvscan.UTF16, table},
		"unmarked le":  {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), table), csvscan.UTF16, table},
		"unmarked be":  {encoded(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), table), csvscan.UTF16, table},
	} {
		got, _, codes, err := read(t, v.body)
		if err != nil || codes != v.codes || len(got) != 3 || got[1] != strings.Split(strings.NewReplacer("\"", "", " ; ", " § ", ";", "|").Replace(strings.ReplaceAll(v.want, " ; ", " § ")), "\n")[1] && !strings.Contains(got[1], "Saint-Étienne ; Loire") {
			t.Errorf("%s: %q in %s, %v", name, got, codes, err)
		}
	}
}

func TestSeparators(t *testing.T) {
	for body, want := range map[string]string{
		"nom;prenom\nA;B\n":                          "nom|prenom A|B",
		"nom,prenom\nA,\"B;C\"\n":                    "nom|prenom A|B;C",
		"nom\tprenom\nA\tB, fils\n":                  "nom|prenom A|B, fils",
		"sep=,\r\nnom,a;b;c\r\nA,x\r\n":              "nom|a;b;c A|x",
		"Liste\nnom;prenom;rue\nA;B;1, rue\nC;D;2\n": "Liste nom|prenom|rue A|B|1, rue C|D|2",
		"nom\nA\n":          "nom A",
		"a;\"b\nc\"\n\nd;e": "a|b\nc d|e",
	} {
		got, _, _, err := read(t, body)
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%q: %q, %v", body, got, err)
		}
	}
	if _, at, _, _ := read(t, "sep=;\na;\"b\nc\"\n\nd;e\n"); len(at) != 2 || at[0] != 2 || at[1] != 5 {
		t.Errorf("lines %v", at)
	}
}

func TestRefused(t *testing.T) {
	for body, says := range map[string]string{
		"":                        "table.csv : le fichier est vide",
		"\ufeff \r\n":             "table.csv : le fichier est vide",
		"nom;prenom\nA;\"B\n":     "table.csv, ligne 2 : les guillemets",
		"\ufeffnom\nMarti\xe9\n":  "table.csv, ligne 2 : le fichier annonce UTF-8",
		"nom;x\n\x00\x01\x02;A\n": "table.csv, ligne 2 : ce n’est pas du texte",
		"a;\"" + strings.Repeat("x", 3<<20) + "\n": "une ligne dépasse 1024 ko",
	} {
		_, _, _, err := read(t, body)
		var fault *feed.Error
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), says) {
			t.Errorf("%.30q: %v, want %q", body, err, says)
		}
	}
}

// FuzzTable holds any bytes to: text, or a refusal that says where.
func FuzzTable(f *testing.F) {
	for _, s := range []string{"nom;prenom\nA;B\n", "\xff\xfen\x00;\x00", "sep=,\na,b", "\"", "a\xe9;b", "\ufeff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		lines, _, _, err := read(t, string(body))
		var fault *feed.Error
		if err != nil && !errors.As(err, &fault) {
			t.Fatalf("not a refusal: %v", err)
		}
		for _, l := range lines {
			if !utf8.ValidString(l) {
				t.Fatalf("not text: %q", l)
			}
		}
	})
}
