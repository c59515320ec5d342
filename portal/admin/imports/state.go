package imports

import (
	"errors"
	"strings"

	"preau/base/db"
	"preau/base/text"
	"preau/socle/directory"
	engine "preau/socle/directory/imports"
	"preau/socle/directory/imports/undo"
	"preau/socle/jobs"
)

// state is where an import stands, made of its row, its job and its run.
type state string

const (
	reading  state = "reading"
	linking  state = "linking" // its tables are read, what their columns say waits for somebody
	refused  state = "refused"
	ready    state = "ready"
	applying state = "applying"
	stopped  state = "stopped" // by somebody, while reading or applying
	failed   state = "failed"  // after some tries
	applied  state = "applied"
	gone     state = "gone" // never applied, and too old for its lines to be kept
	undoing  state = undo.Undoing
	undone   state = undo.Undone
)

// busy tells that the work goes on without anybody.
func (s state) busy() bool { return s == reading || s == applying }

// entry is an import that was asked for.
type entry struct {
	ID        directory.ID `json:"id"`
	School    directory.ID `json:"school"` // empty: all that its files name
	By        directory.ID `json:"by"`
	At        int64        `json:"at"`
	Files     []string     `json:"files"`
	State     state        `json:"state"`
	Refused   string       `json:"refused"` // why, and how to mend it
	AppliedBy directory.ID `json:"appliedBy"`
	AppliedAt int64        `json:"appliedAt"`

	job  string
	link bool       // its columns are to be linked
	run  engine.Run // without an ID until the files are read
	at   jobs.Status
}

const entryColumns = `i.id, i.school, i.person, i.at, i.files, i.job, i.refused, i.applied_by, i.applied_at, CASE WHEN i.link <> '' THEN 1 ELSE 0 END`

func scanEntry(r db.Row) (e entry, err error) {
	var files string
	var link int
	err = r.Scan(&e.ID, &e.School, &e.By, &e.At, &files, &e.job, &e.Refused, &e.AppliedBy, &e.AppliedAt, &link)
	e.link, e.Files = link == 1, strings.Split(files, "\n")
	return e, err
}

// load reads an import with its run and its job.
func load(q db.Queryer, id directory.ID) (entry, error) {
	e, _, err := db.First(q, scanEntry, `SELECT `+entryColumns+` FROM admin_import i WHERE i.id = ?`, id)
	if err != nil {
		return e, err
	}
	if e.run, err = engine.Find(q, string(id)); err != nil && !errors.Is(err, engine.ErrNoRun) {
		return e, err
	}
	if e.at, _, err = jobs.Get(q, e.job); err != nil {
		return e, err
	}
	e.State = e.stands(e.at.State, e.at.Name, e.run.State)
	return e, nil
}

// stands tells the state from those of the job and of the run.
func (e *entry) stands(job jobs.State, name, run string) state {
	switch {
	case e.Refused != "":
		return refused
	case run == undo.Undoing, run == undo.Undone:
		return state(run)
	case job == jobs.Ready || job == jobs.Running:
		if name == readJob {
			return reading
		}
		return applying
	case e.link:
		return linking
	case run == engine.Applied:
		return applied
	case job == jobs.Failed:
		return failed
	case job == jobs.Stopped, run == engine.Stopped:
		return stopped
	case run == engine.Ready:
		return ready
	case run == engine.Applying:
		return applying // by a process that took it up from another
	}
	return gone
}

// isRead tells that the files were read: the lines of the differences are there.
func (e *entry) isRead() bool { return e.run.ID != "" && e.run.State != engine.Reading }

// told is the import as the journal names it: its first file, and how many more.
func (e *entry) told() string {
	if n := len(e.Files) - 1; n > 0 {
		return text.French.T("admin.import.files", n, e.Files[0])
	}
	return e.Files[0]
}
