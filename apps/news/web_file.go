package news

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"preau/apps/news/article"
	shape "preau/base/picture"
	"preau/socle"
)

// joining is the model of the pages that add files to an article.
type joining struct {
	Article Article `json:"article"`
	Files   []File  `json:"files"`
}

func joined(c *socle.Call, v *socle.View) (m joining, err error) {
	if m.Article, _, err = mineToWrite(c, v); err != nil {
		return m, err
	}
	m.Files, err = filesOf(v, v.On())
	return m, err
}

func joinPage(c *socle.Call, m joining) socle.Page {
	return socle.Page{Title: c.T("news.join.title"), Body: joinBody(m)}
}

func picturePage(c *socle.Call, m joining) socle.Page {
	return socle.Page{Title: c.T("news.picture.title"), Body: pictureBody(m)}
}

// attachments is the form that joins files.
type attachments struct {
	Files []socle.Ref `form:"fichiers"`
}

func join(c *socle.Call, t *socle.Tx, f attachments) (see socle.See, err error) {
	m, err := joined(c, &t.View)
	if err != nil {
		return see, err
	}
	if len(f.Files) == 0 {
		return see, socle.Wrong("fichiers", c.T("news.wrong.file"))
	}
	if len(pick(m.Files, false))+len(f.Files) > maxFiles {
		return see, socle.Wrong("fichiers", c.T("news.wrong.files", maxFiles))
	}
	for _, ref := range f.Files {
		if err := attach(t, m.Article, ref, false, ""); err != nil {
			return see, err
		}
	}
	t.Say("a joint des fichiers à {0}", socle.ThingRef(article.Object, m.Article.ID))
	return socle.See{Path: "/actualites/" + string(m.Article.ID), Say: c.T("news.said.join", len(f.Files))}, nil
}

// picture is the form that adds a picture. A picture is described in words, or
// said to be there for the eye alone (RGAA 1.1, 1.2).
type picture struct {
	File       socle.Ref `form:"image"`
	Alt        string    `form:"description"`
	Decorative bool      `form:"decorative"`
}

// redrawn is a picture without what the camera wrote in, such as the place.
func redrawn(body []byte) ([]byte, error) {
	if bytes.HasPrefix(body, []byte("\x89PNG")) {
		return shape.PNG(body, pictureSide)
	}
	return shape.JPEG(body, pictureSide)
}

func illustrate(c *socle.Call, t *socle.Tx, f picture) (see socle.See, err error) {
	m, err := joined(c, &t.View)
	if err != nil {
		return see, err
	}
	alt := strings.TrimSpace(f.Alt)
	if f.Decorative {
		alt = ""
	}
	switch {
	case f.File.Hash == "":
		return see, socle.Wrong("image", c.T("news.wrong.picture"))
	case alt == "" && !f.Decorative:
		return see, socle.Wrong("description", c.T("news.wrong.alt"))
	case utf8.RuneCountInString(alt) > maxTitle:
		return see, socle.Wrong("description", c.T("news.wrong.long", maxTitle))
	case len(pick(m.Files, true)) >= maxPictures:
		return see, socle.Wrong("image", c.T("news.wrong.pictures", maxPictures))
	}
	t.Say("a illustré {0}", socle.ThingRef(article.Object, m.Article.ID))
	return socle.See{Path: "/actualites/" + string(m.Article.ID), Say: c.T("news.said.picture")},
		attach(t, m.Article, f.File, true, alt)
}

// detach takes a file away from an article that its writer may still change.
func detach(c *socle.Call, t *socle.Tx, _ struct{}) (see socle.See, err error) {
	f, state, err := aFile(&t.View, c.Now().UnixMilli())
	if err != nil {
		return see, err
	}
	isEditor, err := holds(&t.View, edit, files)
	if err != nil {
		return see, err
	}
	if !state.Writable(isEditor) {
		return see, socle.ErrNotFound
	}
	t.Say("a retiré un fichier de {0}", socle.ThingRef(article.Object, f.Article))
	return socle.See{Path: "/actualites/" + string(f.Article), Say: c.T("news.said.detach")}, drop(t, f)
}
