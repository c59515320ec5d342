package ui

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"preau/base/text"
)

var update = flag.Bool("update", false, "write the golden pages again")

// frame is the shell of a pupil, as the design draws it.
func frame() Frame {
	return Frame{
		School: "Collège des Tilleuls", Me: Face{ID: "ines", Name: "Inès Moreau", Size: Small}, Hat: "4e B", Bell: "/notifications", News: 3, More: "/applications",
		Nav: []Place{
			{Href: "/", Label: "Accueil", Icon: "maison", Here: true},
			{Href: "/edt", Label: "Emploi du temps", Short: "Horaires", Icon: "cal"},
			{Href: "/travail", Label: "Travail", Icon: "trav"},
			{Href: "/messages", Label: "Messages", Icon: "msg", Count: 2},
			{Href: "/notes", Label: "Notes", Icon: "notes"},
			{Href: "/fichiers", Label: "Mes fichiers", Short: "Fichiers", Icon: "doss"},
		},
		Apps:    []Place{{Href: "/annuaire", Label: "Annuaire", Icon: "gens", Family: Blue}},
		Account: []Link{{Href: "/compte", Label: "Mon compte et sécurité"}},
		Footer:  []Link{{Href: "/aide", Label: "Aide"}},
		Toast:   &Toast{Says: "Message archivé.", Undo: "/messages/annuler"},
		Urgent:  &Urgent{Title: "Neige.", Says: "Pas de cars ce mardi."},
	}
}

// around puts a body inside a component that takes children.
func around(outer, inner templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, inner), w)
	})
}

// pages are what the golden files and the laws look at.
func pages() map[string]templ.Component {
	title := Heading(Head{Title: "Bonjour Inès", Above: "Mardi 24 novembre"})
	form := around(Form(FormOf{Action: "/activation"}), TextField(Field{Name: "naissance", Label: "Date de naissance", Hint: "27/03/1984"}))
	entry := templ.Join(title, Doors([]Door{{Href: "/sso", Icon: "gens", Label: "Élève ou parent", Hint: "avec ÉduConnect"}}), form,
		LanguagePicker("/langue", "fr", []Option{{Value: "fr", Label: "Français"}, {Value: "en", Label: "English"}}))
	confirm := around(Confirm(Question{
		Title: "Supprimer « Fiche 3 » ?", Says: "Vous pourrez la reprendre pendant 30 jours.",
		Keep: Link{Href: "/fichiers", Label: "Garder le fichier"}, Action: "/fichiers/3/supprimer", Do: Action{Label: "Supprimer", Strength: Strong},
	}),
		Hidden("version", "7"))
	look := Look{Theme: "sombre", Text: "112", Airy: true, Saver: true, Colour: "marine"}
	return map[string]templ.Component{
		"gallery": around(Document(Page{Title: "Composants"}), around(Shell(frame()), Gallery())),
		"shell":   around(Document(Page{Title: "Accueil", Look: look}), around(Shell(frame()), title)),
		"entry":   around(Document(Page{Title: "Se connecter", Robot: true, Feed: "/actualites.atom"}), around(Bare("Collège des Tilleuls", nil, nil), entry)),
		"confirm": around(Document(Page{Title: "Supprimer"}), around(Shell(frame()), confirm)),
	}
}

func render(t testing.TB, ctx context.Context, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGolden: a change of markup is a visible change of testdata. go test ./base/ui -update writes it again.
func TestGolden(t *testing.T) {
	hash := regexp.MustCompile(`-[0-9a-f]{12}\.`)
	for name, page := range pages() {
		got := hash.ReplaceAllString(render(t, t.Context(), page), "-HASH.")
		got = strings.ReplaceAll(got, "><", ">\n<") + "\n"
		file := filepath.Join("testdata", name+".golden.html")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from %s: %s", name, file, firstDifference(got, string(want)))
		}
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "\n got " + g[i] + "\nwant " + w[i]
		}
	}
	return "one is longer"
}

// TestLaws: what a strict Content-Security-Policy and the RGAA ask of each page, in each language.
func TestLaws(t *testing.T) {
	for _, lang := range []text.Lang{"fr", "en"} {
		ctx := text.WithLang(t.Context(), lang)
		for name, page := range pages() {
			t.Run(string(lang)+"/"+name, func(t *testing.T) {
				root, err := html.Parse(strings.NewReader(render(t, ctx, page)))
				if err != nil {
					t.Fatal(err)
				}
				p := pageLaw{T: t, ids: make(map[string]bool)}
				p.walk(root)
				p.end()
			})
		}
	}
}

// pageLaw gathers what a page holds while it is walked.
type pageLaw struct {
	*testing.T
	ids   map[string]bool
	named []string // ids that something refers to
	h1    int
}

func (p *pageLaw) walk(n *html.Node) {
	if n.Type == html.ElementNode {
		p.element(n)
	}
	for c := range n.ChildNodes() {
		p.walk(c)
	}
}

func (p *pageLaw) element(n *html.Node) {
	attr := make(map[string]string)
	for _, a := range n.Attr {
		attr[a.Key] = a.Val
		p.attribute(n, a)
	}
	switch n.Data {
	case "style":
		p.Error("an inline style sheet")
	case "script":
		if attr["src"] == "" || n.FirstChild != nil {
			p.Error("an inline script")
		}
	case "h1":
		p.h1++
	case "img":
		if _, ok := attr["alt"]; !ok {
			p.Errorf("a picture without alt: %s", attr["src"])
		}
	case "button":
		if attr["type"] == "" {
			p.Error("a button without type")
		}
	case "input", "select", "textarea":
		if attr["type"] != "hidden" && attr["id"] == "" && attr["aria-label"] == "" {
			p.Errorf("a field without id: %s", attr["name"])
		}
	}
}

func (p *pageLaw) attribute(n *html.Node, a html.Attribute) {
	switch {
	case a.Key == "style":
		p.Errorf("style=%q on %s", a.Val, n.Data)
	case strings.HasPrefix(a.Key, "on"):
		p.Errorf("%s= on %s", a.Key, n.Data)
	case strings.HasPrefix(strings.ToLower(a.Val), "javascript:"):
		p.Errorf("%s=%q on %s", a.Key, a.Val, n.Data)
	case a.Key == "id":
		if p.ids[a.Val] || a.Val == "" {
			p.Errorf("id %q twice or empty", a.Val)
		}
		p.ids[a.Val] = true
	case a.Key == "for" || a.Key == "aria-labelledby" || a.Key == "aria-describedby":
		p.named = append(p.named, strings.Fields(a.Val)...)
	case n.Data == "a" && a.Key == "href" && strings.HasPrefix(a.Val, "#"):
		p.named = append(p.named, a.Val[1:])
	}
}

func (p *pageLaw) end() {
	if p.h1 != 1 {
		p.Errorf("%d h1", p.h1)
	}
	for _, id := range p.named {
		if !p.ids[id] {
			p.Errorf("something refers to %q, which is not there", id)
		}
	}
}

// BenchmarkShell renders what surrounds every page.
func BenchmarkShell(b *testing.B) {
	f := frame()
	page := around(Document(Page{Title: "Accueil"}), around(Shell(f), Nothing))
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := page.Render(b.Context(), &out); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
}

// BenchmarkList renders thirty people.
func BenchmarkList(b *testing.B) {
	people := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for range 30 {
			err := PersonItem(Someone{Face: Face{ID: "ines", Name: "Inès Moreau"}, Name: "Inès Moreau", Href: "/annuaire/ines", Detail: "4e B", Tail: Tag(Good, "au collège")}).Render(ctx, w)
			if err != nil {
				return err
			}
		}
		return nil
	})
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := around(List(), people).Render(b.Context(), &out); err != nil {
			b.Fatal(err)
		}
	}
}
