package desk

import (
	"preau/base/text"
	"preau/socle"
	"preau/socle/audit"
	"preau/socle/directory"
)

// LastOn tells who wrote last on a thing, and when, in milliseconds, as the
// journal has it: what somebody is told whose page was older.
func LastOn(v *socle.View, on directory.ID) (string, int64, error) {
	all, err := v.Journal(audit.Filter{School: string(v.School()), On: string(on), Limit: 1})
	if err != nil || len(all) == 0 {
		return text.French.T("admin.someone"), 0, err
	}
	return all[0].Name, all[0].At.UnixMilli(), nil
}
