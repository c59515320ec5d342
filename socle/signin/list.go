package signin

import (
	"slices"

	"preau/base/day"
	"preau/base/db"
	"preau/socle/directory"
)

// WithState is the SQL condition, and its arguments, that the person named by
// column has an account in the given state.
func WithState(column string, s State) (where string, args []any) {
	return column + ` IN (SELECT a.person FROM signin_account a WHERE a.state = ?)`, []any{s}
}

// AccountsOf are the accounts of people, by person; who has none is left out.
func AccountsOf(q db.Queryer, people []directory.ID) (map[directory.ID]Account, error) {
	all := make(map[directory.ID]Account, len(people))
	for part := range slices.Chunk(people, chunk) {
		some, err := db.All(q, scanAccount, `
			SELECT `+accountColumns+` FROM signin_account a WHERE a.person IN (`+marks(len(part))+`)`, anys(part)...)
		if err != nil {
			return nil, err
		}
		for _, a := range some {
			all[a.Person] = a
		}
	}
	return all, nil
}

// Share counts the accounts of a school.
type Share struct {
	Active int `json:"active"`
	All    int `json:"all"`
}

// ShareOf counts the accounts of those who have a tie with school today.
func ShareOf(q db.Queryer, school directory.ID, today day.Day) (Share, error) {
	s, _, err := db.First(q, func(r db.Row) (s Share, err error) { return s, r.Scan(&s.Active, &s.All) }, `
		SELECT CAST(COALESCE(SUM(CASE WHEN a.state = 'active' THEN 1 ELSE 0 END), 0) AS BIGINT), COUNT(*)
		FROM signin_account a WHERE a.person IN (
			SELECT t.person FROM directory_tie t WHERE t.school = ? AND (t.until_day = '' OR t.until_day >= ?))`, school, today)
	return s, err
}
