package portal

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"strings"

	"preau/base/text"
	"preau/socle"
	"preau/socle/retention"
)

// found is the model of the search page.
type found struct {
	Query string        `json:"query"`
	Kinds []socle.Found `json:"kinds"`
}

func find(c *socle.Call, v *socle.View) (found, error) {
	query := c.Query("q")
	if len(query) > 200 {
		query = query[:200]
	}
	kinds, err := c.Find(v, query)
	return found{query, kinds}, err
}

func findPage(c *socle.Call, m found) socle.Page {
	return socle.Page{Title: c.T("portal.search.title"), Body: foundBody(m)}
}

// doc is a page of text in Markdown, its first line the title.
type doc struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

func (p *Portal) read(name string, lang text.Lang) (doc, error) {
	b, err := fs.ReadFile(p.Help, path.Join(string(lang), name+".md"))
	if errors.Is(err, fs.ErrNotExist) {
		b, err = fs.ReadFile(p.Help, path.Join(string(text.French), name+".md"))
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return doc{}, socle.ErrNotFound
	}
	title, body, _ := strings.Cut(string(b), "\n")
	// The first line is the page's h1, and ui.Markdown sets "#" as an h2.
	return doc{name, strings.TrimSpace(strings.TrimPrefix(title, "#")), strings.ReplaceAll(body, "\n##", "\n#")}, err
}

func (p *Portal) help(c *socle.Call, _ *socle.View) (doc, error) {
	return p.read(string(c.Path("page")), text.From(c))
}

func (p *Portal) text(name string) func(*socle.Call, *socle.View) (doc, error) {
	return func(c *socle.Call, _ *socle.View) (doc, error) { return p.read(name, text.From(c)) }
}

func docPage(_ *socle.Call, d doc) socle.Page {
	return socle.Page{Title: d.Title, Body: docBody(d), Meta: d.Title}
}

// notHelp are the texts that have a page of their own.
var notHelp = []string{"accessibilite", "mentions-legales", "hors-ligne"}

func (p *Portal) helpIndex(c *socle.Call, _ *socle.View) ([]doc, error) {
	files, err := fs.Glob(p.Help, path.Join(string(text.French), "*.md"))
	if err != nil {
		return nil, err
	}
	var all []doc
	for _, f := range files {
		name := strings.TrimSuffix(path.Base(f), ".md")
		if strings.Contains(strings.Join(notHelp, " "), name) {
			continue
		}
		d, err := p.read(name, text.From(c))
		if err != nil {
			return nil, err
		}
		all = append(all, doc{Name: d.Name, Title: d.Title})
	}
	return all, nil
}

func helpIndexPage(c *socle.Call, all []doc) socle.Page {
	return socle.Page{Title: c.T("portal.help"), Body: helpBody(all), Meta: c.T("portal.help")}
}

// register is the model of the page on personal data: what is kept, why, how long.
func (p *Portal) register(c *socle.Call, _ *socle.View) ([]retention.Line, error) {
	return retention.Register(c, p.Tables), nil
}

func registerPage(c *socle.Call, lines []retention.Line) socle.Page {
	return socle.Page{Title: c.T("portal.data"), Body: registerBody(lines, c.Who != nil), Meta: c.T("portal.data")}
}

// export gives the reader all that is kept about them, in a zip that opens
// without Préau. Of others it says no more than the name of a group.
func (p *Portal) export(c *socle.Call, v *socle.View) (socle.File, error) {
	var zip bytes.Buffer
	err := p.Rules.Export(c, v, string(v.On()), c.Now(), c.Namer(v), &zip)
	name := "preau-" + strings.ReplaceAll(text.SortKey(c.Who.Name()), " ", "-") + "-" + string(c.Today()) + ".zip"
	return socle.File{Name: name, Type: "application/zip", Body: zip.Bytes()}, err
}

func liveTopics(c *socle.Call, _ *socle.View) ([]string, error) {
	return []string{"urgent:" + string(c.Hat.School)}, nil
}
