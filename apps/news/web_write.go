package news

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"preau/apps/news/article"
	"preau/apps/news/section"
	"preau/socle"
	"preau/socle/directory"
)

// writing is the model of the form of an article.
type writing struct {
	Article   *Article         `json:"article,omitempty"` // nil for a new one
	Audience  article.Audience `json:"audience"`
	Sections  []Choice         `json:"sections"`
	Divisions []article.Group  `json:"divisions"`
	Schools   bool             `json:"schools"` // the sections are of several schools
	Edits     bool             `json:"edits"`
}

// fill reads the choices of the form.
func (m *writing) fill(v *socle.View, school, section directory.ID) (err error) {
	if m.Sections, err = reachable(v, section); err != nil {
		return err
	}
	for _, s := range m.Sections {
		m.Schools = m.Schools || s.School != m.Sections[0].School
	}
	m.Divisions, err = divisions(v, school)
	return err
}

func blank(c *socle.Call, v *socle.View) (m writing, err error) {
	return m, m.fill(v, c.Hat.School, "")
}

func open(c *socle.Call, v *socle.View) (m writing, err error) {
	a, isEditor, err := mineToWrite(c, v)
	if err != nil {
		return m, err
	}
	m.Article, m.Edits = &a, isEditor
	if m.Audience, err = audience(v, a.ID); err != nil {
		return m, err
	}
	return m, m.fill(v, a.School, a.Section)
}

// mineToWrite is the article of the view, if its text may be changed now.
func mineToWrite(c *socle.Call, v *socle.View) (a Article, isEditor bool, err error) {
	if a, err = one(v, c.Now().UnixMilli()); err != nil {
		return a, false, err
	}
	if isEditor, err = holds(v, edit, article.Object); err != nil {
		return a, false, err
	}
	if !a.State.Writable(isEditor) {
		return a, false, socle.ErrNotFound
	}
	return a, isEditor, nil
}

func writePage(c *socle.Call, m writing) socle.Page {
	title := c.T("news.write.title")
	if m.Article != nil {
		title = c.T("news.modify.title", m.Article.Title)
	}
	return socle.Page{Title: title, Body: writeBody(c, m)}
}

// form is what one types of an article.
type form struct {
	Section string   `form:"rubrique"`
	Title   string   `form:"titre"`
	Body    string   `form:"texte"`
	For     []string `form:"pour"`
	Groups  []string `form:"divisions"`
	Action  string   `form:"action"`
	Version int64    `form:"version"`
}

// The buttons of the form.
const (
	keepDraft  = "brouillon"
	sendToDesk = "envoyer"
)

// Check tells what is missing or too long.
func (f *form) Check(c *socle.Call) (wrong socle.Invalid) {
	f.Title, f.Body = strings.TrimSpace(f.Title), strings.ReplaceAll(f.Body, "\r\n", "\n")
	add := func(bad bool, field, key string, args ...any) {
		if bad {
			wrong = append(wrong, socle.Wrong(field, c.T(key, args...))...)
		}
	}
	add(f.Section == "", "rubrique", "news.wrong.section")
	add(f.Title == "", "titre", "news.wrong.title")
	add(utf8.RuneCountInString(f.Title) > maxTitle, "titre", "news.wrong.long", maxTitle)
	add(strings.TrimSpace(f.Body) == "", "texte", "news.wrong.body")
	add(utf8.RuneCountInString(f.Body) > maxBody, "texte", "news.wrong.long", maxBody)
	return wrong
}

// read checks what the form names against what its writer may; a is the article
// that it changes, nil for a new one. What is wrong is told beside the field, and
// an id of elsewhere as one that does not exist: no text is lost for it.
func (f *form) read(c *socle.Call, t *socle.Tx, a *Article) (d draft, err error) {
	s, err := f.section(c, t, a)
	if err != nil {
		return d, err
	}
	d = draft{section: s.ID, school: s.School, title: f.Title, body: f.Body, audience: article.Audience{Kinds: s.For}}
	if kinds := article.KindsOf(f.For); !kinds.None() {
		d.audience.Kinds = kinds.And(s.For)
	}
	if d.audience.None() {
		return d, socle.Wrong("pour", c.T("news.wrong.audience", s.Name))
	}
	if len(f.Groups) > 0 {
		all, err := divisions(&t.View, s.School)
		if err != nil {
			return d, err
		}
		for _, g := range all {
			if slices.Contains(f.Groups, string(g.ID)) {
				d.audience.Groups = append(d.audience.Groups, g)
			}
		}
		if len(d.audience.Groups) != len(f.Groups) {
			return d, socle.Wrong("divisions", c.T("news.wrong.groups"))
		}
	}
	d.public = s.Public && d.audience.Whole(s.For)
	return d, nil
}

// section is the section that the form names: one in which its writer may write
// and that is open, or the article's own. What is published moves only where its
// writer publishes.
func (f *form) section(c *socle.Call, t *socle.Tx, a *Article) (s section.Section, err error) {
	wrong := socle.Wrong("rubrique", c.T("news.wrong.section"))
	id, err := t.Also(section.Object, directory.ID(f.Section))
	if errors.Is(err, socle.ErrDenied) {
		return s, wrong
	}
	if err != nil {
		return s, err
	}
	s, ok, err := section.Load(t, id)
	if err != nil || a != nil && a.Section == id {
		return s, err
	}
	if !ok || s.Closed {
		return s, wrong
	}
	if a != nil && s.School != a.School {
		return s, socle.Wrong("rubrique", c.T("news.wrong.school"))
	}
	if a != nil && (a.State == article.Published || a.State == article.Later) {
		if _, err = t.Other(edit, section.Object, id); errors.Is(err, socle.ErrDenied) {
			err = socle.Wrong("rubrique", c.T("news.wrong.move", s.Name))
		}
	}
	return s, err
}

func create(c *socle.Call, t *socle.Tx, f form) (see socle.See, err error) {
	d, err := f.read(c, t, nil)
	if err != nil {
		return see, err
	}
	state, says, said := article.Draft, "a écrit {0} dans {1}", "news.said.draft"
	if f.Action == sendToDesk {
		state, says, said = article.Submitted, "a écrit et soumis {0} dans {1}", "news.said.submit"
	}
	id, err := insertArticle(t, d, state, c.Now())
	t.Say(says, socle.ThingRef(article.Object, id), socle.ThingRef(section.Object, d.section))
	return socle.See{Path: "/actualites/" + string(id), Say: c.T(said)}, err
}

func save(c *socle.Call, t *socle.Tx, f form) (see socle.See, err error) {
	a, isEditor, err := mineToWrite(c, &t.View)
	if err != nil {
		return see, err
	}
	d, err := f.read(c, t, &a)
	if err != nil {
		return see, err
	}
	ok, err := updateArticle(t, a, d, f.Version, c.Now())
	if err != nil {
		return see, err
	}
	if !ok {
		return see, conflict(c, a)
	}
	t.Say("a modifié {0}", socle.ThingRef(article.Object, a.ID))
	see = socle.See{Path: "/actualites/" + string(a.ID), Say: c.T("news.said.saved")}
	if to, ok := a.State.Next(article.Submit, isEditor); ok && f.Action == sendToDesk {
		see.Say = c.T("news.said.submit")
		t.Say("a modifié et soumis {0}", socle.ThingRef(article.Object, a.ID))
		err = setState(t, to, 0, "", false)
	}
	return see, err
}

// conflict is two people at one article: each text is shown, none is lost.
func conflict(c *socle.Call, a Article) error {
	return &socle.Conflict{
		Who: a.SavedBy, When: a.SavedAt, Version: a.Version,
		Theirs: map[string]string{"titre": a.Title, "texte": a.Body},
		Labels: map[string]string{"titre": c.T("news.field.title"), "texte": c.T("news.field.body")},
	}
}

// act is the writing of a change of state that needs no words.
func act(what article.Action) func(*socle.Call, *socle.Tx, struct{}) (socle.See, error) {
	says := map[article.Action]string{article.Submit: "a soumis {0}", article.Archive: "a archivé {0}", article.Reopen: "a repris {0}"}[what]
	return func(c *socle.Call, t *socle.Tx, _ struct{}) (see socle.See, err error) {
		a, err := one(&t.View, c.Now().UnixMilli())
		if err != nil {
			return see, err
		}
		isEditor, err := holds(&t.View, edit, article.Object)
		if err != nil {
			return see, err
		}
		to, ok := a.State.Next(what, isEditor)
		if !ok {
			return see, socle.ErrNotFound
		}
		t.Say(says, socle.ThingRef(article.Object, a.ID))
		return socle.See{Path: "/actualites/" + string(a.ID), Say: c.T("news.said." + string(what))}, setState(t, to, 0, "", false)
	}
}
