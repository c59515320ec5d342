package imports

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"preau/base/db"
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/jobs"
)

// run is an import that no page asked for: a command's.
type run struct {
	ID     string `json:"id"`
	Mine   bool   `json:"reached"` // the reader reaches all that it did
	Format string `json:"format"`
	At     int64  `json:"at"`
	State  string `json:"state"`
}

// list is the page of imports.
type list struct {
	Place   desk.Place              `json:"school"`
	Whole   bool                    `json:"whole"` // the reader may import all schools at once
	Imports []entry                 `json:"imports"`
	Others  []run                   `json:"others"`
	Years   []string                `json:"years"`
	Names   map[directory.ID]string `json:"names"`
	Key     string                  `json:"key"`
}

func showList(c *socle.Call, v *socle.View) (list, error) {
	p, err := desk.Chosen(c, v)
	if err != nil {
		return list{}, err
	}
	year := c.Today().Time().Year()
	m := list{Place: p, Key: db.NewID(), Years: []string{strconv.Itoa(year - 1), strconv.Itoa(year), strconv.Itoa(year + 1)}}
	_, m.Whole = v.Schools()
	if m.Imports, err = entries(v, p.ID, m.Whole); err != nil {
		return m, err
	}
	if m.Others, err = db.All(v, func(r db.Row) (x run, err error) { return x, r.Scan(&x.ID, &x.Mine, &x.Format, &x.At, &x.State) }, `
		SELECT r.run, r.only_one = s.school OR CAST(? AS BOOLEAN), r.format, r.at, r.state FROM directory_import r JOIN directory_import_school s ON s.run = r.run
		WHERE s.school = ? AND NOT EXISTS (SELECT 1 FROM admin_import i WHERE i.id = r.run) ORDER BY r.at DESC, r.run DESC LIMIT ?`, m.Whole, p.ID, maxRuns); err != nil {
		return m, err
	}
	var people []directory.ID
	for _, e := range m.Imports {
		people = append(people, e.By)
	}
	m.Names, err = v.Names(people)
	return m, err
}

func listPage(c *socle.Call, m list) socle.Page {
	return socle.Page{Title: c.T("admin.import.title"), Body: listBody(m)}
}

// entries are the latest imports of a school; those of all schools too, for who
// may make them.
func entries(v *socle.View, school directory.ID, whole bool) ([]entry, error) {
	also := school
	if whole {
		also = ""
	}
	within, args := v.Within(Object, "i")
	all, err := db.All(v, scanEntry, `SELECT `+entryColumns+` FROM admin_import i WHERE `+within+` AND i.school IN (?, ?) ORDER BY i.at DESC, i.id DESC LIMIT ?`,
		append(args, school, also, maxRuns)...)
	if err != nil || len(all) == 0 {
		return all, err
	}
	runs := map[string]string{}
	for r, err := range v.Rows(`SELECT r.run, r.state FROM directory_import r JOIN admin_import i ON i.id = r.run WHERE i.at >= ?`, all[len(all)-1].At) {
		var id, at string
		if err == nil {
			err = r.Scan(&id, &at)
		}
		if err != nil {
			return nil, err
		}
		runs[id] = at
	}
	works := map[string]jobs.Status{}
	for _, name := range []string{readJob, applyJob} {
		some, err := jobs.List(v, jobs.Filter{Name: name, Limit: 500})
		if err != nil {
			return nil, err
		}
		for _, s := range some {
			works[s.ID] = s
		}
	}
	for i := range all {
		e := &all[i]
		e.State = e.stands(works[e.job].State, works[e.job].Name, runs[string(e.ID)])
	}
	return all, nil
}

// depositForm is what is sent to be imported. Key is made by the page: the same
// form sent twice is one import.
type depositForm struct {
	Key   string      `form:"cle"`
	Whole bool        `form:"tous"` // every school that the files name
	Year  string      `form:"annee"`
	Files []socle.Ref `form:"fichiers"`
}

// Check looks at what needs no database.
func (f *depositForm) Check(c *socle.Call) socle.Invalid {
	if len(f.Files) == 0 {
		return socle.Wrong("fichiers", c.T("admin.import.nothing"))
	}
	if y, err := strconv.Atoi(f.Year); f.Year != "" && (err != nil || y < 2000 || y > 2100) {
		return socle.Wrong("annee", c.T("admin.import.bad_year"))
	}
	return nil
}

// deposit keeps the files and has them read.
func deposit(c *socle.Call, t *socle.Tx, f depositForm) (socle.See, error) {
	p, err := desk.Choose(c, t)
	if err != nil {
		return socle.See{}, err
	}
	if !desk.IsKey(f.Key) {
		f.Key = db.NewID()
	}
	id := directory.ID(f.Key)
	see := socle.See{Path: pathOf(id)}
	if done, err := db.Exists(t, `SELECT 1 FROM admin_import WHERE id = ?`, id); err != nil || done {
		t.Quiet()
		if done {
			_, err = t.Also(Object, id) // a key of somebody else's is no page
		}
		return see, err
	}
	_, whole := t.Schools()
	only := p.ID
	if f.Whole && whole {
		only = ""
	}
	ask := readAsk{Import: id, School: only, Bound: !whole, Year: f.Year, Place: p.ID}
	for _, ref := range f.Files {
		ask.Files = append(ask.Files, file{Hash: ref.Hash, Name: fileName(ref.Name)})
	}
	job, err := t.Enqueue(readJob, ask)
	if err != nil {
		return see, err
	}
	e := entry{Files: ask.names()}
	if err := t.Insert("admin_import", []string{"id", "school", "person", "at", "files", "job"},
		[][]any{{id, only, t.Who().ID, c.Machine().UnixMilli(), strings.Join(e.Files, "\n"), job}}); err != nil {
		return see, err
	}
	for _, ref := range f.Files {
		if err := t.Attach(ref, Object, id); err != nil {
			return see, err
		}
	}
	t.Say("a déposé {0} pour l’import de l’annuaire", socle.WordRef(e.told()))
	return see, nil
}

// maxFileName is the longest name of a file that is kept, in bytes.
const maxFileName = 120

// fileName is a file's name on one line, without what came before it on the
// sender's machine.
func fileName(name string) string {
	name = desk.Clean(name[strings.LastIndexAny(name, `/\`)+1:])
	for len(name) > maxFileName {
		_, n := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-n]
	}
	if strings.Trim(name, ".") == "" {
		return "fichier"
	}
	return name
}

// names are the files' names, each once.
func (a readAsk) names() []string {
	var all []string
	for _, f := range a.Files {
		if !slices.Contains(all, f.Name) {
			all = append(all, f.Name)
		}
	}
	return all
}
