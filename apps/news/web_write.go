package news

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"preau/base/db"
	"preau/base/text"
	"preau/socle"
	"preau/socle/directory"
)

// writing is the model of the form of an article.
type writing struct {
	Article   *Article `json:"article,omitempty"` // nil for a new one
	Audience  Audience `json:"audience"`
	Sections  []Choice `json:"sections"`
	Divisions []Group  `json:"divisions"`
	School    string   `json:"school"`
	Schools   bool     `json:"schools"` // the sections are of several schools
	Edits     bool     `json:"edits"`
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
	if isEditor, err = holds(v, edit, articles); err != nil {
		return a, false, err
	}
	if !a.State.writable(isEditor) {
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

// read checks what the form names against what its writer may, and gives the
// school of the section.
func (f *form) read(c *socle.Call, t *socle.Tx) (d draft, school directory.ID, err error) {
	id, err := t.Also(sections, directory.ID(f.Section))
	if err != nil {
		return d, "", err
	}
	s, ok, err := db.First(t, scanSection, `SELECT `+sectionColumns+` FROM news_section s WHERE s.id = ?`, id)
	if err != nil || !ok {
		return d, "", cmp.Or(err, socle.ErrNotFound)
	}
	d = draft{section: id, title: f.Title, body: f.Body, audience: Audience{Kinds: s.For}}
	if kinds := kindsOf(f.For); !kinds.none() {
		d.audience.Kinds = kinds.and(s.For)
	}
	if d.audience.none() {
		return d, "", socle.Wrong("pour", c.T("news.wrong.audience", s.Name))
	}
	if len(f.Groups) == 0 {
		return d, s.School, nil
	}
	all, err := divisions(&t.View, s.School)
	if err != nil {
		return d, "", err
	}
	for _, g := range all {
		if slices.Contains(f.Groups, string(g.ID)) {
			d.audience.Groups = append(d.audience.Groups, g)
		}
	}
	if len(d.audience.Groups) != len(f.Groups) {
		return d, "", socle.ErrDenied
	}
	return d, s.School, nil
}

func create(c *socle.Call, t *socle.Tx, f form) (see socle.See, err error) {
	d, school, err := f.read(c, t)
	if err != nil {
		return see, err
	}
	id, err := insertArticle(t, school, d, c.Now())
	if err != nil {
		return see, err
	}
	t.Say("a écrit {0} dans {1}", socle.ThingRef(articles, id), socle.ThingRef(sections, d.section))
	see = socle.See{Path: "/actualites/" + string(id), Say: c.T("news.said.draft")}
	if f.Action == sendToDesk {
		see.Say = c.T("news.said.submit")
		t.Say("a écrit et soumis {0} dans {1}", socle.ThingRef(articles, id), socle.ThingRef(sections, d.section))
		_, err = t.Exec(`UPDATE news_article SET state = 'submitted' WHERE id = ?`, id)
	}
	return see, err
}

func save(c *socle.Call, t *socle.Tx, f form) (see socle.See, err error) {
	a, isEditor, err := mineToWrite(c, &t.View)
	if err != nil {
		return see, err
	}
	d, school, err := f.read(c, t)
	if err != nil {
		return see, err
	}
	if school != a.School {
		return see, socle.Wrong("rubrique", c.T("news.wrong.school"))
	}
	ok, err := updateArticle(t, a, d, f.Version, c.Now())
	if err != nil {
		return see, err
	}
	if !ok {
		return see, conflict(c, a)
	}
	t.Say("a modifié {0}", socle.ThingRef(articles, a.ID))
	see = socle.See{Path: "/actualites/" + string(a.ID), Say: c.T("news.said.saved")}
	if to, ok := a.State.next(submit, isEditor); ok && f.Action == sendToDesk {
		see.Say = c.T("news.said.submit")
		t.Say("a modifié et soumis {0}", socle.ThingRef(articles, a.ID))
		_, err = setState(t, to, 0, "", f.Version+1)
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
func act(what action) func(*socle.Call, *socle.Tx, struct{}) (socle.See, error) {
	says := map[action]string{submit: "a soumis {0}", archive: "a archivé {0}", reopen: "a repris {0}"}[what]
	return func(c *socle.Call, t *socle.Tx, _ struct{}) (see socle.See, err error) {
		a, err := one(&t.View, c.Now().UnixMilli())
		if err != nil {
			return see, err
		}
		isEditor, err := holds(&t.View, edit, articles)
		if err != nil {
			return see, err
		}
		to, ok := a.State.next(what, isEditor)
		if !ok {
			return see, socle.ErrNotFound
		}
		t.Say(says, socle.ThingRef(articles, a.ID))
		ok, err = setState(t, to, 0, "", a.Version)
		if err == nil && !ok {
			err = conflict(c, a)
		}
		return socle.See{Path: "/actualites/" + string(a.ID), Say: c.T("news.said." + string(what))}, err
	}
}

// decision is the model of the page on which an editor decides.
func decision(c *socle.Call, v *socle.View) (m reading, err error) {
	if m.Article, err = one(v, c.Now().UnixMilli()); err != nil {
		return m, err
	}
	if _, ok := m.Article.State.next(publish, true); !ok {
		return m, socle.ErrNotFound
	}
	m.Writes, m.Edits = true, true
	return m, m.rest(c, v)
}

func decidePage(c *socle.Call, m reading) socle.Page {
	return socle.Page{Title: c.T("news.decide.title", m.Article.Title), Body: decideBody(c, m)}
}

// verdict is what an editor decides.
type verdict struct {
	Action  string `form:"action"`
	When    string `form:"quand"`
	Word    string `form:"mot"`
	Version int64  `form:"version"`
}

// The buttons of the decision.
const (
	doPublish = "publier"
	doLater   = "programmer"
	doReturn  = "renvoyer"
)

func decide(c *socle.Call, t *socle.Tx, f verdict) (see socle.See, err error) {
	a, err := one(&t.View, c.Now().UnixMilli())
	if err != nil {
		return see, err
	}
	what, at, word, err := f.read(c)
	if err != nil {
		return see, err
	}
	to, ok := a.State.next(what, true)
	if !ok {
		return see, socle.ErrNotFound
	}
	// The one who decides has read this text, not one saved meanwhile.
	if ok, err = setState(t, to, at, word, f.Version); err != nil {
		return see, err
	}
	if !ok {
		return see, socle.Wrong("", c.T("news.wrong.changed", a.SavedBy))
	}
	it, in := socle.ThingRef(articles, a.ID), socle.ThingRef(sections, a.Section)
	see.Path = "/actualites/" + string(a.ID)
	switch {
	case what == sendBack:
		t.Say("a renvoyé {0} à son auteur", it)
		see.Say = c.T("news.said.send_back", a.Author)
	case f.Action == doLater:
		moment := text.Moment(c, time.UnixMilli(at))
		t.Say("a programmé {0} dans {1} pour le {2}", it, in, socle.WordRef(text.Moment(text.WithLang(c, text.French), time.UnixMilli(at))))
		see.Say = c.T("news.said.later", moment)
	default:
		t.Say("a publié {0} dans {1}", it, in)
		see.Say = c.T("news.said.publish")
	}
	return see, nil
}

// read is the action of the form, the instant of publication and the word to
// the author.
func (f verdict) read(c *socle.Call) (what action, at int64, word string, err error) {
	switch f.Action {
	case doPublish:
		return publish, c.Now().UnixMilli(), "", nil
	case doLater:
		when, err := time.ParseInLocation("2006-01-02T15:04", f.When, text.Zone(c))
		if err != nil || !when.After(c.Now()) || when.After(c.Now().AddDate(1, 0, 0)) {
			return "", 0, "", socle.Wrong("quand", c.T("news.wrong.when"))
		}
		return publish, when.UnixMilli(), "", nil
	case doReturn:
		word = strings.TrimSpace(f.Word)
		if word == "" || utf8.RuneCountInString(word) > maxWord {
			return "", 0, "", socle.Wrong("mot", c.T("news.wrong.word", maxWord))
		}
		return sendBack, 0, word, nil
	}
	return "", 0, "", socle.Wrong("", c.T("news.wrong.action"))
}
