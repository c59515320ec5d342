package news

import (
	"fmt"
	"slices"
	"strings"

	"preau/apps/news/article"
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
)

// File is a picture of an article, or a file joined to it.
type File struct {
	ID      directory.ID `json:"id"`
	Article directory.ID `json:"article"`
	Picture bool         `json:"picture"`
	Name    string       `json:"name"`
	Type    string       `json:"type"`
	Size    int64        `json:"size"`
	Alt     string       `json:"alt"`
	hash    string
}

const fileColumns = `f.id, f.article, CASE WHEN f.kind = 'picture' THEN 1 ELSE 0 END, f.name, f.type, f.size, f.alt, f.hash`

func scanFile(r db.Row) (f File, err error) {
	var picture int
	err = r.Scan(&f.ID, &f.Article, &picture, &f.Name, &f.Type, &f.Size, &f.Alt, &f.hash)
	f.Picture = picture == 1
	return f, err
}

// filesOf are the pictures and files of an article, in the order in which they came.
func filesOf(v *socle.View, article directory.ID) ([]File, error) {
	return db.All(v, scanFile, `SELECT `+fileColumns+` FROM news_file f WHERE f.article = ? ORDER BY f.kind, f.id`, article)
}

// pick are the pictures, or the others.
func pick(all []File, pictures bool) []File {
	return slices.DeleteFunc(slices.Clone(all), func(f File) bool { return f.Picture != pictures })
}

// aFile reads the file of the view and where its article stands.
func aFile(v *socle.View, now int64) (f File, state article.State, err error) {
	type found struct {
		f  File
		s  article.State
		at int64
	}
	x, ok, err := db.First(v, func(r db.Row) (x found, err error) {
		var picture int
		return x, r.Scan(&x.f.ID, &x.f.Article, &picture, &x.f.Name, &x.f.Type, &x.f.Size, &x.f.Alt, &x.f.hash, &x.s, &x.at)
	}, `SELECT `+fileColumns+`, a.state, a.publish_at FROM news_file f JOIN news_article a ON a.id = f.article WHERE f.id = ?`, v.On())
	if err == nil && !ok {
		err = socle.ErrNotFound
	}
	return x.f, x.s.At(x.at, now), err
}

// attach keeps a file as a part of the article a.
func attach(t *socle.Tx, a Article, ref socle.Ref, picture bool, alt string) error {
	kind := "file"
	if picture {
		kind = "picture"
	}
	if err := t.Attach(ref, article.Object, a.ID); err != nil {
		return err
	}
	if err := touched(t, a.ID); err != nil {
		return err
	}
	_, err := t.Exec(`
		INSERT INTO news_file (id, article, section, school, author, kind, hash, name, type, size, alt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		db.NewID(), a.ID, a.Section, a.School, t.Who().ID, kind, ref.Hash, ref.Name, ref.Type, ref.Size, alt)
	return err
}

// touched has an editor who had read the article read it again.
func touched(t *socle.Tx, id directory.ID) error {
	_, err := t.Exec(`UPDATE news_article SET version = version + 1 WHERE id = ?`, id)
	return err
}

// drop takes a file away from its article.
func drop(t *socle.Tx, f File) error {
	if err := touched(t, f.Article); err != nil {
		return err
	}
	if _, err := t.Exec(`DELETE FROM news_file WHERE id = ?`, f.ID); err != nil {
		return err
	}
	again, err := db.Exists(t, `SELECT 1 FROM news_file WHERE article = ? AND hash = ?`, f.Article, f.hash)
	if err != nil || again {
		return err
	}
	return t.Detach(f.hash, article.Object, f.Article)
}

// deskCounts are how many articles the view's right reaches in each state, but for
// those that readers see.
func deskCounts(v *socle.View, now int64) (map[article.State]int, error) {
	where, args := v.Within(article.Object, "a")
	counts := map[article.State]int{}
	for row, err := range v.Rows(`SELECT a.state, count(*) FROM news_article a
		WHERE `+where+` AND (a.state <> 'published' OR a.publish_at > ?) GROUP BY a.state`, append(args, now)...) {
		var s article.State
		var n int
		if err == nil {
			err = row.Scan(&s, &n)
		}
		if err != nil {
			return nil, err
		}
		if s == article.Published {
			s = article.Later
		}
		counts[s] = n
	}
	return counts, nil
}

// deskItems are the articles in a state that the view's right reaches, those
// saved last first.
func deskItems(v *socle.View, state article.State, now int64) ([]Item, error) {
	where, args := v.Within(article.Object, "a")
	if state == article.Later {
		where, args = where+` AND a.state = 'published' AND a.publish_at > ?`, append(args, now)
	} else {
		where, args = where+` AND a.state = ?`, append(args, state)
	}
	query, all := listed(v, where+` ORDER BY a.saved_at DESC, a.id LIMIT 100`, args...)
	return db.All(v, scanItem(now), query, all...)
}

// found are the visible articles whose title has a word that begins with each of
// words: ranges of an index, never LIKE.
func found(v *socle.View, begins []string, now int64, limit int) ([]Item, error) {
	const last = "\U0010FFFF" // after whatever follows in a word
	where, args := v.Within(article.Object, "a")
	where, args = where+` AND `+visible, append(args, now)
	schools := map[directory.ID]bool{}
	var in []string
	var ids []any
	for _, tie := range v.Who().Ties {
		if !schools[tie.School] {
			schools[tie.School] = true
			in, ids = append(in, "?"), append(ids, tie.School)
		}
	}
	for _, w := range begins {
		where += fmt.Sprintf(` AND a.id IN (SELECT w.article FROM news_word w WHERE w.school IN (%s) AND w.word >= ? AND w.word < ?)`,
			strings.Join(in, ", "))
		args = append(append(args, ids...), w, w+last)
	}
	query, all := listed(v, where+` ORDER BY a.publish_at DESC LIMIT ?`, append(args, limit)...)
	return db.All(v, scanItem(now), query, all...)
}
