// Package section is the rubriques of the actualités: the editorial policy
// (politique éditoriale) of each, and the team that writes and validates there.
package section

import (
	"slices"
	"strings"
	"unicode/utf8"

	"preau/apps/news/article"
	"preau/base/db"
	"preau/base/text"
	"preau/socle"
	"preau/socle/audit"
	"preau/socle/directory"
	"preau/socle/rights"
)

// rubrics is the model of the page of sections.
type rubrics struct {
	Sections []Section `json:"sections"`
}

func all(_ *socle.Call, v *socle.View) (m rubrics, err error) {
	m.Sections, err = sectionsOf(v)
	return m, err
}

func allPage(c *socle.Call, m rubrics) socle.Page {
	return socle.Page{Title: c.T("news.sections.title"), Body: sectionsBody(c, m)}
}

func policy(_ *socle.Call, v *socle.View) (Section, error) { return aSection(v) }

func policyPage(c *socle.Call, s Section) socle.Page {
	return socle.Page{Title: c.T("news.section.title", s.Name), Body: sectionBody(c, s)}
}

func teamPage(c *socle.Call, s Section) socle.Page {
	return socle.Page{Title: c.T("news.team.title", s.Name), Body: teamBody(c, s)}
}

// rubric is the form of a section.
type rubric struct {
	Name     string         `form:"nom"`
	Says     string         `form:"presentation"`
	For      []string       `form:"pour"`
	Comments article.Policy `form:"commentaires"`
	Public   bool           `form:"publique"`
	Closed   bool           `form:"fermee"`
	Version  int64          `form:"version"`
}

// Check tells what is missing or too long.
func (f *rubric) Check(c *socle.Call) (wrong socle.Invalid) {
	f.Name, f.Says = strings.TrimSpace(f.Name), strings.TrimSpace(f.Says)
	add := func(bad bool, field, key string, args ...any) {
		if bad {
			wrong = append(wrong, socle.Wrong(field, c.T(key, args...))...)
		}
	}
	add(text.SortKey(f.Name) == "", "nom", "news.wrong.name")
	add(utf8.RuneCountInString(f.Name) > maxName, "nom", "news.wrong.long", maxName)
	add(utf8.RuneCountInString(f.Says) > maxSays, "presentation", "news.wrong.long", maxSays)
	add(article.KindsOf(f.For).None(), "pour", "news.wrong.for")
	add(!slices.Contains([]article.Policy{article.Open, article.Moderated, article.Closed}, f.Comments), "commentaires", "news.wrong.comments")
	return wrong
}

func (f *rubric) section(school directory.ID) Section {
	return Section{
		School: school, Name: f.Name, Says: f.Says, For: article.KindsOf(f.For), Comments: f.Comments,
		Public: f.Public, Closed: f.Closed, Version: f.Version,
	}
}

// free is an error when another section of the school than but has that name.
func (f *rubric) free(c *socle.Call, t *socle.Tx, but directory.ID) error {
	again, err := db.Exists(t, `SELECT 1 FROM news_section WHERE school = ? AND sort_key = ? AND id <> ?`, t.School(), text.SortKey(f.Name), but)
	if err == nil && again {
		err = socle.Wrong("nom", c.T("news.wrong.taken"))
	}
	return err
}

func add(c *socle.Call, t *socle.Tx, f rubric) (see socle.See, err error) {
	if err := f.free(c, t, ""); err != nil {
		return see, err
	}
	id, err := insertSection(t, f.section(t.School()))
	if err != nil {
		return see, err
	}
	t.Say("a créé la rubrique {0}", socle.ThingRef(Object, id))
	return socle.See{Path: "/actualites/rubriques/" + string(id) + "/equipe", Say: c.T("news.said.section")}, nil
}

func set(c *socle.Call, t *socle.Tx, f rubric) (see socle.See, err error) {
	if err := f.free(c, t, t.On()); err != nil {
		return see, err
	}
	ok, err := updateSection(t, f.section(t.School()))
	if err != nil {
		return see, err
	}
	if !ok {
		return see, socle.Wrong("", c.T("news.wrong.section_changed"))
	}
	t.Say("a réglé la rubrique {0}", socle.ThingRef(Object, t.On()))
	return socle.See{Path: "/actualites/rubriques", Say: c.T("news.said.section_set")}, nil
}

// newcomer is the form that adds to a team: a role of the school, or a name.
type newcomer struct {
	Part string         `form:"fonction"`
	Role directory.Role `form:"role"`
	Name string         `form:"nom"`
}

// Check tells what is missing.
func (f *newcomer) Check(c *socle.Call) socle.Invalid {
	f.Name = strings.TrimSpace(f.Name)
	switch {
	case f.Part != Contributor && f.Part != Editor:
		return socle.Wrong("fonction", c.T("news.wrong.part"))
	case f.Role != "" && !slices.Contains(directory.Roles, f.Role):
		return socle.Wrong("role", c.T("news.wrong.role"))
	case (f.Role == "") == (f.Name == ""):
		return socle.Wrong("nom", c.T("news.wrong.one_of"))
	}
	return nil
}

func addMember(c *socle.Call, t *socle.Tx, f newcomer) (see socle.See, err error) {
	m := Member{Part: f.Part, Role: f.Role}
	var what audit.Ref
	if f.Name == "" {
		what = socle.WordRef(roleWord(f.Role))
	} else {
		m.Role = rights.Audience
		if m.Person, err = called(c, t, f.Name); err != nil {
			return see, err
		}
		what = socle.PersonRef(m.Person)
	}
	t.Say(map[string]string{
		Contributor: "a permis à {0} d’écrire dans la rubrique {1}",
		Editor:      "a permis à {0} de publier dans la rubrique {1}",
	}[f.Part], what, socle.ThingRef(Object, t.On()))
	return socle.See{Path: "/actualites/rubriques/" + string(t.On()) + "/equipe", Say: c.T("news.said.member")},
		insertMember(t, t.School(), m)
}

// roleWord is a role in the journal's language.
func roleWord(r directory.Role) string { return text.French.T("rights.role." + string(r)) }

// called is the one person of the school who has that name.
func called(c *socle.Call, t *socle.Tx, name string) (directory.ID, error) {
	const few = 6
	begins := text.Words(name)
	if len(begins) == 0 || len(begins) > few {
		return "", socle.Wrong("nom", c.T("news.wrong.nobody", name))
	}
	all, err := named(&t.View, t.School(), c.Today(), begins, few)
	if err != nil {
		return "", err
	}
	// Someone whose name is all of what was typed comes before those whose name
	// only begins so.
	if i := slices.IndexFunc(all, func(m Member) bool { return text.SortKey(m.Name) == text.SortKey(name) }); i >= 0 && len(all) > 1 {
		all = all[i : i+1]
	}
	switch len(all) {
	case 0:
		return "", socle.Wrong("nom", c.T("news.wrong.nobody", name))
	case 1:
		return t.Also(rights.People, all[0].Person)
	}
	var names []string
	for _, m := range all {
		names = append(names, m.Name)
	}
	return "", socle.Wrong("nom", c.T("news.wrong.several", text.ListIn(c, names)))
}

// leaver is the form that takes somebody out of a team.
type leaver struct {
	Member string `form:"membre"`
}

func removeMember(c *socle.Call, t *socle.Tx, f leaver) (see socle.See, err error) {
	s, err := aSection(&t.View)
	if err != nil {
		return see, err
	}
	i := slices.IndexFunc(s.Team, func(m Member) bool { return string(m.ID) == f.Member })
	if i < 0 {
		return see, socle.ErrNotFound
	}
	what := socle.PersonRef(s.Team[i].Person)
	if s.Team[i].Person == "" {
		what = socle.WordRef(roleWord(s.Team[i].Role))
	}
	t.Say("a retiré {0} de l’équipe de la rubrique {1}", what, socle.ThingRef(Object, s.ID))
	_, err = t.Exec(`DELETE FROM news_team WHERE id = ? AND object = ?`, f.Member, t.On())
	return socle.See{Path: "/actualites/rubriques/" + string(s.ID) + "/equipe", Say: c.T("news.said.removed")}, err
}
