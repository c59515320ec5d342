package news

import (
	"slices"

	"preau/apps/news/article"
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
)

// shopWindow is the model of a school's public page, or of the list of schools
// that have one.
type shopWindow struct {
	Schools  []article.Group `json:"schools,omitempty"` // none on a school's own page
	School   directory.ID    `json:"school"`
	Name     string          `json:"name"`
	Sections []Choice        `json:"sections"`
	Section  directory.ID    `json:"section"`
	Items    []Item          `json:"items"`
	Page     int             `json:"page"`
	More     bool            `json:"more"`
}

// publishing are the schools that have a public section and run the application.
func publishing(c *socle.Call, v *socle.View) ([]article.Group, error) {
	all, err := db.All(v, func(r db.Row) (n article.Group, err error) { return n, r.Scan(&n.ID, &n.Name) },
		`SELECT d.id, d.name FROM directory_school d WHERE EXISTS (SELECT 1 FROM news_section s WHERE s.school = d.id AND s.public) ORDER BY d.name, d.id`)
	return slices.DeleteFunc(all, func(n article.Group) bool { return !c.Runs(n.ID) }), err
}

// publicDoor is where a passer-by begins: the page of the only school that
// publishes, or the list of those that do.
func publicDoor(c *socle.Call, v *socle.View) (m shopWindow, err error) {
	all, err := publishing(c, v)
	if err != nil || len(all) != 1 {
		return shopWindow{Schools: all}, err
	}
	return publicOf(c, v, directory.School{ID: all[0].ID, Name: all[0].Name})
}

// aSchool is the school of the address, where the application is on.
func aSchool(c *socle.Call, v *socle.View) (directory.School, error) {
	s, ok, err := directory.LoadSchool(v, c.Path("school"))
	if err == nil && (!ok || !c.Runs(s.ID)) {
		err = socle.ErrNotFound
	}
	return s, err
}

func publicList(c *socle.Call, v *socle.View) (m shopWindow, err error) {
	s, err := aSchool(c, v)
	if err != nil {
		return m, err
	}
	return publicOf(c, v, s)
}

func publicOf(c *socle.Call, v *socle.View, s directory.School) (m shopWindow, err error) {
	m.School, m.Name, m.Section, m.Page = s.ID, s.Name, directory.ID(c.Query("rubrique")), page(c)
	m.Sections, err = db.All(v, scanChoice, `SELECT `+choiceColumns+` WHERE s.school = ? AND s.public ORDER BY s.sort_key, s.id`, s.ID)
	if err != nil {
		return m, err
	}
	m.Items, err = publicItems(v, s.ID, m.Section, c.Now().UnixMilli(), pageSize+1, (m.Page-1)*pageSize)
	if m.More = len(m.Items) > pageSize; m.More {
		m.Items = m.Items[:pageSize]
	}
	return m, err
}

func publicListPage(c *socle.Call, m shopWindow) socle.Page {
	if m.School == "" {
		return socle.Page{Title: c.T("news.title"), Body: publicDoorBody(m.Schools), Meta: c.T("news.public.door")}
	}
	return socle.Page{Title: c.T("news.public.title", m.Name), Body: publicListBody(c, m), Meta: c.T("news.public.meta", m.Name)}
}

// shopItem is the model of the public page of an article.
type shopItem struct {
	School  string  `json:"school"`
	Article Article `json:"article"`
	Files   []File  `json:"files"`
}

func publicShow(c *socle.Call, v *socle.View) (m shopItem, err error) {
	s, err := aSchool(c, v)
	if err != nil {
		return m, err
	}
	now := c.Now().UnixMilli()
	m.School = s.Name
	if m.Article, err = first(v, now, `a.id = ? AND a.school = ? AND `+anyone, c.Path("article"), s.ID, now); err != nil {
		return m, err
	}
	m.Article.sign()
	m.Article.AuthorID, m.Article.SavedBy = "", ""
	m.Files, err = filesOf(v, m.Article.ID)
	return m, err
}

// sign puts the section's name where that of its author stands: the whole world
// reads no name of a pupil or of a teacher.
func (i *Item) sign() { i.Author = i.SectionName }

func publicPage(c *socle.Call, m shopItem) socle.Page {
	return socle.Page{Title: m.Article.Title, Body: publicBody(c, m), Meta: m.Article.Beginning}
}

// givePublicFile is a picture or a file of an article that anyone may read.
func givePublicFile(c *socle.Call, v *socle.View) (socle.File, error) {
	f, ok, err := db.First(v, scanFile, `SELECT `+fileColumns+` FROM news_file f
		JOIN news_article a ON a.id = f.article JOIN news_section s ON s.id = a.section
		WHERE f.id = ? AND `+anyone, c.Path("file"), c.Now().UnixMilli())
	if err != nil || !ok {
		return socle.File{}, notFound(err)
	}
	school, _, err := db.First(v, func(r db.Row) (id directory.ID, err error) { return id, r.Scan(&id) },
		`SELECT school FROM news_article WHERE id = ?`, f.Article)
	if err != nil || !c.Runs(school) {
		return socle.File{}, notFound(err)
	}
	give := f.answer()
	give.Public = true
	return give, nil
}

// notFound is err, or that there is no such thing.
func notFound(err error) error {
	if err == nil {
		return socle.ErrNotFound
	}
	return err
}
