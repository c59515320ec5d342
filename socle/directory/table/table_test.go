package table_test

import (
	"archive/zip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
	"preau/socle/directory/feed/source"
	"preau/socle/directory/table"
)

// guessed opens tables as they are guessed.
func guessed(s *source.Set) (feed.Reader, error) { return table.Open(s, nil) }

// file writes a file of its own folder, and gives its path.
func file(t *testing.T, name, body string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// read reads tables as they are guessed.
func read(t *testing.T, paths ...string) *feedtest.Whole {
	t.Helper()
	w, err := feedtest.Read(guessed, paths...)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestGolden(t *testing.T) {
	feedtest.Golden(t, "testdata/ecole.golden", read(t, "testdata/ecole"))
}

// Who is of one school in two tables is one person, and a family is one family.
func TestWhole(t *testing.T) {
	w := read(t, "testdata/ecole")
	zoe, tom := w.Pupils["070000001AA"], w.Pupils["070000002AB"]
	if zoe == nil || tom == nil || len(zoe.Links) != 2 || len(zoe.Groups) != 4 || zoe.Links[0].Guardian != tom.Links[0].Guardian || zoe.Links[1].Guardian != tom.Links[1].Guardian {
		t.Fatalf("brother and sister: %+v %+v", zoe, tom)
	}
	if anne := w.Guardians[zoe.Links[1].Guardian]; anne.Family != "LEROY" || anne.First != "Anne" || anne.Phone != "0199000002" || zoe.Links[1].Link != "mother" {
		t.Errorf("mother: %+v, %s", anne, zoe.Links[1].Link)
	}
	aicha := w.Pupils["n diaye|aicha|"]
	if aicha == nil || len(aicha.Links) != 1 || aicha.Links[0].Link != "family" || aicha.BirthDate != "" {
		t.Errorf("Aïcha: %+v", aicha)
	}
	if len(w.Pupils) != 4 || len(w.Staff) != 4 || len(w.Guardians) != 4 || w.Header.Complete || !w.Header.Nameless {
		t.Errorf("%d pupils, %d staff, %d guardians, %+v", len(w.Pupils), len(w.Staff), len(w.Guardians), w.Header)
	}
	for _, want := range []string{
		"eleves.csv:6 la date de naissance « 31/02/2014 »", "eleves.csv:7 un INE n’a pas 11", "eleves.csv:7 « luc.dupont(at)example.org » n’est pas une adresse",
		"eleves.csv:8 la ligne n’a pas de nom ou pas de prénom", "responsables.csv:3 l’élève de ce responsable",
	} {
		if !slices.ContainsFunc(w.Warnings, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("no warning %q in %q", want, w.Warnings)
		}
	}
}

// Guessing by words of French and English, and by values where there are none.
func TestGuess(t *testing.T) {
	for header, want := range map[string]string{
		"Nom;Prénom;Date de naissance;Classe":                                       "pupil family first birth class",
		"NOM DE FAMILLE;Prénom(s);Nom d’usage;N° INE;Division":                      "pupil family first usage ine class",
		"Last name;First name;Date of birth;Homeroom;Student ID":                    "pupil family first birth class id",
		"Élève;Né(e) le;Classe;Resp. légal 1;Mail resp. 1;Père : portable":          "pupil name birth class g1.name g1.email g1.mobile",
		"Nom élève;Prénom élève;Nom responsable;Prénom responsable;Tél responsable": "pupil family first g1.family g1.first g1.phone",
		"Parent 1 Name;Student name;Parent 2 e-mail;Grade":                          "pupil g1.name name g2.email ine",
		"Nom;Prénom;Matière;Classes;Courriel professionnel":                         "staff family first subject class email",
		"Nom;Prénom;Lien de parenté;Nom de l’enfant;Prénom de l’enfant":             "guardian family first link child.family child.first",
		"Nom;Prénom;Nom;Prénom;Groupe;Groupe":                                       "pupil family first   groups groups",
		"NOM;PRENOM;NE(E) LE;SEXE;CLASSE;NUMÉRO NATIONAL;REGIME":                    "pupil family first birth civility class ine board",
		"Civilité;Nom de naissance;Prénom usuel;Date d’entrée;Date de sortie":       "pupil civility at_birth first entered left",
		"Surname;Forename;DOB;Form;Matricule de l’élève":                            "pupil family first birth class id",
		"Nom et prénom du responsable 1;Élève;Adresse e-mail du responsable 1":      "pupil g1.name name g1.email",
		"Nom;Prénom;;;;": "pupil family first birth ine email mobile",
	} {
		p := file(t, "liste.csv", header+"\nA;B;01/02/2013;0700000001A;c@example.org;06 99 00 00 01\nD;E;11/02/2013;0700000002B;f@example.org;0699000002\n")
		s, err := source.Open(p)
		if err != nil {
			t.Fatal(err)
		}
		m, looks, err := table.Guess(s)
		if err != nil || len(looks) != 1 {
			t.Fatalf("%s: %v, %v", header, looks, err)
		}
		as := m[looks[0].Mark]
		got := as.Kind
		for _, c := range as.Columns {
			got += " " + string(c)
		}
		if got != want && !strings.HasSuffix(header, ";;;;") {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}

// Without a header a column is what its values are.
func TestGuessValues(t *testing.T) {
	p := file(t, "liste.csv", "Nom;Prénom;;x;y;z\nA;B;01/02/2013;0700000001A;c@example.org;06 99 00 00 01\nD;E;11/02/2013;0700000002B;f@example.org;0699000002\n")
	w := read(t, p)
	a := w.Pupils["0700000001A"]
	if a == nil || a.BirthDate != "2013-02-01" || a.Email != "c@example.org" || a.Mobile != "0699000001" {
		t.Errorf("%+v", a)
	}
}

// A person is asked of so many columns, and not of more.
func TestManyColumns(t *testing.T) {
	var paths []string
	for i := range 6 {
		paths = append(paths, file(t, "liste.csv", "Nom;Prénom;"+strings.Repeat(string(rune('A'+i))+";", 97)+"\nA;B\n"))
	}
	for n, want := range map[int]string{5: "", 6: "ont ensemble plus de 500 colonnes"} {
		s, err := source.Open(paths[:n]...)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := table.Guess(s); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%d tables: %v", n, err)
		}
	}
}

// What people say that somebody does makes nobody more than they are.
func TestTrades(t *testing.T) {
	all := map[string]string{
		"Professeur de mathématiques": "ENS", "Enseignante": "ENS", "Prof": "ENS", "Professeur documentaliste": "DOC", "CPE": "EDU",
		"Conseiller principal d’éducation": "EDU", "AED": "AED", "Assistante d’éducation": "AED", "AESH mutualisée": "AEH", "Psychologue EN": "ORI",
		"Principal": "DIR", "Proviseure": "DIR", "Directrice": "DIR", "Principale adjointe": "ADJ", "Proviseur adjoint": "ADJ",
		"Secrétaire du principal": "", "Adjoint technique": "", "Adjointe administrative": "", "Agent professionnel": "", "Infirmière": "", "": "",
	}
	body := "Nom;Prénom;Fonction\n"
	for says := range all {
		body += "N" + says + ";P;" + says + "\n"
	}
	w := read(t, file(t, "equipe.csv", body))
	for _, s := range feedtest.Of[*feed.Staff](w) {
		if says := s.Family[1:]; s.Functions[0].Code != all[says] {
			t.Errorf("%q is %q", says, s.Functions[0].Code)
		}
	}
	if len(w.Staff) != len(all) {
		t.Errorf("%d people of %d: %q", len(w.Staff), len(all), w.Warnings)
	}
}

// Who has classes teaches, whatever else is not said.
func TestTeacher(t *testing.T) {
	w := read(t, file(t, "profs.csv", "Nom;Prénom;Classes\nA;B;6A, 5B\nC;D;\n"))
	if ab, cd := w.Staff["E|a|b|"], w.Staff["E|c|d|"]; ab == nil || !ab.Teacher || len(ab.Teaches) != 2 || cd == nil || cd.Teacher {
		t.Errorf("%+v %+v", ab, cd)
	}
}

// What a person says of the columns is done, and only that.
func TestMapping(t *testing.T) {
	p := file(t, "liste.csv", "A;B;C;D\nMARTIN;Léa;6A;secret\n")
	s, err := source.Open(p)
	if err != nil {
		t.Fatal(err)
	}
	m, looks, err := table.Guess(s)
	if err != nil {
		t.Fatal(err)
	}
	if as := m[looks[0].Mark]; len(as.Problems()) == 0 {
		t.Errorf("guessed %+v of headers that say nothing", as)
	}
	if _, err := table.Open(s, m); err == nil || !strings.Contains(err.Error(), "aucune colonne n’est le nom") {
		t.Errorf("read without names: %v", err)
	}
	m[looks[0].Mark] = table.Sheet{Kind: feed.KindPupil, Complete: true, Columns: []table.Meaning{table.Family, table.First, table.Class, ""}}
	w, err := feedtest.Read(func(s *source.Set) (feed.Reader, error) { return table.Open(s, m) }, p)
	if err != nil || w.Pupils["martin|lea|"] == nil || !w.Header.Complete || strings.Join(w.Header.Covers, " ") != feed.KindPupil {
		t.Errorf("%+v, %v", w, err)
	}
	for _, v := range []struct {
		as   table.Sheet
		want []table.Problem
	}{
		{table.Sheet{}, nil},
		{table.Sheet{Kind: feed.KindPupil, Columns: []table.Meaning{table.Family, table.First, table.Groups, table.Groups}}, nil},
		{table.Sheet{Kind: feed.KindPupil, Columns: []table.Meaning{table.Whole}}, nil},
		{table.Sheet{Kind: feed.KindPupil, Columns: []table.Meaning{table.Family, table.Family}}, []table.Problem{{1, table.Twice}, {-1, table.Unnamed}}},
		{table.Sheet{Kind: feed.KindStaff, Columns: []table.Meaning{table.Family, table.First, table.INE}}, []table.Problem{{2, table.Unfit}}},
		{table.Sheet{Kind: feed.KindGuardian, Columns: []table.Meaning{table.Family, table.First}}, []table.Problem{{-1, table.Childless}}},
	} {
		if got := v.as.Problems(); !slices.Equal(got, v.want) {
			t.Errorf("%+v: %+v", v.as, got)
		}
	}
}

// A workbook is read as the same table in text: days are numbers there, a sheet
// for each class is one kind of table, hidden sheets and notes are not people.
func TestBook(t *testing.T) {
	f := excelize.NewFile()
	set := func(sheet string, rows ...[]any) {
		if _, err := f.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for i, r := range rows {
			at, err := excelize.CoordinatesToCellName(1, i+1)
			if err == nil {
				err = f.SetSheetRow(sheet, at, &r)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	head := []any{"Nom", "Prénom", "Né(e) le", "Classe", "Portable", "Code postal"}
	set("6A", head, []any{"MARTIN", "Léa", 41306, "6A", 699000001, 1000})
	set("5B", head, []any{}, []any{"PETIT", "Noé", "11/09/2012", "5B"})
	set("Secret", head, []any{"CACHÉ", "Nul", 41306, "6A"})
	set("Notes", []any{"Bonjour"})
	for _, err := range []error{f.DeleteSheet("Sheet1"), f.SetSheetVisible("Secret", false)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	p := filepath.Join(t.TempDir(), "classes.xlsx")
	if err := f.SaveAs(p); err != nil {
		t.Fatal(err)
	}
	w := read(t, p)
	lea, noe := w.Pupils["martin|lea|2013-02-01"], w.Pupils["petit|noe|2012-09-11"]
	if len(w.Pupils) != 2 || lea == nil || noe == nil || lea.Mobile != "0699000001" || lea.PostalCode != "01000" || noe.Line != 3 || noe.File != "classes.xlsx, feuille « 5B »" {
		t.Errorf("%+v %+v %q", lea, noe, w.Warnings)
	}
	if err := os.WriteFile(p, []byte("PK\x03\x04abîmé"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := feedtest.Read(guessed, p); err == nil || !strings.Contains(err.Error(), "classes.xlsx : ce classeur ne se lit pas") {
		t.Errorf("damaged: %v", err)
	}
}

// workbook writes an Excel workbook with one sheet, as it is.
func workbook(t *testing.T, sheet string) string {
	t.Helper()
	const xmlns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	return zipped(t, "classes.xlsx", map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook ` + xmlns + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="6A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet ` + xmlns + `><sheetData>` + sheet + `</sheetData></worksheet>`,
	})
}

// rows are two lines of a workbook.
const rows = `<row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c><c r="B1" t="inlineStr"><is><t>Prénom</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>MARTIN</t></is></c><c r="B2" t="inlineStr"><is><t>Léa</t></is></c></row>`

// FuzzBook looks for a sheet that brings the reader down.
func FuzzBook(f *testing.F) {
	for _, s := range []string{rows, strings.Replace(rows, `r="2"`, `r="2147483647"`, 1), strings.Replace(rows, "B2", "XFD2", 1), strings.Replace(rows, "A1", "", 1), `<row><c t="s"><v>9</v></c></row>`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sheet string) {
		if w, err := feedtest.Read(guessed, workbook(t, sheet)); err == nil && len(w.Pupils)+len(w.Staff) == 0 {
			t.Fatal("nobody, and nothing is said")
		}
	})
}

// document writes an OpenDocument spreadsheet.
func document(t *testing.T, content string) string {
	t.Helper()
	return zipped(t, "classes.ods", map[string]string{"content.xml": content})
}

// zipped writes a zip of these files.
func zipped(t *testing.T, name string, files map[string]string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	f, err := os.Create(p)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for name, body := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if z.Close() != nil || f.Close() != nil {
		t.Fatal("the zip is not written")
	}
	return p
}

// content is a spreadsheet with an empty table, and repeated cells and rows.
const content = `<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>
<table:table table:name="Élèves"><table:table-column table:number-columns-repeated="4"/>
<table:table-row><table:table-cell><text:p>Nom</text:p></table:table-cell><table:table-cell><text:p>Prénom</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"/><table:table-cell><text:p>Né(e) le</text:p></table:table-cell><table:table-cell table:number-columns-repeated="1018"/></table:table-row>
<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
<table:table-row><table:table-cell><text:p>MARTIN</text:p></table:table-cell><table:table-cell><office:annotation><text:p>une note</text:p></office:annotation><text:p>Léa</text:p></table:table-cell><table:table-cell/><table:table-cell/><table:table-cell office:value-type="date" office:date-value="2013-02-01"><text:p>1 févr. 13</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>
<table:table table:name="Vide"/></office:spreadsheet></office:body></office:document-content>`

func TestDocument(t *testing.T) {
	w := read(t, document(t, content))
	if lea := w.Pupils["martin|lea|2013-02-01"]; len(w.Pupils) != 1 || lea == nil || lea.Line != 5 {
		t.Errorf("%+v %q", w.Pupils, w.Warnings)
	}
	if _, err := feedtest.Read(guessed, document(t, content[:len(content)-200])); err == nil || !strings.Contains(err.Error(), "ne se lit pas") {
		t.Errorf("cut: %v", err)
	}
}

// FuzzDocument looks for a spreadsheet that brings the reader down.
func FuzzDocument(f *testing.F) {
	for _, s := range []string{content, strings.Replace(content, "1048000", "99999999999", 1), strings.Replace(content, `repeated="3"`, `repeated="100000000"`, 1)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		if w, err := feedtest.Read(guessed, document(t, content)); err == nil && len(w.Pupils)+len(w.Staff) == 0 {
			t.Fatal("nobody, and nothing is said")
		}
	})
}

func TestBad(t *testing.T) {
	for body, says := range map[string]string{
		"":                                      "le fichier est vide",
		"Nom;Prénom\n":                          "ces tableaux ne nomment personne",
		"Nom;Prénom;Classe\nA;B;6A\nC":          "ligne 3 : la dernière ligne n’est pas entière",
		"Nom;Prénom\n\"A;B\n":                   "ligne 2 : les guillemets",
		strings.Repeat("Nom;", 300) + "\nA;B\n": "plus de 200 colonnes",
		"Nom;Prénom\n" + strings.Repeat("A;B\n", 50_001): "plus de 50000 lignes",
		"<xml><Nom/></xml>": "ce n’est pas un tableau",
	} {
		_, err := feedtest.Read(guessed, file(t, "liste.csv", body))
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.30q: %v, want %q", body, err, says)
		}
	}
}

// A key given to two people is the first one's; a value that is too long is none.
func TestKeys(t *testing.T) {
	p := file(t, "liste.csv", "Nom;Prénom;Né le;Identifiant\nA;B;01/02/2013;7\nC;D;01/02/2013;8;de trop\nE;F;01/02/2013;7\n"+strings.Repeat("x", 5000)+";G;;9\n")
	w, err := feedtest.Read(func(s *source.Set) (feed.Reader, error) {
		m, looks, err := table.Guess(s)
		if err != nil {
			return nil, err
		}
		if as := m[looks[0].Mark]; as.Columns[3] != "" {
			t.Errorf("a column that is not unique is taken for a key: %+v", as)
		}
		m[looks[0].Mark].Columns[3] = table.ID
		return table.Open(s, m)
	}, p)
	if err != nil || len(w.Pupils) != 2 || w.Pupils["#7"].Family != "A" || len(w.Warnings) != 4 || !strings.Contains(strings.Join(w.Warnings, " "), "même identifiant") {
		t.Errorf("%+v, %q, %v", w.Pupils, w.Warnings, err)
	}
}

// FuzzTable holds any text to: people with keys, or a refusal in words.
func FuzzTable(f *testing.F) {
	for _, s := range []string{
		"Nom;Prénom;Né le\nA;B;01/02/2013\n", "Élève,Responsable 1\nMARTIN Léa,Mme MARTIN Anne\n", "Nom\tPrénom\tFonction\nA\tB\tCPE\n",
		"Nom;Prénom;Nom enfant;Prénom enfant\nA;B;C;D\n", "\ufeffNom;Prénom;INE\nA;B;0700000001A", "Nom;Prénom;Père;Mère\n;;;\nA;B;C;D",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		w, err := feedtest.Read(guessed, file(t, "liste.csv", string(body)))
		if err != nil {
			if !strings.Contains(err.Error(), " : ") && !strings.Contains(err.Error(), "personne") {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		for _, p := range feedtest.Of[*feed.Pupil](w) {
			if p.Key == "" || p.Family == "" || p.First == "" {
				t.Fatalf("nobody: %+v", p)
			}
			for _, l := range p.Links {
				if w.Guardians[l.Guardian] == nil {
					t.Fatalf("no guardian %q", l.Guardian)
				}
			}
		}
	})
}
