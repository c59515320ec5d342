package news

import (
	"strings"
	"time"
	"unicode/utf8"

	"preau/apps/news/article"
	"preau/apps/news/section"
	"preau/base/text"
	"preau/socle"
)

// decision is the model of the page on which an editor decides.
func decision(c *socle.Call, v *socle.View) (m reading, err error) {
	if m.Article, err = one(v, c.Now().UnixMilli()); err != nil {
		return m, err
	}
	if _, ok := m.Article.State.Next(article.Publish, true); !ok {
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
	to, ok := a.State.Next(what, true)
	if !ok {
		return see, socle.ErrNotFound
	}
	// The one who decides has read this text, not one saved meanwhile.
	if f.Version != a.Version {
		return see, socle.Wrong("", c.T("news.wrong.changed", a.SavedBy))
	}
	who, err := audience(&t.View, a.ID)
	if err != nil {
		return see, err
	}
	if err := setState(t, to, at, word, a.OpenTo && who.Whole(a.SectionFor)); err != nil {
		return see, err
	}
	it, in := socle.ThingRef(article.Object, a.ID), socle.ThingRef(section.Object, a.Section)
	see.Path = "/actualites/" + string(a.ID)
	switch {
	case what == article.SendBack:
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
func (f verdict) read(c *socle.Call) (what article.Action, at int64, word string, err error) {
	switch f.Action {
	case doPublish:
		return article.Publish, c.Now().UnixMilli(), "", nil
	case doLater:
		when, err := time.ParseInLocation("2006-01-02T15:04", f.When, text.Zone(c))
		if err != nil || !when.After(c.Now()) || when.After(c.Now().AddDate(1, 0, 0)) {
			return "", 0, "", socle.Wrong("quand", c.T("news.wrong.when"))
		}
		return article.Publish, when.UnixMilli(), "", nil
	case doReturn:
		word = strings.TrimSpace(f.Word)
		if word == "" || utf8.RuneCountInString(word) > maxWord {
			return "", 0, "", socle.Wrong("mot", c.T("news.wrong.word", maxWord))
		}
		return article.SendBack, 0, word, nil
	}
	return "", 0, "", socle.Wrong("", c.T("news.wrong.action"))
}
