package news

import (
	"slices"
	"strings"
	"unicode/utf8"

	"preau/apps/news/article"
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
)

// remark is the form of a comment.
type remark struct {
	Body string `form:"commentaire"`
}

func comment(c *socle.Call, t *socle.Tx, f remark) (see socle.See, err error) {
	a, err := one(&t.View, c.Now().UnixMilli())
	if err != nil {
		return see, err
	}
	if a.State != article.Published || a.Policy == article.Closed {
		return see, socle.ErrNotFound // before the form is looked at: nothing tells that a draft is there
	}
	f.Body = strings.TrimSpace(f.Body)
	if f.Body == "" || utf8.RuneCountInString(f.Body) > maxWord {
		return see, socle.Wrong("commentaire", c.T("news.wrong.comment", maxWord))
	}
	isEditor, err := holds(&t.View, edit, article.Object)
	if err != nil {
		return see, err
	}
	if err := roomFor(c, t, a.ID); err != nil {
		return see, err
	}
	state := a.Policy.First(isEditor)
	t.Say("a commenté {0}", socle.ThingRef(article.Object, a.ID))
	return socle.See{Path: "/actualites/" + string(a.ID), Say: c.T("news.said.comment." + state)},
		insertComment(t, a, f.Body, state, c.Now())
}

// roomFor refuses a comment too many: of the article, and of one person, who
// could else take all the room.
func roomFor(c *socle.Call, t *socle.Tx, id directory.ID) error {
	full, err := db.Exists(t, `SELECT 1 FROM news_comment WHERE article = ? AND state IN ('shown', 'pending') LIMIT 1 OFFSET ?`, id, maxComments-1)
	if err == nil && full {
		err = socle.Wrong("commentaire", c.T("news.wrong.comments.full", maxComments))
	}
	if err != nil {
		return err
	}
	full, err = db.Exists(t, `SELECT 1 FROM news_comment WHERE article = ? AND author = ? LIMIT 1 OFFSET ?`, id, t.Who().ID, ownComments-1)
	if err == nil && full {
		err = socle.Wrong("commentaire", c.T("news.wrong.comments.own", ownComments))
	}
	return err
}

// moderate is what becomes of a comment: an editor's decision, or its author's
// taking back, on which nobody comes back.
func moderate(state, says, said string) func(*socle.Call, *socle.Tx, struct{}) (socle.See, error) {
	return func(c *socle.Call, t *socle.Tx, _ struct{}) (see socle.See, err error) {
		x, err := aComment(&t.View)
		if err != nil {
			return see, err
		}
		if x.State == article.Withdrawn {
			return see, socle.ErrNotFound
		}
		t.Say(says, socle.PersonRef(x.Author), socle.ThingRef(article.Object, x.Article))
		_, err = t.Exec(`UPDATE news_comment SET state = ? WHERE id = ?`, state, t.On())
		return socle.See{Path: "/actualites/" + string(x.Article), Say: c.T(said)}, err
	}
}

var (
	acceptComment = moderate(article.Shown, "a accepté le commentaire de {0} sur {1}", "news.said.comment.shown")
	hideComment   = moderate(article.Hidden, "a masqué le commentaire de {0} sur {1}", "news.said.comment.hidden")
	withdraw      = moderate(article.Withdrawn, "a retiré le commentaire de {0} sur {1}", "news.said.comment.withdrawn")
)

// reasons are why one signals something.
var reasons = []string{"insulte", "harcelement", "vie-privee", "photo", "faux", "autre"}

// reported is the model of the page on which one signals.
type reported struct {
	Article Article  `json:"article"`
	Comment *Comment `json:"comment,omitempty"` // nil: the article itself
	Mine    []Report `json:"mine"`              // what the reader has signalled here before
}

func reporting(c *socle.Call, v *socle.View) (m reported, err error) {
	if m.Article, err = one(v, c.Now().UnixMilli()); err != nil {
		return m, err
	}
	if m.Article.State != article.Published {
		return m, socle.ErrNotFound
	}
	all, err := commentsOf(v, v.On(), false)
	if err != nil {
		return m, err
	}
	wanted := directory.ID(c.Query("commentaire"))
	if typed := c.Typed("commentaire"); typed != "" {
		wanted = directory.ID(typed)
	}
	if i := slices.IndexFunc(all, func(x Comment) bool { return x.ID == wanted && x.State == article.Shown }); i >= 0 {
		m.Comment = &all[i]
	} else if wanted != "" {
		return m, socle.ErrNotFound
	}
	m.Mine, err = mine(v, v.On())
	return m, err
}

func reportPage(c *socle.Call, m reported) socle.Page {
	return socle.Page{Title: c.T("news.report.title"), Body: reportBody(c, m)}
}

// alert is the form of a report.
type alert struct {
	Comment string `form:"commentaire"`
	Reason  string `form:"motif"`
	Says    string `form:"precisions"`
}

// check tells what is missing or too long.
func (f *alert) check(c *socle.Call) socle.Invalid {
	f.Says = strings.TrimSpace(f.Says)
	switch {
	case !slices.Contains(reasons, f.Reason):
		return socle.Wrong("motif", c.T("news.wrong.reason"))
	case utf8.RuneCountInString(f.Says) > maxWord:
		return socle.Wrong("precisions", c.T("news.wrong.long", maxWord))
	}
	return nil
}

func send(c *socle.Call, t *socle.Tx, f alert) (see socle.See, err error) {
	m, err := reporting(c, &t.View)
	if err != nil {
		return see, err
	}
	if err := f.check(c).Or(); err != nil {
		return see, err
	}
	var of directory.ID
	if m.Comment != nil {
		of = m.Comment.ID
	}
	t.Say("a fait un signalement sur {0}", socle.ThingRef(article.Object, m.Article.ID))
	return socle.See{Path: "/actualites/" + string(m.Article.ID), Say: c.T("news.said.report")},
		insertReport(t, m.Article, of, f.Reason, f.Says, c.Now())
}

// moderating is the model of the page of what waits for an editor.
type moderating struct {
	Articles []Item    `json:"articles"`
	Comments []Comment `json:"comments"`
	Reports  []Report  `json:"reports"`
}

func moderation(c *socle.Call, v *socle.View) (m moderating, err error) {
	if m.Articles, err = submitted(v, c.Now().UnixMilli(), 100); err != nil {
		return m, err
	}
	if m.Comments, err = waiting(v); err != nil {
		return m, err
	}
	m.Reports, err = reportsOf(v)
	return m, err
}

func moderationPage(c *socle.Call, m moderating) socle.Page {
	return socle.Page{Title: c.T("news.moderation.title"), Body: moderationBody(c, m)}
}

func oneReport(_ *socle.Call, v *socle.View) (Report, error) { return aReport(v) }

func answerPage(c *socle.Call, m Report) socle.Page {
	return socle.Page{Title: c.T("news.answer.title"), Body: answerBody(c, m)}
}

// reply is an editor's answer to a report.
type reply struct {
	Answer string `form:"reponse"`
}

// Check tells what is missing or too long.
func (f *reply) Check(c *socle.Call) socle.Invalid {
	f.Answer = strings.TrimSpace(f.Answer)
	if f.Answer == "" || utf8.RuneCountInString(f.Answer) > maxWord {
		return socle.Wrong("reponse", c.T("news.wrong.word", maxWord))
	}
	return nil
}

func answer(c *socle.Call, t *socle.Tx, f reply) (see socle.See, err error) {
	x, err := aReport(&t.View)
	if err != nil {
		return see, err
	}
	t.Say("a répondu à un signalement sur {0}", socle.ThingRef(article.Object, x.Article))
	_, err = t.Exec(`UPDATE news_report SET answer = ?, answered_by = ?, answered_at = ? WHERE id = ?`,
		f.Answer, t.Who().ID, c.Now().UnixMilli(), t.On())
	return socle.See{Path: "/actualites/moderation", Say: c.T("news.said.answer")}, err
}
