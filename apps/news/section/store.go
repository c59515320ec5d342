package section

import (
	"preau/apps/news/article"
	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/socle"
	"preau/socle/directory"
)

// Section is a section (rubrique) and its editorial policy.
type Section struct {
	ID       directory.ID   `json:"id"`
	School   directory.ID   `json:"school"`
	Name     string         `json:"name"`
	Says     string         `json:"says"` // what it is for
	For      article.Kinds  `json:"for"`
	Comments article.Policy `json:"comments"`
	Public   bool           `json:"public"`
	Closed   bool           `json:"closed"` // no new articles
	Version  int64          `json:"version"`
	Team     []Member       `json:"team,omitempty"`
}

// Member is a role or a person in a section's team.
type Member struct {
	ID     directory.ID   `json:"id"`
	Part   string         `json:"part"`
	Role   directory.Role `json:"role"` // "*" for a person
	Person directory.ID   `json:"person"`
	Name   string         `json:"name"` // of the person
}

const sectionColumns = `s.id, s.school, s.name, s.says, s.for_pupils, s.for_guardians, s.for_staff, s.comments, s.public, s.closed, s.version`

func scanSection(r db.Row) (s Section, err error) {
	return s, r.Scan(&s.ID, &s.School, &s.Name, &s.Says, &s.For.Pupils, &s.For.Guardians, &s.For.Staff, &s.Comments, &s.Public, &s.Closed, &s.Version)
}

// sectionsOf are the sections that the view's right reaches.
func sectionsOf(v *socle.View) ([]Section, error) {
	where, args := v.Within(Object, "s")
	return db.All(v, scanSection, `SELECT `+sectionColumns+` FROM news_section s WHERE `+where+` ORDER BY s.sort_key, s.id`, args...)
}

// aSection reads the section of the view, with its team.
func aSection(v *socle.View) (Section, error) {
	s, ok, err := Load(v, v.On())
	if err == nil && !ok {
		err = socle.ErrNotFound
	}
	if err != nil {
		return s, err
	}
	s.Team, err = db.All(v, func(r db.Row) (m Member, err error) {
		return m, r.Scan(&m.ID, &m.Part, &m.Role, &m.Person, &m.Name)
	}, `SELECT m.id, m.part, m.role, m.person, COALESCE(p.first_name || ' ' || p.family_name, '')
		FROM news_team m LEFT JOIN directory_person p ON p.id = m.person
		WHERE m.object = ? ORDER BY m.part DESC, p.sort_key, m.role`, v.On())
	return s, err
}

// insertSection makes a section of the view's school and gives its id; its
// heads are its first editors by right.
func insertSection(t *socle.Tx, s Section) (directory.ID, error) {
	id := directory.ID(db.NewID())
	_, err := t.Exec(`
		INSERT INTO news_section (id, school, name, sort_key, says, for_pupils, for_guardians, for_staff, comments, public, closed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, s.School, s.Name, text.SortKey(s.Name), s.Says, s.For.Pupils, s.For.Guardians, s.For.Staff, s.Comments, s.Public, s.Closed)
	return id, err
}

// updateSection writes a section at its version; ok is false when somebody was
// faster. Articles keep no reader whom the section no longer has.
func updateSection(t *socle.Tx, s Section) (ok bool, err error) {
	n, err := t.Exec(`
		UPDATE news_section SET name = ?, sort_key = ?, says = ?, for_pupils = ?, for_guardians = ?, for_staff = ?, comments = ?,
			public = ?, closed = ?, version = version + 1
		WHERE id = ? AND version = ?`,
		s.Name, text.SortKey(s.Name), s.Says, s.For.Pupils, s.For.Guardians, s.For.Staff, s.Comments, s.Public, s.Closed, t.On(), s.Version)
	if err != nil || n == 0 {
		return false, err
	}
	for _, r := range s.For.Not().Roles() {
		if _, err := t.Exec(`
			DELETE FROM news_audience WHERE role = ? AND object IN (SELECT a.id FROM news_article a WHERE a.section = ?)`, r, t.On()); err != nil {
			return false, err
		}
	}
	return true, nil
}

// named are the people of school, at most limit, whose name has a word that
// begins with each of begins.
func named(v *socle.View, school directory.ID, today day.Day, begins []string, limit int) ([]Member, error) {
	const last = "\U0010FFFF"
	where, args := `t.school = ? AND (t.from_day = '' OR t.from_day <= ?) AND (t.until_day = '' OR t.until_day >= ?)`, []any{school, today, today}
	for _, w := range begins {
		where += ` AND t.person IN (SELECT w.person FROM directory_word w WHERE w.school = ? AND w.word >= ? AND w.word < ?)`
		args = append(args, school, w, w+last)
	}
	return db.All(v, func(r db.Row) (m Member, err error) { return m, r.Scan(&m.Person, &m.Name) }, `
		SELECT p.id, p.first_name || ' ' || p.family_name FROM directory_person p
		WHERE p.id IN (SELECT t.person FROM directory_tie t WHERE `+where+`) ORDER BY p.sort_key, p.id LIMIT ?`, append(args, limit)...)
}

// insertMember puts a role or a person in the section's team.
func insertMember(t *socle.Tx, school directory.ID, m Member) error {
	_, err := t.Exec(`
		INSERT INTO news_team (id, object, school, part, role, person) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (object, part, role, person) DO NOTHING`, db.NewID(), t.On(), school, m.Part, m.Role, m.Person)
	return err
}

// Load reads a section without its team; ok is false when there is none.
func Load(q db.Queryer, id directory.ID) (Section, bool, error) {
	return db.First(q, scanSection, `SELECT `+sectionColumns+` FROM news_section s WHERE s.id = ?`, id)
}
