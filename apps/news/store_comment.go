package news

import (
	"time"

	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
)

// Comment is a comment on an article.
type Comment struct {
	ID           directory.ID `json:"id"`
	Article      directory.ID `json:"article"`
	ArticleTitle string       `json:"article_title"`
	Author       directory.ID `json:"author"`
	Name         string       `json:"name"`
	Body         string       `json:"body"`
	State        string       `json:"state"`
	At           int64        `json:"at"`
}

func scanComment(r db.Row) (c Comment, err error) {
	return c, r.Scan(&c.ID, &c.Article, &c.ArticleTitle, &c.Author, &c.Name, &c.Body, &c.State, &c.At)
}

const commentQuery = `SELECT c.id, c.article, a.title, c.author, p.first_name || ' ' || p.family_name, c.body, c.state, c.at
	FROM news_comment c JOIN news_article a ON a.id = c.article JOIN directory_person p ON p.id = c.author `

// commentsOf are the comments of an article that the reader sees: those shown,
// and the reader's own that wait; an editor sees all.
func commentsOf(v *socle.View, article directory.ID, isEditor bool) ([]Comment, error) {
	where, args := `c.article = ? AND c.state <> 'withdrawn'`, []any{article}
	if !isEditor {
		where, args = where+` AND (c.state = 'shown' OR c.state = 'pending' AND c.author = ?)`, append(args, v.Who().ID)
	}
	return db.All(v, scanComment, commentQuery+`WHERE `+where+` ORDER BY c.at, c.id LIMIT ?`, append(args, maxComments)...)
}

// waiting are the comments that wait for an editor, oldest first.
func waiting(v *socle.View) ([]Comment, error) {
	where, args := v.Within(comments, "c")
	return db.All(v, scanComment, commentQuery+`WHERE `+where+` AND c.state = 'pending' ORDER BY c.at, c.id LIMIT 100`, args...)
}

func insertComment(t *socle.Tx, a Article, body, state string, now time.Time) error {
	_, err := t.Exec(`INSERT INTO news_comment (id, article, section, school, author, body, state, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		db.NewID(), a.ID, a.Section, a.School, t.Who().ID, body, state, now.UnixMilli())
	return err
}

// aComment reads the comment of the view.
func aComment(v *socle.View) (Comment, error) {
	c, ok, err := db.First(v, scanComment, commentQuery+`WHERE c.id = ?`, v.On())
	if err == nil && !ok {
		err = socle.ErrNotFound
	}
	return c, err
}

// Report is what somebody signalled.
type Report struct {
	ID         directory.ID `json:"id"`
	Article    directory.ID `json:"article"`
	Title      string       `json:"title"`
	Comment    string       `json:"comment"` // the text of the comment, empty for the article itself
	CommentID  directory.ID `json:"comment_id"`
	Shown      bool         `json:"shown"` // the comment still is
	By         string       `json:"by"`
	Reason     string       `json:"reason"`
	Says       string       `json:"says"`
	At         int64        `json:"at"`
	Answer     string       `json:"answer"`
	AnsweredBy string       `json:"answered_by"`
	AnsweredAt int64        `json:"answered_at"`
}

func scanReport(r db.Row) (x Report, err error) {
	return x, r.Scan(&x.ID, &x.Article, &x.Title, &x.Comment, &x.CommentID, &x.Shown, &x.By, &x.Reason, &x.Says, &x.At, &x.Answer, &x.AnsweredBy, &x.AnsweredAt)
}

const reportQuery = `SELECT x.id, x.article, a.title, COALESCE(c.body, ''), COALESCE(c.id, ''), COALESCE(c.state = 'shown', FALSE), p.first_name || ' ' || p.family_name, x.reason, x.says, x.at,
		x.answer, COALESCE(w.first_name || ' ' || w.family_name, ''), x.answered_at
	FROM news_report x JOIN news_article a ON a.id = x.article JOIN directory_person p ON p.id = x.by_person
	LEFT JOIN news_comment c ON c.id = x.comment LEFT JOIN directory_person w ON w.id = x.answered_by `

// reportsOf are the reports that the reader answers for: the open ones first,
// then those answered lately.
func reportsOf(v *socle.View) ([]Report, error) {
	where, args := v.Within(reports, "x")
	return db.All(v, scanReport, reportQuery+`WHERE `+where+`
		ORDER BY CASE WHEN x.answered_at = 0 THEN 0 ELSE 1 END, x.at DESC LIMIT 100`, args...)
}

// mine are the reader's own reports on an article, with their answers.
func mine(v *socle.View, article directory.ID) ([]Report, error) {
	return db.All(v, scanReport, reportQuery+`WHERE x.article = ? AND x.by_person = ? ORDER BY x.at`, article, v.Who().ID)
}

func aReport(v *socle.View) (Report, error) {
	x, ok, err := db.First(v, scanReport, reportQuery+`WHERE x.id = ?`, v.On())
	if err == nil && !ok {
		err = socle.ErrNotFound
	}
	return x, err
}

// insertReport writes a report on an article, or on one of its comments.
func insertReport(t *socle.Tx, a Article, comment directory.ID, reason, says string, now time.Time) error {
	var of any
	if comment != "" {
		of = comment
	}
	_, err := t.Exec(`INSERT INTO news_report (id, article, comment, section, school, by_person, reason, says, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		db.NewID(), a.ID, of, a.Section, a.School, t.Who().ID, reason, says, now.UnixMilli())
	return err
}
