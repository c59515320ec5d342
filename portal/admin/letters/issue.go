package letters

import (
	"errors"
	"fmt"
	"strings"

	"preau/base/day"
	"preau/base/text"
	"preau/portal/admin/desk"
	"preau/portal/admin/letters/paper"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/signin"
	"preau/socle/signin/handout"
)

// form asks for the letters of a scope.
type form struct {
	Kind     string `form:"qui"`
	Division string `form:"classe"`
	Came     bool   `form:"venus"` // also for who has opened their account
	Seen     int    `form:"codes"` // how many codes worked when the page was shown
}

// issue makes the letters: a new code for each, which kills those before it.
// Who has no fact to be asked for is given the code in person, elsewhere.
func issue(c *socle.Call, t *socle.Tx, f form) (socle.File, error) {
	m, all, err := read(c, &t.View, f.Kind, f.Division)
	if err == nil {
		err = t.In(m.Place.ID)
	}
	if err != nil {
		return socle.File{}, err
	}
	school, _, err := directory.LoadSchool(t, m.Place.ID)
	if err != nil {
		return socle.File{}, err
	}
	from := desk.Lines(school.Name, school.Street, school.PostalCode+" "+school.Town, text.Phone(school.Phone))
	// Letters that somebody has just prepared are not killed unseen, nor are those
	// of the same form sent twice.
	if working := working(all); working != f.Seen {
		return socle.File{}, socle.Wrong("", c.T("admin.letters.moved", working))
	}
	french := text.WithLang(c, text.French) // as the rest of the paper
	var sheets []paper.Letter
	for _, p := range all {
		if p.Asks == "" || p.State == signin.Active && !f.Came {
			continue
		}
		if len(sheets) == maxLetters {
			return socle.File{}, socle.Wrong("", c.T("admin.letters.many", maxLetters))
		}
		code, until, err := signin.Reissue(t, p.ID, c.Who.ID, signin.ByLetter, c.Machine())
		if errors.Is(err, signin.ErrByHand) || errors.Is(err, signin.ErrNoAccount) {
			continue
		}
		if err != nil {
			return socle.File{}, err
		}
		sheets = append(sheets, paper.Letter{
			School: from, To: append([]string{p.Name}, p.To...), Name: p.Name, Identifier: p.Identifier, Code: code, URL: c.URL("/activation"),
			Until: text.DayYear(french, day.Of(until)), Asks: text.French.T("admin.letter.fact." + p.Asks), English: m.Scope.Kind == handout.Guardians,
		})
	}
	if len(sheets) == 0 {
		return socle.File{}, socle.Wrong("", c.T("admin.letters.nobody"))
	}
	title := m.Scope.says()
	body, err := paper.Letters("Lettres d’activation, "+title, sheets)
	t.Say("a préparé {0} lettres d’activation, {1} : les codes d’avant ne servent plus", socle.WordRef(fmt.Sprint(len(sheets))), socle.WordRef(title))
	return socle.File{Name: "lettres-" + slug(title) + ".pdf", Type: "application/pdf", Body: body}, err
}

// working counts the codes that work, of those who have not come.
func working(all []handout.Person) (n int) {
	for _, p := range all {
		if p.State != signin.Active && p.Sent > 0 {
			n++
		}
	}
	return n
}

// says is a scope in French, for papers and the journal: "élèves, 6e A".
func (s scope) says() string {
	name := map[handout.Kind]string{handout.Pupils: "élèves", handout.Guardians: "responsables", handout.Staff: "personnels"}[s.Kind]
	if s.Name != "" {
		name += ", " + s.Name
	}
	return name
}

// lines are a scope's people, as papers have them.
func lines(c *socle.Call, all []handout.Person) []paper.Line {
	french := text.WithLang(c, text.French)
	some := make([]paper.Line, len(all))
	for i, p := range all {
		some[i] = paper.Line{Name: p.Name, Identifier: p.Identifier, Place: p.Place, State: stateSays(french, p)}
	}
	return some
}

// labels are the labels of a scope.
func labels(c *socle.Call, v *socle.View) (socle.File, error) {
	m, all, err := read(c, v, c.Query("qui"), c.Query("classe"))
	if err != nil {
		return socle.File{}, err
	}
	body, err := paper.Labels("Étiquettes, "+m.Scope.says(), lines(c, all))
	return socle.File{Name: "etiquettes-" + slug(m.Scope.says()) + ".pdf", Type: "application/pdf", Body: body}, err
}

// list is the list of a scope.
func list(c *socle.Call, v *socle.View) (socle.File, error) {
	m, all, err := read(c, v, c.Query("qui"), c.Query("classe"))
	if err != nil {
		return socle.File{}, err
	}
	body, err := paper.List(text.Capital(m.Scope.says()), m.Place.Name, lines(c, all))
	return socle.File{Name: "liste-" + slug(m.Scope.says()) + ".pdf", Type: "application/pdf", Body: body}, err
}

// slug is words as the name of a file.
func slug(words string) string {
	return strings.NewReplacer(",", "", " ", "-").Replace(text.SortKey(words))
}
