package people

import (
	"errors"
	"slices"
	"strings"
	"time"

	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/signin"
	"preau/socle/signin/fact"
)

// newcomerAsk is the page on which somebody is added by hand.
type newcomerAsk struct {
	Place  desk.Place       `json:"school"`
	Roles  []directory.Role `json:"roles"`
	Groups []desk.Option    `json:"groups"`
	Key    string           `json:"key"`
	Today  day.Day          `json:"today"`
}

func showNewcomer(c *socle.Call, v *socle.View) (newcomerAsk, error) {
	p, err := desk.Chosen(c, v)
	if err != nil {
		return newcomerAsk{}, err
	}
	m := newcomerAsk{Place: p, Roles: rolesToGive(c.Who, p.ID), Key: db.NewID(), Today: c.Today()}
	m.Groups, err = groupsOf(v, p.ID)
	return m, err
}

func groupsOf(v *socle.View, school directory.ID) ([]desk.Option, error) {
	return db.All(v, desk.ScanOption, `
		SELECT g.id, g.name FROM directory_group g JOIN school_year y ON y.school = g.school AND y.year = g.year AND y.state = 'running'
		WHERE g.school = ? ORDER BY g.kind, g.sort_key`, school)
}

func newcomerPage(c *socle.Call, m newcomerAsk) socle.Page {
	return socle.Page{Title: c.T("admin.newcomer.title"), Body: newcomerBody(m)}
}

// someone is who a form adds. Key is made by the page: the same form sent twice
// adds one person.
type someone struct {
	Key    string  `form:"cle"`
	First  string  `form:"prenom"`
	Family string  `form:"nom"`
	Birth  string  `form:"naissance"`
	Until  day.Day `form:"jusqua"`
	Again  bool    `form:"homonyme"` // there is another of that name and birth date

	birth day.Day
}

func (f *someone) check(c *socle.Call) socle.Invalid {
	var bad socle.Invalid
	f.First, f.Family = desk.Clean(f.First), desk.Clean(f.Family)
	for _, n := range []struct{ field, value string }{{"prenom", f.First}, {"nom", f.Family}} {
		switch {
		case len(text.Words(n.value)) == 0:
			bad = append(bad, socle.Wrong(n.field, c.T("admin.field."+n.field))...)
		case len([]rune(n.value)) > desk.MaxName:
			bad = append(bad, socle.Wrong(n.field, c.T("admin.field.long", desk.MaxName))...)
		}
	}
	if strings.TrimSpace(f.Birth) != "" {
		var problem fact.Problem
		if f.birth, problem = fact.ReadBirth(f.Birth); problem != "" || f.birth >= c.Today() || f.birth < "1900-01-01" {
			bad = append(bad, socle.Wrong("naissance", c.T("admin.field.birth"))...)
		}
	}
	if !desk.IsKey(f.Key) {
		f.Key = db.NewID()
	}
	return bad
}

type newcomerForm struct {
	someone `form:"personne"` // its fields are the form's own
	Role    directory.Role    `form:"role"`
	Title   string            `form:"fonction"`
	Group   directory.ID      `form:"groupe"`
}

// Check looks at what needs no database.
func (f *newcomerForm) Check(c *socle.Call) socle.Invalid {
	bad := f.check(c)
	if f.Title = desk.Clean(f.Title); len([]rune(f.Title)) > desk.MaxName {
		bad = append(bad, socle.Wrong("fonction", c.T("admin.field.long", desk.MaxName))...)
	}
	return append(bad, badUntil(c, f.Until, f.Role)...)
}

func addPerson(c *socle.Call, t *socle.Tx, f newcomerForm) (socle.See, error) {
	p, err := desk.Choose(c, t)
	if err != nil {
		return socle.See{}, err
	}
	if !slices.Contains(rolesToGive(c.Who, p.ID), f.Role) {
		return socle.See{}, socle.Wrong("role", c.T("admin.field.role"))
	}
	if f.Group != "" {
		if _, err := t.Also(rights.Groups, f.Group); err != nil {
			return socle.See{}, err
		}
	}
	id, code, err := f.add(c, t, signin.Newcomer{School: p.ID, Role: f.Role, Title: f.Title, Until: f.Until})
	if err != nil || id == "" {
		return already(t, f.Key), err
	}
	if err := joinGroup(t, id, f.Group, f.Role); err != nil {
		return socle.See{}, err
	}
	t.Say("a ajouté {0} : {1}", socle.PersonRef(id), socle.WordRef(text.French.T("rights.role."+string(f.Role))))
	return socle.See{Path: personPath(id) + "/lettre", Say: c.T("admin.newcomer.added"), Once: code}, nil
}

// already is the answer to a form that was sent twice.
func already(t *socle.Tx, key string) socle.See {
	t.Quiet()
	return socle.See{Path: personPath(directory.ID(key))}
}

// add adds the person with an account and a code. The id is empty when this very
// form had added them before.
func (f *someone) add(c *socle.Call, t *socle.Tx, n signin.Newcomer) (directory.ID, string, error) {
	id := directory.ID(f.Key)
	done, err := db.Exists(t, `SELECT 1 FROM directory_person WHERE id = ?`, id)
	if err != nil || done {
		if done {
			_, err = t.Also(rights.People, id) // a key of somebody else's is no page
		}
		return "", "", err
	}
	if err := f.namesake(c, t, n.School); err != nil {
		return "", "", err
	}
	n.ID, n.First, n.Family, n.Birth = id, f.First, f.Family, f.birth
	if _, err := signin.AddPerson(t, n, c.Machine()); err != nil {
		if errors.Is(err, db.ErrUnique) {
			return "", "", nil
		}
		return "", "", err
	}
	by := signin.ByLetter
	if f.birth == "" || n.Role == directory.Guardian {
		by = signin.ByHand
	}
	code, err := giveCode(c, t, id, by)
	t.Publish("directory:" + string(n.School))
	return id, code, err
}

// namesake refuses somebody whom the school already has, unless they are said
// to be another.
func (f *someone) namesake(c *socle.Call, t *socle.Tx, school directory.ID) error {
	if f.Again {
		return nil
	}
	twin, err := db.Exists(t, `
		SELECT 1 FROM directory_tie t JOIN directory_person p ON p.id = t.person
		WHERE t.school = ? AND t.sort_key = ? AND (p.birth_date = ? OR p.birth_date = '' OR ? = '')`,
		school, text.SortKey(f.Family+" "+f.First), f.birth, f.birth)
	if err == nil && twin {
		err = socle.Wrong("homonyme", c.T("admin.newcomer.twin", f.First+" "+f.Family))
	}
	return err
}

// joinGroup puts somebody in a group, as what the role is there.
func joinGroup(t *socle.Tx, id, group directory.ID, role directory.Role) error {
	if role == directory.Pupil {
		if _, err := t.Exec(`INSERT INTO directory_pupil (person, school) VALUES (?, ?)`, id, t.School()); err != nil {
			return err
		}
	}
	if group == "" {
		return nil
	}
	part := directory.PartTeacher
	if role == directory.Pupil {
		part = directory.PartPupil
	}
	_, err := t.Exec(`
		INSERT INTO directory_member (group_id, person, school, part, sort_key, source)
		SELECT ?, p.id, ?, ?, p.sort_key, ? FROM directory_person p WHERE p.id = ?`, group, t.School(), part, manual, id)
	return err
}

// writeTie writes a place of somebody in a school, and the words by which they
// are found there. A place that had ended begins again.
func writeTie(t *socle.Tx, who *directory.Person, f tieForm, today day.Day, now time.Time) error {
	if _, err := t.Exec(`
		INSERT INTO directory_tie (person, school, role, title, sort_key, from_day, until_day, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (person, school, role) DO UPDATE SET title = excluded.title, until_day = excluded.until_day, leaving_since = ''`,
		who.ID, f.School, f.Role, f.Title, who.SortKey, today, f.Until, manual); err != nil {
		return err
	}
	if err := directory.Findable(t, f.School, who.ID); err != nil {
		return err
	}
	if f.Role == directory.Pupil {
		if _, err := t.Exec(`INSERT INTO directory_pupil (person, school) VALUES (?, ?) ON CONFLICT DO NOTHING`, who.ID, f.School); err != nil {
			return err
		}
	}
	if err := directory.Here(t, who.ID); err != nil {
		return err
	}
	return signin.NewAccounts(t, []directory.ID{who.ID}, now)
}
