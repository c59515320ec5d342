package people

import (
	"slices"

	"preau/base/day"
	"preau/base/db"
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/signin"
)

// substituteAsk is the page on which a substitute is added in one go.
type substituteAsk struct {
	Place    desk.Place    `json:"school"`
	Staff    []desk.Option `json:"staff"`
	Subjects []desk.Option `json:"subjects"`
	Groups   []desk.Option `json:"groups"`
	From     string        `json:"from"` // whom the page was opened from
	Key      string        `json:"key"`
	Today    day.Day       `json:"today"`
}

func showSubstitute(c *socle.Call, v *socle.View) (substituteAsk, error) {
	p, err := desk.Chosen(c, v)
	if err != nil {
		return substituteAsk{}, err
	}
	m := substituteAsk{Place: p, From: c.Query("de"), Key: db.NewID(), Today: c.Today()}
	roles := slices.DeleteFunc(slices.Clone(directory.Staff), func(r directory.Role) bool {
		return !slices.Contains(rolesToGive(c.Who, p.ID), r)
	})
	in, args := "", []any{p.ID, c.Today()}
	for i, r := range roles {
		if i > 0 {
			in += ", "
		}
		in, args = in+"?", append(args, r)
	}
	if m.Staff, err = db.All(v, func(r db.Row) (o desk.Option, err error) {
		var title string
		if err = r.Scan(&o.ID, &o.Name, &title); title != "" {
			o.Name += ", " + title
		}
		return o, err
	}, `
		SELECT p.id, p.family_name || ' ' || p.first_name, MAX(t.title) FROM directory_tie t JOIN directory_person p ON p.id = t.person
		WHERE t.school = ? AND (t.until_day = '' OR t.until_day >= ?) AND t.role IN (`+in+`)
		GROUP BY p.id, p.family_name, p.first_name, p.sort_key ORDER BY p.sort_key, p.id`, args...); err != nil {
		return m, err
	}
	if m.Subjects, err = db.All(v, desk.ScanOption, `
		SELECT s.code, s.name FROM school_subject s
		WHERE EXISTS (SELECT 1 FROM school_course k WHERE k.subject = s.code AND k.school = ?) ORDER BY s.name, s.code`, p.ID); err != nil {
		return m, err
	}
	m.Groups, err = groupsOf(v, p.ID)
	return m, err
}

func substitutePage(c *socle.Call, m substituteAsk) socle.Page {
	return socle.Page{Title: c.T("admin.substitute.title"), Body: substituteBody(m)}
}

type substituteForm struct {
	someone  `form:"personne"` // its fields are the form's own
	Replaced directory.ID      `form:"remplace"`
	Form     bool              `form:"principal"` // of the classes whose form teacher is replaced too
	Subject  string            `form:"matiere"`
	Groups   []directory.ID    `form:"classes"`
}

// maxGroups is more groups than anybody teaches.
const maxGroups = 60

// Check looks at what needs no database.
func (f *substituteForm) Check(c *socle.Call) socle.Invalid {
	bad := f.check(c)
	if f.Until == "" {
		bad = append(bad, socle.Wrong("jusqua", c.T("admin.substitute.until"))...)
	}
	bad = append(bad, badUntil(c, f.Until, directory.Teacher)...)
	if f.Replaced == "" && (f.Subject == "" || len(f.Groups) == 0) || len(f.Groups) > maxGroups {
		bad = append(bad, socle.Wrong("remplace", c.T("admin.substitute.whom"))...)
	}
	return bad
}

// addSubstitute adds the person, the place until the last day, the groups and
// the courses, the account and the code: all, or nothing.
func addSubstitute(c *socle.Call, t *socle.Tx, f substituteForm) (socle.See, error) {
	p, err := desk.Choose(c, t)
	if err != nil {
		return socle.See{}, err
	}
	tie, err := f.place(c, t, p.ID)
	if err != nil {
		return socle.See{}, err
	}
	id, code, err := f.add(c, t, signin.Newcomer{School: p.ID, Role: tie.Role, Title: tie.Title, Until: f.Until})
	if err != nil || id == "" {
		return already(t, f.Key), err
	}
	if f.Replaced != "" {
		err = f.copyFrom(t, id)
	} else {
		err = f.teach(t, id)
	}
	if err != nil {
		return socle.See{}, err
	}
	if f.Replaced != "" {
		t.Say("a ajouté {0}, qui remplace {1} jusqu’au {2}", socle.PersonRef(id), socle.PersonRef(f.Replaced), socle.WordRef(string(f.Until)))
	} else {
		t.Say("a ajouté {0}, remplaçant jusqu’au {1}", socle.PersonRef(id), socle.WordRef(string(f.Until)))
	}
	return socle.See{Path: personPath(id) + "/lettre", Say: c.T("admin.substitute.added"), Once: code}, nil
}

// place is the role and the title that the substitute gets: those of whom they
// replace, who must be within the writer's reach and not above.
func (f *substituteForm) place(c *socle.Call, t *socle.Tx, school directory.ID) (directory.Tie, error) {
	if f.Replaced == "" {
		if err := t.AlsoAll(rights.Groups, f.Groups); err != nil {
			return directory.Tie{}, err
		}
		taught, err := db.Exists(t, `SELECT 1 FROM school_course WHERE school = ? AND subject = ?`, school, f.Subject)
		if err == nil && !taught {
			err = socle.Wrong("matiere", c.T("admin.substitute.subject"))
		}
		return directory.Tie{Role: directory.Teacher}, err
	}
	if _, err := t.Also(rights.People, f.Replaced); err != nil {
		return directory.Tie{}, err
	}
	who, _, err := directory.Load(t, f.Replaced, c.Today())
	if err != nil {
		return directory.Tie{}, err
	}
	for _, x := range who.Ties {
		if x.School == school && slices.Contains(directory.Staff, x.Role) && slices.Contains(rolesToGive(c.Who, school), x.Role) {
			return x, nil
		}
	}
	return directory.Tie{}, socle.Wrong("remplace", c.T("admin.substitute.nobody"))
}

// copyFrom gives the substitute the groups and the courses of whom they replace.
func (f *substituteForm) copyFrom(t *socle.Tx, id directory.ID) error {
	if _, err := t.Exec(`
		INSERT INTO directory_member (group_id, person, school, part, sort_key, source)
		SELECT m.group_id, p.id, m.school, m.part, p.sort_key, ?
		FROM directory_member m JOIN directory_person p ON p.id = ?
		WHERE m.person = ? AND m.school = ? AND (m.part = 'teacher' OR m.part = 'form_teacher' AND ?)`,
		manual, id, f.Replaced, t.School(), f.Form); err != nil {
		return err
	}
	courses, err := db.All(t, func(r db.Row) (x [3]string, err error) { return x, r.Scan(&x[0], &x[1], &x[2]) }, `
		SELECT k.year, k.group_id, k.subject FROM school_course k WHERE k.teacher = ? AND k.school = ? ORDER BY k.id`, f.Replaced, t.School())
	if err != nil {
		return err
	}
	return writeCourses(t, id, courses)
}

// teach gives the substitute a subject in some groups.
func (f *substituteForm) teach(t *socle.Tx, id directory.ID) error {
	var courses [][3]string
	for _, g := range f.Groups {
		if err := joinGroup(t, id, g, directory.Teacher); err != nil {
			return err
		}
		year, _, err := db.First(t, func(r db.Row) (y string, err error) { return y, r.Scan(&y) }, `SELECT year FROM directory_group WHERE id = ?`, g)
		if err != nil {
			return err
		}
		courses = append(courses, [3]string{year, string(g), f.Subject})
	}
	return writeCourses(t, id, courses)
}

func writeCourses(t *socle.Tx, teacher directory.ID, courses [][3]string) error {
	rows := make([][]any, len(courses))
	for i, k := range courses {
		rows[i] = []any{db.NewID(), t.School(), k[0], k[1], k[2], teacher, manual}
	}
	if len(rows) == 0 {
		return nil
	}
	return t.Insert("school_course", []string{"id", "school", "year", "group_id", "subject", "teacher", "source"}, rows)
}
