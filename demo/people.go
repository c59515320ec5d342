package demo

import (
	"fmt"

	"preau/base/day"
	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory"
	"preau/socle/directory/generate/demo"
	"preau/socle/signin"
)

// filler adds to the directory what no file says.
type filler struct {
	t    *db.Tx
	p    Place
	keys map[string][]demo.Key
	hash string // of the password of all
}

// byKey finds the person whom the files know under a key of ours.
func (f *filler) byKey(key string) (directory.ID, error) {
	id, ok, err := db.First(f.t, scanID, `SELECT person FROM directory_key WHERE key = ? AND source LIKE 'aaf:%'`, key)
	if err == nil && !ok {
		err = fmt.Errorf("nobody has the key %s", key)
	}
	return id, err
}

func scanID(r db.Row) (id directory.ID, err error) { return id, r.Scan(&id) }

// person finds somebody by identifier.
func (f *filler) person(id string) (directory.ID, error) {
	if known := f.keys[id]; len(known) > 0 {
		return f.byKey(known[0].Key)
	}
	a, ok, err := signin.Find(f.t, id)
	if err == nil && !ok {
		err = fmt.Errorf("nobody is %s", id)
	}
	return a.Person, err
}

// join makes one person of two records of the same human being.
func (f *filler) join(j demo.Join) error {
	keep, err := f.byKey(j.Staff)
	if err != nil {
		return err
	}
	gone, err := f.byKey(j.Guardian)
	if err != nil || keep == gone {
		return err
	}
	for _, table := range []string{"signin_code", "signin_account"} {
		if _, err := f.t.Exec(`DELETE FROM `+table+` WHERE person = ?`, gone); err != nil {
			return err
		}
	}
	return directory.Join(f.t, keep, gone)
}

// setSchools sets what a head chooses.
func (f *filler) setSchools() error {
	_, err := f.t.Exec(`UPDATE directory_school SET week_a = ?`, weekA)
	return err
}

// extra adds one fact that the files cannot carry.
func (f *filler) extra(e demo.Extra) error {
	if e.Add {
		return f.add(e)
	}
	id, err := f.person(e.ID)
	if err != nil {
		return err
	}
	if e.Until != "" || e.Title != "" {
		if _, err := f.t.Exec(`UPDATE directory_tie SET until_day = ?, title = ? WHERE person = ? AND role = ?`, e.Until, e.Title, id, e.Role); err != nil {
			return err
		}
	}
	if e.Helps != "" {
		return f.help(id, e.Helps)
	}
	return nil
}

// add makes somebody who is in no file.
func (f *filler) add(e demo.Extra) error {
	x := find(e.ID)
	a, err := signin.AddPerson(f.t, signin.Newcomer{
		First: x.First, Family: x.Family, School: demo.Tilleuls, Role: directory.Role(e.Role), Title: e.Title,
		Until: day.Day(e.Until), Identifier: e.ID,
	}, f.p.Now)
	if err != nil || e.Role != "partner" {
		return err
	}
	return f.group("RALLYE", "Rallye maths", a.Person, []string{"ines.moreau"}, "claire.ferrand")
}

func find(id string) demo.Person {
	for _, x := range demo.People {
		if x.ID == id {
			return x
		}
	}
	return demo.Person{}
}

// help gives an AESH the one pupil they help: a group of two.
func (f *filler) help(aesh directory.ID, pupil string) error {
	return f.group("AESH", "Accompagnement", aesh, []string{pupil}, "")
}

// group makes a group by hand with one leader, its pupils, and a teacher.
func (f *filler) group(code, name string, leader directory.ID, pupils []string, teacher string) error {
	id := db.NewID()
	if _, err := f.t.Exec(`INSERT INTO directory_group (id, school, year, kind, code, name, sort_key) VALUES (?, ?, '2026', 'manual', ?, ?, ?)`,
		id, demo.Tilleuls, code, name, text.SortKey(name)); err != nil {
		return err
	}
	members := map[directory.ID]string{leader: directory.PartTeacher}
	for _, p := range pupils {
		who, err := f.person(p)
		if err != nil {
			return err
		}
		members[who] = directory.PartPupil
	}
	if teacher != "" {
		who, err := f.person(teacher)
		if err != nil {
			return err
		}
		members[who] = directory.PartTeacher
	}
	for who, part := range members {
		if _, err := f.t.Exec(`
			INSERT INTO directory_member (group_id, person, school, part, sort_key)
			SELECT ?, id, ?, ?, sort_key FROM directory_person WHERE id = ?`, id, demo.Tilleuls, part, who); err != nil {
			return err
		}
	}
	return nil
}

// open gives somebody the identifier of the guides, and an open account.
func (f *filler) open(x demo.Person) error {
	id, err := f.person(x.ID)
	if err != nil {
		return err
	}
	if _, err := f.t.Exec(`UPDATE signin_account SET identifier = ? WHERE person = ? AND identifier <> ?`, x.ID, id, x.ID); err != nil {
		return err
	}
	return signin.OpenAccount(f.t, id, f.hash, f.p.Now)
}
