package demo

import (
	"bytes"
	"context"
	"fmt"

	"preau/apps/news/article"
	"preau/apps/news/sample"
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/directory/generate/demo"
)

// addNews publishes the first school's news of the autumn.
func addNews(ctx context.Context, p Place, pupils int) error {
	pictures, err := putPictures(ctx, p)
	if err != nil {
		return err
	}
	keys := demo.Keys(demo.Schools(pupils))
	return p.DB.Write(ctx, func(t *db.Tx) error {
		e := &editor{filler: &filler{t: t, p: p, keys: keys}, pictures: pictures}
		var sections []sample.Section
		for _, s := range demo.Sections {
			sections = append(sections, e.section(s))
		}
		var articles []sample.Article
		for _, a := range demo.News() {
			articles = append(articles, e.article(a))
		}
		if e.err != nil {
			return e.err
		}
		return sample.Fill(t, demo.Tilleuls, sections, articles)
	})
}

// putPictures puts the drawings beside the rows, and gives each with its words.
func putPictures(ctx context.Context, p Place) (map[string]picture, error) {
	all := map[string]picture{}
	for _, x := range demo.Pictures {
		drawn, err := demo.PNG(x.Name)
		if err != nil {
			return nil, err
		}
		ref, err := p.Blob.Put(ctx, bytes.NewReader(drawn), int64(len(drawn)))
		if err != nil {
			return nil, fmt.Errorf("put the picture %s: %w", x.Name, err)
		}
		all[x.Name] = picture{socle.Ref{Hash: ref.Hash, Name: x.Name + ".png", Type: "image/png", Size: ref.Size}, x.Alt}
	}
	return all, nil
}

// picture is a stored drawing, and what it shows.
type picture struct {
	ref socle.Ref
	alt string
}

// editor turns what the demonstration tells into rows; the first error stays.
type editor struct {
	*filler
	pictures map[string]picture
	err      error
}

func (e *editor) who(id string) directory.ID {
	person, err := e.person(id)
	if err != nil && e.err == nil {
		e.err = err
	}
	return person
}

func (e *editor) all(ids []string) (people []directory.ID) {
	for _, id := range ids {
		people = append(people, e.who(id))
	}
	return people
}

func (e *editor) section(s demo.Section) sample.Section {
	d := sample.Section{
		Name: s.Name, Says: s.Says, Public: s.Public, Comments: article.Closed,
		Contributors: e.all(s.Contributors), Editors: e.all(s.Editors),
	}
	if s.Comments {
		d.Comments = article.Open
	}
	return d
}

func (e *editor) article(a demo.Article) sample.Article {
	d := sample.Article{
		Section: a.Section, Title: a.Title, Body: a.Text, Word: a.Word, Author: e.who(a.Author), At: a.At,
		State: article.State(a.State), For: e.audience(a.For), Picture: e.pictures[a.Picture].ref, Alt: e.pictures[a.Picture].alt,
	}
	if a.State == demo.Scheduled {
		d.State = article.Later
	}
	for _, c := range a.Comments {
		d.Comments = append(d.Comments, sample.Comment{By: e.who(c.By), At: c.At, Body: c.Text})
	}
	return d
}

// audience is who an article is for: a kind of people, or a division.
func (e *editor) audience(of string) article.Audience {
	switch of {
	case "everyone":
		return article.Audience{Kinds: article.Kinds{Pupils: true, Guardians: true, Staff: true}}
	case "pupils":
		return article.Audience{Kinds: article.Kinds{Pupils: true}}
	case "guardians":
		return article.Audience{Kinds: article.Kinds{Guardians: true}}
	case "staff":
		return article.Audience{Kinds: article.Kinds{Staff: true}}
	}
	id, ok, err := db.First(e.t, scanID, `SELECT id FROM directory_group WHERE school = ? AND kind = 'division' AND code = ?`, demo.Tilleuls, of)
	if err == nil && !ok {
		err = fmt.Errorf("no division %s", of)
	}
	if err != nil && e.err == nil {
		e.err = err
	}
	return article.Audience{Kinds: article.Kinds{Pupils: true, Guardians: true, Staff: true}, Groups: []article.Group{{ID: id}}}
}
