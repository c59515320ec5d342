// Package sample fills the actualités of a demonstration.
package sample

import (
	"fmt"
	"time"

	"preau/apps/news/article"
	"preau/apps/news/section"
	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/socle"
	"preau/socle/audit"
	"preau/socle/directory"
)

// Section is a section of a demonstration, and its team.
type Section struct {
	Name, Says            string
	Public                bool
	Comments              article.Policy
	Contributors, Editors []directory.ID
}

// Article is an article of a demonstration. Article's State may be Later:
// At is then to come.
type Article struct {
	Section, Title, Body, Word string
	Author                     directory.ID
	At                         time.Time // of publication, or of the last change
	State                      article.State
	For                        article.Audience // nobody: all whom the section is for
	Picture                    socle.Ref        // bytes already in the blob store, or none
	Alt                        string
	Comments                   []Comment
}

// Comment is a comment of a demonstration.
type Comment struct {
	By   directory.ID
	At   time.Time
	Body string
}

// Fill puts sections and articles into a school of a demonstration. The bytes of
// the pictures are in the blob store before. An article of a section that is not
// among sections is an error.
func Fill(t *db.Tx, school directory.ID, all []Section, stories []Article) error {
	ids := map[string]directory.ID{}
	for _, s := range all {
		id := directory.ID(db.NewID())
		ids[s.Name] = id
		_, err := t.Exec(`
			INSERT INTO news_section (id, school, name, sort_key, says, for_pupils, for_guardians, for_staff, comments, public)
			VALUES (?, ?, ?, ?, ?, TRUE, TRUE, TRUE, ?, ?)`, id, school, s.Name, text.SortKey(s.Name), s.Says, s.Comments, s.Public)
		if err != nil {
			return err
		}
		for part, people := range map[string][]directory.ID{section.Contributor: s.Contributors, section.Editor: s.Editors} {
			for _, p := range people {
				if _, err := t.Exec(`INSERT INTO news_team (id, object, school, part, role, person) VALUES (?, ?, ?, ?, '*', ?)`,
					db.NewID(), id, school, part, p); err != nil {
					return err
				}
			}
		}
	}
	for _, a := range stories {
		section, ok := ids[a.Section]
		if !ok {
			return fmt.Errorf("fill the news: no section %q", a.Section)
		}
		if err := a.fill(t, school, section); err != nil {
			return fmt.Errorf("fill the news with %q: %w", a.Title, err)
		}
	}
	return nil
}

func (a Article) fill(t *db.Tx, school, section directory.ID) error {
	id, state, at := directory.ID(db.NewID()), a.State, int64(0)
	if state == article.Later || state == article.Published {
		state, at = article.Published, a.At.UnixMilli()
	}
	who := a.For
	if who.None() {
		who.Kinds = article.Everybody
	}
	_, err := t.Exec(`
		INSERT INTO news_article (id, school, section, year, author, title, body, state, publish_at, public, word, saved_by, saved_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT s.public FROM news_section s WHERE s.id = ?) AND ?, ?, ?, ?)`,
		id, school, section, article.YearOf(day.Of(a.At)), a.Author, a.Title, a.Body, state, at, section, who.Whole(article.Everybody), a.Word, a.Author, a.At.UnixMilli())
	if err != nil {
		return err
	}
	if err := t.Insert("news_audience", []string{"object", "school", "role", "group_id"}, who.Rows(id, school)); err != nil {
		return err
	}
	if err := t.Insert("news_word", []string{"school", "word", "article"}, article.Words(school, id, a.Title)); err != nil {
		return err
	}
	for _, c := range a.Comments {
		if _, err := t.Exec(`INSERT INTO news_comment (id, article, section, school, author, body, state, at) VALUES (?, ?, ?, ?, ?, ?, 'shown', ?)`,
			db.NewID(), id, section, school, c.By, c.Body, c.At.UnixMilli()); err != nil {
			return err
		}
	}
	if a.State == article.Published {
		if err := a.journal(t, id, school, section); err != nil {
			return err
		}
	}
	return a.illustrate(t, id, school, section)
}

// journal leaves the line that publishing left.
func (a Article) journal(t *db.Tx, id, school, in directory.ID) error {
	role, _, err := db.First(t, func(r db.Row) (role string, err error) { return role, r.Scan(&role) },
		`SELECT role FROM directory_tie WHERE person = ? AND school = ? ORDER BY role LIMIT 1`, a.Author, school)
	if err != nil {
		return err
	}
	return audit.Append(t, audit.Entry{
		School: string(school), At: a.At, Who: string(a.Author), Role: role, Did: "news.edit", OnKind: article.Object.Name, OnID: string(id),
		Says: "a publié {0} dans {1}", Refs: []audit.Ref{socle.ThingRef(article.Object, id), socle.ThingRef(section.Object, in)},
	})
}

func (a Article) illustrate(t *db.Tx, id, school, section directory.ID) error {
	if a.Picture.Hash == "" {
		return nil
	}
	if err := socle.KeepFile(t, a.Picture, article.Object, id, a.At); err != nil {
		return err
	}
	_, err := t.Exec(`
		INSERT INTO news_file (id, article, section, school, author, kind, hash, name, type, size, alt) VALUES (?, ?, ?, ?, ?, 'picture', ?, ?, ?, ?, ?)`,
		db.NewID(), id, section, school, a.Author, a.Picture.Hash, a.Picture.Name, a.Picture.Type, a.Picture.Size, a.Alt)
	return err
}
