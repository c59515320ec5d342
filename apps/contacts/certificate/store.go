package certificate

import (
	"time"

	"preau/apps/contacts/certificate/paper"
	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/socle"
	"preau/socle/directory"
)

const requestColumns = `SELECT r.id, r.pupil, p.first_name, p.family_name, r.year, a.first_name || ' ' || a.family_name, r.asked_at, r.number, r.label, r.issued_at
	FROM contacts_certificate r JOIN directory_person p ON p.id = r.pupil JOIN directory_person a ON a.id = r.asked_by`

func scanRequest(r db.Row) (q Request, err error) {
	return q, r.Scan(&q.ID, &q.Pupil, &q.First, &q.Family, &q.Year, &q.AskedBy, &q.AskedAt, &q.Number, &q.Label, &q.IssuedAt)
}

// requests are those that the reader may see: that wait, oldest first, or that
// were issued, latest first.
func requests(v *socle.View, issued bool, limit int) ([]Request, error) {
	where, args := v.Within(Object, "r")
	rest := ` AND r.issued_at = 0 ORDER BY r.asked_at, r.id LIMIT ?`
	if issued {
		rest = ` AND r.issued_at > 0 ORDER BY r.issued_at DESC, r.id LIMIT ?`
	}
	return db.All(v, scanRequest, requestColumns+` WHERE `+where+rest, append(args, limit)...)
}

// request is the one the transaction is on.
func request(t *socle.Tx) (Request, error) {
	r, ok, err := db.First(t, scanRequest, requestColumns+` WHERE r.id = ?`, t.On())
	if err == nil && !ok {
		err = socle.ErrNotFound
	}
	return r, err
}

// waiting tells whether a certificate of the year waits for the pupil the
// transaction is on.
func waiting(t *socle.Tx, year string) (bool, error) {
	return db.Exists(t, `SELECT 1 FROM contacts_certificate WHERE pupil = ? AND year = ? AND issued_at = 0`, t.On(), year)
}

// nextNumber is the next number of the school for the year.
func nextNumber(t *socle.Tx, year string) (int, error) {
	n, _, err := db.First(t, func(r db.Row) (n int, err error) { return n, r.Scan(&n) }, `
		INSERT INTO contacts_counter (school, year, last) VALUES (?, ?, 1)
		ON CONFLICT (school, year) DO UPDATE SET last = contacts_counter.last + 1 RETURNING last`, t.School(), year)
	return n, err
}

// facts are what the certificate will state: the pupil and the school as the
// directory knows them now. Without a class there is nothing to certify.
func facts(c *socle.Call, t *socle.Tx, r Request) (paper.Facts, error) {
	f, ok, err := db.First(t, func(row db.Row) (f paper.Facts, err error) {
		var postal, town string
		err = row.Scan(&f.First, &f.Family, &f.Birth, &f.Division, &f.School, &f.Street, &postal, &town, &f.Phone)
		f.Town = text.FullName(postal, town)
		return f, err
	}, `
		SELECT p.first_name, p.family_name, p.birth_date, g.name, s.name, s.street, s.postal_code, s.town, s.phone
		FROM directory_member m JOIN directory_group g ON g.id = m.group_id AND g.kind = 'division'
		JOIN directory_person p ON p.id = m.person JOIN directory_school s ON s.id = g.school
		WHERE m.person = ? AND m.part = 'pupil' AND g.school = ? AND g.year = ? ORDER BY g.sort_key LIMIT 1`,
		r.Pupil, t.School(), r.Year)
	if err != nil {
		return f, err
	}
	if !ok {
		return f, socle.Wrong("", c.T("contacts.certificate.no_class", r.Name()))
	}
	f.Head, err = headOf(c, t)
	return f, err
}

// headOf is the name of the school's head, in whose name certificates are issued.
func headOf(c *socle.Call, t *socle.Tx) (string, error) {
	name, _, err := db.First(t, func(r db.Row) (n string, err error) { return n, r.Scan(&n) }, `
		SELECT p.first_name || ' ' || p.family_name FROM directory_tie t JOIN directory_person p ON p.id = t.person
		WHERE t.school = ? AND t.role = ? AND (t.from_day = '' OR t.from_day <= ?) AND (t.until_day = '' OR t.until_day >= ?)
		ORDER BY t.sort_key LIMIT 1`, t.School(), directory.Head, c.Today(), c.Today())
	return name, err
}

// freeze writes what the certificate states.
func freeze(t *socle.Tx, f paper.Facts, number int, label string, at int64, code string) error {
	n, err := t.Exec(`UPDATE contacts_certificate SET number = ?, label = ?, code = ?, issued_by = ?, issued_at = ?,
			first_name = ?, family_name = ?, birth_date = ?, division = ?,
			school_name = ?, school_street = ?, school_town = ?, school_phone = ?, head_name = ?
		WHERE id = ? AND issued_at = 0`,
		number, label, code, t.Who().ID, at, f.First, f.Family, f.Birth, f.Division,
		f.School, f.Street, f.Town, f.Phone, f.Head, t.On())
	if err == nil && n != 1 {
		err = socle.ErrNotFound
	}
	return err
}

const frozenColumns = `SELECT first_name, family_name, birth_date, division, school_name, school_street, school_town, school_phone,
	head_name, year, label, code, issued_at FROM contacts_certificate WHERE issued_at > 0 AND `

func scanFrozen(r db.Row) (f paper.Facts, err error) {
	var at int64
	err = r.Scan(&f.First, &f.Family, &f.Birth, &f.Division, &f.School, &f.Street, &f.Town, &f.Phone,
		&f.Head, &f.Year, &f.Number, &f.Code, &at)
	f.Day = day.Of(time.UnixMilli(at))
	return f, err
}

// frozen is what the certificate the view is on states; false until it is issued.
func frozen(v *socle.View) (paper.Facts, bool, error) {
	return db.First(v, scanFrozen, frozenColumns+`id = ?`, v.On())
}

// coded is what the certificate of a code states.
func coded(v *socle.View, code string) (paper.Facts, bool, error) {
	return db.First(v, scanFrozen, frozenColumns+`code = ? AND code <> ''`, code)
}
