package contacts

import (
	"preau/base/db"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
	"preau/socle/school/calendar"
)

// Course is a teaching: of what, to which group, by whom.
type Course struct {
	Subject string       `json:"subject"`
	Group   directory.ID `json:"group"`
	In      string       `json:"in"` // the name of the group
	Teacher directory.ID `json:"teacher"`
	First   string       `json:"first"`
	Family  string       `json:"family"`
}

func year(c *socle.Call) string { return calendar.Year(c.Today()) }

// load reads who the person is: the hats of today that stand in the schools of
// the reader's own ties, and the groups of the year. It tells the birth date
// beside, for rules that no page shows.
func load(c *socle.Call, v *socle.View) (p Person, birth string, err error) {
	p.ID, p.Self = v.On(), v.On() == v.Who().ID
	birth, ok, err := db.First(v, func(r db.Row) (birth string, err error) {
		return birth, r.Scan(&p.First, &p.Family, &birth)
	}, `SELECT first_name, family_name, birth_date FROM directory_person WHERE id = ?`, v.On())
	if err != nil || !ok {
		return p, "", notFound(err)
	}
	today := c.Today()
	if p.Hats, err = db.All(v, func(r db.Row) (h Hat, err error) { return h, r.Scan(&h.School, &h.Role, &h.Title, &h.Until) }, `
		SELECT s.name, t.role, t.title, t.until_day FROM directory_tie t JOIN directory_school s ON s.id = t.school
		WHERE t.person = ? AND t.school = ?
			AND (t.from_day = '' OR t.from_day <= ?) AND (t.until_day = '' OR t.until_day >= ?) ORDER BY t.role`,
		v.On(), v.School(), today, today); err != nil {
		return p, "", err
	}
	if p.Groups, err = db.All(v, func(r db.Row) (g Group, err error) { return g, r.Scan(&g.ID, &g.Kind, &g.Name, &g.Part) }, `
		SELECT g.id, g.kind, g.name, m.part FROM directory_member m JOIN directory_group g ON g.id = m.group_id
		WHERE m.person = ? AND m.school = ? AND g.year = ? ORDER BY g.kind, g.sort_key, m.part`, v.On(), v.School(), year(c)); err != nil {
		return p, "", err
	}
	if p.Courses, err = db.All(v, scanCourse, courses+`c.teacher = ? AND c.school = ? AND c.year = ? ORDER BY s.name, g.sort_key`,
		v.On(), v.School(), year(c)); err != nil {
		return p, "", err
	}
	p.Favourite, err = db.Exists(v, `SELECT 1 FROM contacts_favourite WHERE owner = ? AND person = ?`, v.Who().ID, v.On())
	return p, birth, err
}

func notFound(err error) error {
	if err == nil {
		err = socle.ErrNotFound
	}
	return err
}

// courses begins a query of teachings.
const courses = `SELECT s.name, g.id, g.name, p.id, p.first_name, p.family_name FROM school_course c
	JOIN school_subject s ON s.code = c.subject JOIN directory_group g ON g.id = c.group_id
	JOIN directory_person p ON p.id = c.teacher WHERE `

func scanCourse(r db.Row) (k Course, err error) {
	return k, r.Scan(&k.Subject, &k.Group, &k.In, &k.Teacher, &k.First, &k.Family)
}

const tieColumns = `SELECT p.id, p.first_name, p.family_name, w.link, w.level, w.contact_order, w.contact AND w.may_receive`

func scanTie(r db.Row) (t Tie, err error) {
	return t, r.Scan(&t.Person, &t.First, &t.Family, &t.Link, &t.Level, &t.Order, &t.Receives)
}

// guardians are those who answer for the pupil the view is on: legal guardians
// first, each in the order in which the school's file says to call.
func guardians(v *socle.View) ([]Tie, error) {
	return db.All(v, scanTie, tieColumns+`
		FROM directory_guardian w JOIN directory_person p ON p.id = w.guardian
		WHERE w.pupil = ? ORDER BY CASE w.level WHEN 'legal' THEN 0 WHEN 'in_charge' THEN 1 ELSE 2 END, w.contact_order, p.sort_key`, v.On())
}

// wards are the pupils of the school for whom the guardian the view is on
// answers, of those whom the reader finds.
func wards(v *socle.View) ([]Tie, error) {
	where, args := v.Within(rights.People, "t")
	return db.All(v, scanTie, tieColumns+`
		FROM directory_guardian w JOIN directory_person p ON p.id = w.pupil
		JOIN directory_tie t ON t.person = w.pupil AND t.role = 'pupil' AND t.school = ?
		WHERE w.guardian = ? AND `+where+` ORDER BY p.sort_key`, append([]any{v.School(), v.On()}, args...)...)
}

const coordColumns = `p.mobile, p.phone, p.work_phone, p.email, p.street, p.postal_code, p.town, p.sms_ok`

func (k *Coords) fields() []any {
	return []any{&k.Mobile, &k.Phone, &k.Work, &k.Mail, &k.Street, &k.Postal, &k.Town, &k.SMS}
}

func coords(v *socle.View) (Coords, error) {
	k, _, err := db.First(v, func(r db.Row) (k Coords, err error) { return k, r.Scan(k.fields()...) },
		`SELECT `+coordColumns+` FROM directory_person p WHERE p.id = ?`, v.On())
	return k, err
}

func scanReachable(r db.Row) (g Reachable, err error) {
	return g, r.Scan(append([]any{&g.Person, &g.First, &g.Family, &g.Link, &g.Level, &g.Order, &g.Receives}, g.Coords.fields()...)...)
}

// reachable are the guardians of the pupil the view is on, and how to call them.
func reachable(v *socle.View) ([]Reachable, error) {
	return db.All(v, scanReachable, tieColumns+`, `+coordColumns+`
		FROM directory_guardian w JOIN directory_person p ON p.id = w.guardian
		WHERE w.pupil = ? ORDER BY CASE w.level WHEN 'legal' THEN 0 WHEN 'in_charge' THEN 1 ELSE 2 END, w.contact_order, p.sort_key`, v.On())
}

// mailOf is the address of the person the view is on.
func mailOf(v *socle.View) (string, error) {
	mail, _, err := db.First(v, func(r db.Row) (m string, err error) { return m, r.Scan(&m) },
		`SELECT email FROM directory_person WHERE id = ?`, v.On())
	return mail, err
}
