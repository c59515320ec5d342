package imports

import (
	"slices"
	"strings"

	"preau/base/text"
	"preau/socle"
	"preau/socle/directory"
)

// direction are the roles that no file of somebody below them gives or takes.
var direction = []directory.Role{directory.Head, directory.Deputy, directory.Admin}

// mayApply refuses an import whose lines would make the reader more than they
// are: those that touch the direction, or the reader's own record, are for the
// direction to apply. Whoever sends files could else write in them that they
// are the head.
func mayApply(c *socle.Call, t *socle.Tx, e *entry) error {
	if c.Who.Is(directory.Admin) || c.Who.In(e.School, directory.Head, directory.Deputy) {
		return nil
	}
	var names []string
	for row, err := range t.Rows(`
		SELECT d.name, d.role, d.place, d.person,
			CASE WHEN EXISTS (SELECT 1 FROM directory_tie t WHERE t.person = d.person AND t.role IN ('head', 'deputy', 'admin')) THEN 1 ELSE 0 END
		FROM directory_import_diff d WHERE d.run = ? AND NOT d.skip ORDER BY d.school, d.sort_key, d.key`, e.ID) {
		var name, role, place string
		var person directory.ID
		var directs int
		if err == nil {
			err = row.Scan(&name, &role, &place, &person, &directs)
		}
		if err != nil {
			return err
		}
		if directs == 1 || person == c.Who.ID || slices.ContainsFunc(append(strings.Split(place, ", "), role), isDirection) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return socle.Wrong("", c.T("admin.import.direction", text.ListIn(c, names[:min(len(names), maxNamed)])))
}

// maxNamed is how many names a refusal says.
const maxNamed = 5

func isDirection(role string) bool { return slices.Contains(direction, directory.Role(role)) }
