package rights

import (
	"slices"

	"preau/base/db"
	"preau/socle/directory"
)

// Writer is the transaction that a rule is written in: a *db.Tx, or the
// counter's own *socle.Tx.
type Writer interface {
	db.Queryer
	Exec(query string, args ...any) (int64, error)
	Publish(topic string)
}

// changed is the topic that has every process read the book anew.
const changed = "rights"

const ruleColumns = `id, school, role, person, right_name, reach, from_day, until_day, by_person, at`

// Find reads a rule as it is now.
func Find(q db.Queryer, id string) (Rule, bool, error) {
	return db.First(q, scanRule, `SELECT `+ruleColumns+` FROM rights_rule WHERE id = ?`, id)
}

// RulesOf reads the rules of a school, the newest first.
func RulesOf(q db.Queryer, school directory.ID) ([]Rule, error) {
	return db.All(q, scanRule, `SELECT `+ruleColumns+` FROM rights_rule WHERE school = ? ORDER BY at DESC, id DESC`, school)
}

// Add writes a new rule.
func Add(t Writer, r Rule) error {
	_, err := t.Exec(`
		INSERT INTO rights_rule (`+ruleColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.School, r.Role, r.Person, r.Right, r.Reach, r.From, r.Until, r.By, r.At)
	t.Publish(changed)
	return err
}

// Amend changes the reach and the days of a rule that was written at the instant
// seen. It is false, and writes nothing, when somebody changed it since.
func Amend(t Writer, r Rule, seen int64) (bool, error) {
	n, err := t.Exec(`
		UPDATE rights_rule SET reach = ?, from_day = ?, until_day = ?, by_person = ?, at = ? WHERE id = ? AND at = ?`,
		r.Reach, r.From, r.Until, r.By, max(r.At, seen+1), r.ID, seen)
	t.Publish(changed)
	return n == 1, err
}

// Remove takes a rule away: what the right gives by itself holds again.
func Remove(t Writer, id string) error {
	_, err := t.Exec(`DELETE FROM rights_rule WHERE id = ?`, id)
	t.Publish(changed)
	return err
}

// Switch has a school go without an application, or with it again.
func Switch(t Writer, school directory.ID, app string, off bool) error {
	query := `DELETE FROM rights_app_off WHERE school = ? AND app = ?`
	if off {
		query = `INSERT INTO rights_app_off (school, app) VALUES (?, ?) ON CONFLICT (school, app) DO NOTHING`
	}
	_, err := t.Exec(query, school, app)
	t.Publish(changed)
	return err
}

// OffIn are the applications that a school goes without.
func OffIn(q db.Queryer, school directory.ID) ([]string, error) {
	return db.Strings(q, `SELECT app FROM rights_app_off WHERE school = ? ORDER BY app`, school)
}

// Choices are the reaches that a rule may give role under r, from the shortest
// on: within the right's Max, and such as the role can have.
func (r *Right) Choices(role directory.Role) []Reach {
	all := []Reach{Nobody, Self, Shared, MyCourses, MyGroups, School}
	switch role {
	case directory.Guardian:
		all = []Reach{Nobody, Self, Wards, Shared, School}
	case directory.Pupil, directory.Partner:
		all = []Reach{Nobody, Self, Shared, MyGroups, School}
	}
	return slices.DeleteFunc(all, func(reach Reach) bool { return !reach.Within(r.Limit(role)) })
}
