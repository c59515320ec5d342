package news

import (
	"errors"
	"slices"
	"strconv"

	"preau/apps/news/article"
	"preau/apps/news/section"
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// listing is the model of the timeline.
type listing struct {
	Items    []Item       `json:"items"`
	Sections []Choice     `json:"sections"`
	Section  directory.ID `json:"section"` // the one looked at, or empty
	Page     int          `json:"page"`    // from 1
	More     bool         `json:"more"`
	Writes   bool         `json:"writes"`  // the reader may write in a section
	Waiting  int          `json:"waiting"` // what waits for the reader, an editor
}

// page is the page of a list that the address asks for, from 1.
func page(c *socle.Call) int {
	const most = 5000 // far beyond what a school writes
	n, err := strconv.Atoi(c.Query("page"))
	if err != nil {
		return 1
	}
	return min(max(n, 1), most)
}

func list(c *socle.Call, v *socle.View) (m listing, err error) {
	now := c.Now().UnixMilli()
	m.Section, m.Page = directory.ID(c.Query("rubrique")), page(c)
	if m.Items, err = items(v, m.Section, now, pageSize+1, (m.Page-1)*pageSize); err != nil {
		return m, err
	}
	if m.More = len(m.Items) > pageSize; m.More {
		m.Items = m.Items[:pageSize]
	}
	if m.Sections, err = readable(v, now); err != nil {
		return m, err
	}
	if m.Writes, err = writes(v); err != nil {
		return m, err
	}
	m.Waiting, err = pendingCount(v)
	return m, err
}

func listPage(c *socle.Call, m listing) socle.Page {
	return socle.Page{Title: c.T("news.title"), Body: listBody(c, m)}
}

// under is the view under another right, nil for someone who does not hold it.
func under(v *socle.View, right *rights.Right) (*socle.View, error) {
	w, err := v.Under(right)
	if errors.Is(err, socle.ErrDenied) {
		return nil, nil
	}
	return w, err
}

// writes reports whether the reader may write in some section.
func writes(v *socle.View) (bool, error) {
	w, err := under(v, write)
	if w == nil {
		return false, err
	}
	where, args := w.Within(section.Object, "s")
	return db.Exists(w, `SELECT 1 FROM news_section s WHERE `+where+` AND NOT s.closed`, args...)
}

// pendingCount is how many articles, comments and reports wait for the reader as
// an editor.
func pendingCount(v *socle.View) (n int, err error) {
	w, err := under(v, edit)
	if w == nil {
		return 0, err
	}
	inA, argsA := w.Within(article.Object, "a")
	inC, argsC := w.Within(comments, "c")
	inR, argsR := w.Within(reports, "x")
	n, _, err = db.First(w, func(r db.Row) (n int, err error) { return n, r.Scan(&n) }, `
		SELECT (SELECT count(*) FROM news_article a WHERE a.state = 'submitted' AND `+inA+`)
			+ (SELECT count(*) FROM news_comment c WHERE c.state = 'pending' AND `+inC+`)
			+ (SELECT count(*) FROM news_report x WHERE x.answered_at = 0 AND `+inR+`)`, slices.Concat(argsA, argsC, argsR)...)
	return n, err
}

// holds reports whether the reader also holds right on what the view is on, an
// object of the kind o.
func holds(v *socle.View, right *rights.Right, o *rights.Object) (bool, error) {
	_, err := v.Other(right, o, v.On())
	if errors.Is(err, socle.ErrDenied) {
		return false, nil
	}
	return err == nil, err
}

// reading is the model of an article's page.
type reading struct {
	Article  Article          `json:"article"`
	Audience article.Audience `json:"audience"`
	Counted  *article.Counted `json:"counted,omitempty"` // for those who write it
	Files    []File           `json:"files"`
	Comments []Comment        `json:"comments"`
	Writes   bool             `json:"writes"` // the reader may change the article
	Edits    bool             `json:"edits"`  // and decide what becomes of it
}

// show is an article as its readers see it; those who write it see it so before
// it is published.
func show(c *socle.Call, v *socle.View) (m reading, err error) {
	if m.Article, err = one(v, c.Now().UnixMilli()); err != nil {
		return m, err
	}
	if m.Edits, err = holds(v, edit, article.Object); err != nil {
		return m, err
	}
	if m.Writes, err = holds(v, write, article.Object); err != nil {
		return m, err
	}
	if m.Article.State != article.Published && !m.Writes {
		return m, socle.ErrNotFound
	}
	if m.Article.State == article.Published && !m.Article.Read {
		v.Seen("news_read", m.Article.ID)
	}
	if m.Comments, err = commentsOf(v, v.On(), m.Edits); err != nil {
		return m, err
	}
	return m, m.rest(c, v)
}

// rest reads what stands around the text.
func (m *reading) rest(c *socle.Call, v *socle.View) (err error) {
	if m.Files, err = filesOf(v, m.Article.ID); err != nil {
		return err
	}
	if m.Audience, err = audience(v, m.Article.ID); err != nil || !m.Writes {
		return err
	}
	n, err := m.Audience.Count(v, m.Article.School, c.Today())
	m.Counted = &n
	return err
}

func articlePage(c *socle.Call, m reading) socle.Page {
	return socle.Page{Title: m.Article.Title, Body: articleBody(c, m)}
}

// giveFile is a picture, shown in its page, or a file to keep.
func giveFile(c *socle.Call, v *socle.View) (socle.File, error) {
	f, state, err := aFile(v, c.Now().UnixMilli())
	if err != nil {
		return socle.File{}, err
	}
	if state != article.Published {
		if _, err := v.Other(write, files, v.On()); err != nil {
			return socle.File{}, err
		}
	}
	return f.answer(), nil
}

func (f File) answer() socle.File {
	return socle.File{Name: f.Name, Type: f.Type, Hash: f.hash, Inline: f.Picture}
}

// workshop is the model of the page of those who write: what is not published.
type workshop struct {
	State  article.State         `json:"state"` // of the items
	Counts map[article.State]int `json:"counts"`
	Items  []Item                `json:"items"`
}

// shelves are the tabs of that page: what waits for its author comes first.
var shelves = []article.State{article.SentBack, article.Draft, article.Submitted, article.Later, article.Archived}

// desk opens the shelf that the address names, or the first that is not empty.
func desk(c *socle.Call, v *socle.View) (m workshop, err error) {
	now := c.Now().UnixMilli()
	if m.Counts, err = deskCounts(v, now); err != nil {
		return m, err
	}
	m.State = article.State(c.Query("etat"))
	if !slices.Contains(shelves, m.State) {
		m.State = shelves[max(0, slices.IndexFunc(shelves, func(s article.State) bool { return m.Counts[s] > 0 }))]
	}
	m.Items, err = deskItems(v, m.State, now)
	return m, err
}

func deskPage(c *socle.Call, m workshop) socle.Page {
	return socle.Page{Title: c.T("news.desk.title"), Body: deskBody(m)}
}
