package news

import (
	"time"

	"preau/apps/news/article"
	"preau/apps/news/section"
	"preau/base/day"
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
)

// Item is an article as a list shows it. Instants are in milliseconds.
type Item struct {
	ID          directory.ID  `json:"id"`
	School      directory.ID  `json:"school"`
	Section     directory.ID  `json:"section"`
	SectionName string        `json:"section_name"`
	Title       string        `json:"title"`
	Beginning   string        `json:"beginning"` // of its text
	Author      string        `json:"author"`
	State       article.State `json:"state"`
	PublishAt   int64         `json:"publish_at"`
	SavedAt     int64         `json:"saved_at"`
	Picture     directory.ID  `json:"picture"` // its first one, or empty
	Alt         string        `json:"alt"`
	Read        bool          `json:"read"`
}

// Article is an article whole.
type Article struct {
	Item
	AuthorID   directory.ID   `json:"author_id"`
	Body       string         `json:"body"`
	Public     bool           `json:"public"`
	OpenTo     bool           `json:"open_to_all"` // its section makes public pages
	Word       string         `json:"word"`        // why it was sent back
	SavedBy    string         `json:"saved_by"`
	Version    int64          `json:"version"`
	Policy     article.Policy `json:"comments_policy"`
	SectionFor article.Kinds  `json:"section_for"`
}

// visible is the condition that the readers of an article a see it at an instant.
const visible = `a.state = 'published' AND a.publish_at <= ?`

const itemColumns = `a.id, a.school, a.section, s.name, a.title, substr(a.body, 1, 400), p.first_name || ' ' || p.family_name,
	a.state, a.publish_at, a.saved_at, COALESCE(f.id, ''), COALESCE(f.alt, ''), CASE WHEN r.person IS NULL THEN 0 ELSE 1 END`

// itemTables read, beside the article, its section, author, first picture and
// whether the person of the one parameter has read it.
const itemTables = `FROM news_article a
	JOIN news_section s ON s.id = a.section
	JOIN directory_person p ON p.id = a.author
	LEFT JOIN news_file f ON f.id = (SELECT min(g.id) FROM news_file g WHERE g.article = a.id AND g.kind = 'picture')
	LEFT JOIN news_read r ON r.object = a.id AND r.person = ?`

func (i *Item) dest(read *int) []any {
	return []any{
		&i.ID, &i.School, &i.Section, &i.SectionName, &i.Title, &i.Beginning, &i.Author,
		&i.State, &i.PublishAt, &i.SavedAt, &i.Picture, &i.Alt, read,
	}
}

// scanItem reads an item as it stands at an instant.
func scanItem(now int64) func(db.Row) (Item, error) {
	return func(r db.Row) (i Item, err error) {
		var seen int
		err = r.Scan(i.dest(&seen)...)
		i.Read, i.State = seen == 1, i.State.At(i.PublishAt, now)
		i.Beginning = article.Excerpt(i.Beginning, 180)
		return i, err
	}
}

// listed is the query of the items that rest, a condition with what follows it,
// says.
func listed(v *socle.View, rest string, args ...any) (query string, all []any) {
	return `SELECT ` + itemColumns + ` ` + itemTables + ` WHERE ` + rest, append([]any{v.Who().ID}, args...)
}

// newest is the query of the published articles that the reader sees, newest
// first. section narrows them to one, unless it is empty.
func newest(v *socle.View, section directory.ID, now int64, limit, offset int) (query string, all []any) {
	where, args := v.Within(article.Object, "a")
	where, args = where+` AND `+visible, append(args, now)
	if section != "" {
		where, args = where+` AND a.section = ?`, append(args, section)
	}
	return listed(v, where+` ORDER BY a.publish_at DESC, a.id DESC LIMIT ? OFFSET ?`, append(args, limit, offset)...)
}

// items are the articles of newest.
func items(v *socle.View, section directory.ID, now int64, limit, offset int) ([]Item, error) {
	query, args := newest(v, section, now, limit, offset)
	return db.All(v, scanItem(now), query, args...)
}

// headlines are the articles of newest as the home page shows them: nothing of
// their text, author and pictures is read.
func headlines(v *socle.View, now int64, limit int) ([]Item, error) {
	where, args := v.Within(article.Object, "a")
	args = append(append([]any{v.Who().ID}, args...), now, limit)
	return db.All(v, func(r db.Row) (Item, error) {
		i, seen := Item{State: article.Published}, 0
		err := r.Scan(&i.ID, &i.Section, &i.SectionName, &i.Title, &i.PublishAt, &seen)
		i.Read = seen == 1
		return i, err
	}, `SELECT a.id, a.section, s.name, a.title, a.publish_at, CASE WHEN r.person IS NULL THEN 0 ELSE 1 END
		FROM news_article a JOIN news_section s ON s.id = a.section LEFT JOIN news_read r ON r.object = a.id AND r.person = ?
		WHERE `+where+` AND `+visible+` ORDER BY a.publish_at DESC, a.id DESC LIMIT ?`, args...)
}

// Choice is a section in a list of choices.
type Choice struct {
	ID     directory.ID  `json:"id"`
	Name   string        `json:"name"`
	School string        `json:"school"` // its name, where the reader has several
	For    article.Kinds `json:"for"`
	Public bool          `json:"public"`
}

func scanChoice(r db.Row) (c Choice, err error) {
	return c, r.Scan(&c.ID, &c.Name, &c.School, &c.For.Pupils, &c.For.Guardians, &c.For.Staff, &c.Public)
}

const choiceColumns = `s.id, s.name, d.name, s.for_pupils, s.for_guardians, s.for_staff, s.public
	FROM news_section s JOIN directory_school d ON d.id = s.school`

// readable are the sections in which the reader sees articles.
func readable(v *socle.View, now int64) ([]Choice, error) {
	where, args := v.Within(article.Object, "a")
	return db.All(v, scanChoice, `SELECT `+choiceColumns+`
		WHERE s.id IN (SELECT a.section FROM news_article a WHERE `+where+` AND `+visible+`)
		ORDER BY s.sort_key, s.id`, append(args, now)...)
}

// reachable are the sections that the view's right reaches and that are not
// closed, beside the section keep: for news.write, those in which one may write.
func reachable(v *socle.View, keep directory.ID) ([]Choice, error) {
	where, args := v.Within(section.Object, "s")
	return db.All(v, scanChoice, `SELECT `+choiceColumns+` WHERE `+where+` AND (NOT s.closed OR s.id = ?) ORDER BY s.sort_key, s.id`,
		append(args, keep)...)
}

// one reads the article of the view, in whatever state.
func one(v *socle.View, now int64) (Article, error) {
	return first(v, now, `a.id = ?`, v.On())
}

func first(v *socle.View, now int64, where string, args ...any) (Article, error) {
	a, ok, err := db.First(v, func(r db.Row) (a Article, err error) {
		var seen int
		err = r.Scan(append(a.dest(&seen), &a.AuthorID, &a.Body, &a.Public, &a.OpenTo, &a.Word, &a.SavedBy, &a.Version, &a.Policy,
			&a.SectionFor.Pupils, &a.SectionFor.Guardians, &a.SectionFor.Staff)...)
		a.Read, a.State = seen == 1, a.State.At(a.PublishAt, now)
		a.Beginning = article.Excerpt(a.Body, 180)
		return a, err
	}, `SELECT `+itemColumns+`, a.author, a.body, a.public, s.public, a.word, w.first_name || ' ' || w.family_name, a.version, s.comments,
			s.for_pupils, s.for_guardians, s.for_staff
		`+itemTables+` JOIN directory_person w ON w.id = a.saved_by WHERE `+where, append([]any{v.Who().ID}, args...)...)
	if err == nil && !ok {
		err = socle.ErrNotFound
	}
	return a, err
}

// audience reads who an article is for.
func audience(v *socle.View, of directory.ID) (a article.Audience, err error) {
	for row, err := range v.Rows(`
		SELECT n.role, n.group_id, COALESCE(g.name, '') FROM news_audience n LEFT JOIN directory_group g ON g.id = n.group_id
		WHERE n.object = ? ORDER BY g.sort_key, n.role`, of) {
		var role directory.Role
		var g article.Group
		if err == nil {
			err = row.Scan(&role, &g.ID, &g.Name)
		}
		if err != nil {
			return a, err
		}
		a.Add(role, g)
	}
	return a, nil
}

// divisions are the groups of a school to which an article may be addressed.
func divisions(v *socle.View, school directory.ID) ([]article.Group, error) {
	return db.All(v, func(r db.Row) (g article.Group, err error) { return g, r.Scan(&g.ID, &g.Name) }, `
		SELECT g.id, g.name FROM directory_group g
		JOIN school_year y ON y.school = g.school AND y.year = g.year AND y.state = 'running'
		WHERE g.school = ? AND g.kind IN ('division', 'manual') ORDER BY g.kind, g.sort_key`, school)
}

// draft is what a form says of an article.
type draft struct {
	section, school directory.ID
	title, body     string
	audience        article.Audience
	public          bool // everybody may read it, once it is published
}

// insertArticle makes an article and gives its id.
func insertArticle(t *socle.Tx, d draft, state article.State, now time.Time) (directory.ID, error) {
	id := directory.ID(db.NewID())
	_, err := t.Exec(`
		INSERT INTO news_article (id, school, section, year, author, title, body, state, saved_by, saved_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, d.school, d.section, article.YearOf(day.Of(now)), t.Who().ID, d.title, d.body, state, t.Who().ID, now.UnixMilli())
	if err != nil {
		return "", err
	}
	return id, around(t, id, d)
}

// updateArticle writes what the form says, if the article is still at version; ok
// is false when somebody was faster. No correction makes public what was not.
func updateArticle(t *socle.Tx, a Article, d draft, version int64, now time.Time) (ok bool, err error) {
	n, err := t.Exec(`
		UPDATE news_article SET section = ?, title = ?, body = ?, public = public AND ?, saved_by = ?, saved_at = ?, version = version + 1
		WHERE id = ? AND version = ?`, d.section, d.title, d.body, d.public, t.Who().ID, now.UnixMilli(), t.On(), version)
	if err != nil || n == 0 {
		return false, err
	}
	for _, table := range []string{"news_file", "news_comment", "news_report"} {
		if a.Section == d.section {
			break
		}
		if _, err := t.Exec(`UPDATE `+table+` SET section = ? WHERE article = ?`, d.section, t.On()); err != nil {
			return false, err
		}
	}
	return true, around(t, t.On(), d)
}

// around writes what goes with an article: its audience and the words of its title.
func around(t *socle.Tx, id directory.ID, d draft) error {
	for _, q := range []string{`DELETE FROM news_audience WHERE object = ?`, `DELETE FROM news_word WHERE article = ?`} {
		if _, err := t.Exec(q, id); err != nil {
			return err
		}
	}
	if err := t.Insert("news_audience", []string{"object", "school", "role", "group_id"}, d.audience.Rows(id, d.school)); err != nil {
		return err
	}
	return t.Insert("news_word", []string{"school", "word", "article"}, article.Words(d.school, id, d.title))
}

// setState moves the article to a state. public says that everybody may read what
// is published: the editor who publishes has read so, and no one after.
func setState(t *socle.Tx, s article.State, publishAt int64, word string, public bool) error {
	_, err := t.Exec(`UPDATE news_article SET state = ?, publish_at = ?, word = ?, public = ?, version = version + 1 WHERE id = ?`,
		s, publishAt, word, public, t.On())
	return err
}
