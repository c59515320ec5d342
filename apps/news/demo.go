package news

import (
	"fmt"
	"time"

	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/socle"
	"preau/socle/directory"
)

// DemoSection is a section of a demonstration, and its team.
type DemoSection struct {
	Name, Says            string
	Public                bool
	Comments              Policy
	Contributors, Editors []directory.ID
}

// DemoArticle is an article of a demonstration. Article's State may be Later:
// At is then to come.
type DemoArticle struct {
	Section, Title, Body, Word string
	Author                     directory.ID
	At                         time.Time // of publication, or of the last change
	State                      State
	For                        Audience  // nobody: all whom the section is for
	Picture                    socle.Ref // bytes already in the blob store, or none
	Alt                        string
	Comments                   []DemoComment
}

// DemoComment is a comment of a demonstration.
type DemoComment struct {
	By   directory.ID
	At   time.Time
	Body string
}

// Fill puts sections and articles into a school of a demonstration. The bytes of
// the pictures are in the blob store before. An article of a section that is not
// among sections is an error.
func Fill(t *db.Tx, school directory.ID, all []DemoSection, stories []DemoArticle) error {
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
		for part, people := range map[string][]directory.ID{contributor: s.Contributors, editor: s.Editors} {
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

func (a DemoArticle) fill(t *db.Tx, school, section directory.ID) error {
	id, state, at := directory.ID(db.NewID()), a.State, int64(0)
	if state == Later || state == Published {
		state, at = Published, a.At.UnixMilli()
	}
	who := a.For
	if who.none() {
		who.Kinds = Kinds{true, true, true}
	}
	_, err := t.Exec(`
		INSERT INTO news_article (id, school, section, year, author, title, body, state, publish_at, public, word, saved_by, saved_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT s.public FROM news_section s WHERE s.id = ?), ?, ?, ?)`,
		id, school, section, yearOf(day.Of(a.At)), a.Author, a.Title, a.Body, state, at, section, a.Word, a.Author, a.At.UnixMilli())
	if err != nil {
		return err
	}
	if err := t.Insert("news_audience", []string{"object", "school", "role", "group_id"}, who.rows(id, school)); err != nil {
		return err
	}
	if err := t.Insert("news_word", []string{"school", "word", "article"}, wordRows(school, id, a.Title)); err != nil {
		return err
	}
	for _, c := range a.Comments {
		if _, err := t.Exec(`INSERT INTO news_comment (id, article, section, school, author, body, state, at) VALUES (?, ?, ?, ?, ?, ?, 'shown', ?)`,
			db.NewID(), id, section, school, c.By, c.Body, c.At.UnixMilli()); err != nil {
			return err
		}
	}
	return a.illustrate(t, id, school, section)
}

func (a DemoArticle) illustrate(t *db.Tx, id, school, section directory.ID) error {
	if a.Picture.Hash == "" {
		return nil
	}
	if err := socle.KeepFile(t, a.Picture, articles, id, a.At); err != nil {
		return err
	}
	_, err := t.Exec(`
		INSERT INTO news_file (id, article, section, school, author, kind, hash, name, type, size, alt) VALUES (?, ?, ?, ?, ?, 'picture', ?, ?, ?, ?, ?)`,
		db.NewID(), id, section, school, a.Author, a.Picture.Hash, a.Picture.Name, a.Picture.Type, a.Picture.Size, a.Alt)
	return err
}
