package oneroster

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/csvscan"
	"preau/socle/directory/feed/source"
)

// Limits of one table.
const (
	maxColumns  = 500
	maxList     = 1000 // values of one cell
	maxWarnings = 5000 // an import shows fewer
)

// columns are those of the standard, in small letters.
var columns = strings.Fields(strings.ToLower(`propertyName value sourcedId status dateLastModified name type identifier parentSourcedId title startDate endDate
	schoolYear schoolYearSourcedId courseCode grades orgSourcedId subjects subjectCodes courseSourcedId classCode classType location schoolSourcedId termSourcedIds periods
	classSourcedId userSourcedId role primary beginDate endDate enabledUser orgSourcedIds username userIds givenName familyName middleName email sms phone agentSourcedIds
	password userMasterIdentifier resourceSourcedIds preferredGivenName preferredMiddleName preferredFamilyName primaryOrgSourcedId pronouns roleType userProfileSourcedId
	birthDate sex americanIndianOrAlaskaNative asian blackOrAfricanAmerican nativeHawaiianOrOtherPacificIslander white demographicRaceTwoOrMoreRaces
	hispanicOrLatinoEthnicity countryOfBirthCode stateOfBirthAbbreviation cityOfBirth publicSchoolResidenceStatus`))

// meant are names of before 1.1, and slips of the pen.
var meant = map[string]string{
	"agents": "agentSourcedIds", "userid": "userIds", "grade": "grades", "datalastmodified": "dateLastModified",
}

// table is a table that is open, at its first row.
type table struct {
	*csvscan.Table
	file     string
	at       map[string]int // column, in small letters: its place
	named    int            // columns up to the last that has a name
	deleted  func(row)      // takes the rows that are tobedeleted
	warnings []feed.Warning
	odd      map[string]*oddity
}

// oddity is a defect of several rows, told once.
type oddity struct {
	says string
	line int
	n    int
}

// row is a row. It is good until the next one.
type row struct {
	t      *table
	fields []string
	line   int
}

// open opens a member as a table. The error is a *feed.Error when it is none.
func open(m source.Member) (*table, error) {
	f, err := csvscan.Open(m, ',')
	if err != nil {
		return nil, err
	}
	t := &table{Table: f, file: m.Name, at: map[string]int{}, odd: map[string]*oddity{}}
	if f.Odd > 0 {
		t.warn(f.Odd, fmt.Sprintf("le fichier n’est pas en UTF-8, que demande OneRoster : il est lu comme du %s, vérifiez les accents", f.Codes))
	}
	if err := t.head(); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// head reads the names of the columns.
func (t *table) head() error {
	names, line, err := t.Next()
	switch {
	case errors.Is(err, io.EOF):
		return feed.Refuse(t.file, 0, "le fichier est vide : refaites l’export, ou retirez ce fichier du lot")
	case err != nil:
		return err
	case len(names) > maxColumns:
		return feed.Refuse(t.file, line, fmt.Sprintf("ce tableau a plus de %d colonnes : refaites l’export", maxColumns))
	}
	names, bare := slices.Clone(names), 0
	for i := range names {
		names[i] = feed.Clean(names[i])
	}
	for i, written := range names {
		name := strings.ToLower(written)
		other, slip := meant[name]
		slip = slip && !slices.ContainsFunc(names, func(s string) bool { return strings.EqualFold(s, other) })
		switch {
		case name == "":
			bare++
			continue
		case slip:
			t.warn(line, fmt.Sprintf("la colonne « %.40s » n’est pas de OneRoster : elle est lue comme %s", written, other))
			name = strings.ToLower(other)
		case !slices.Contains(columns, name) && !strings.HasPrefix(name, "metadata.") && !strings.HasPrefix(name, "ext"):
			t.warn(line, fmt.Sprintf("la colonne « %.40s » n’est pas de OneRoster : elle est laissée de côté", written))
		}
		if _, twice := t.at[name]; twice {
			return feed.Refuse(t.file, line, fmt.Sprintf("la colonne « %.40s » vient deux fois : refaites l’export", name))
		}
		t.at[name], t.named = i, i+1
	}
	if bare > 0 {
		t.warn(line, fmt.Sprintf("colonnes sans nom : %d, laissées de côté", bare))
	}
	return nil
}

// ours tells that a table has the keys of OneRoster.
func (t *table) ours() bool {
	for _, name := range []string{"sourcedid", "usersourcedid", "propertyname"} {
		if _, ok := t.at[name]; ok {
			return true
		}
	}
	return false
}

func (t *table) warn(line int, says string) {
	if len(t.warnings) < maxWarnings {
		t.warnings = append(t.warnings, feed.Warning{Place: feed.Place{File: t.file, Line: line}, Says: says})
	}
}

// note notes a defect that other rows may have too. says is told with how many.
func (t *table) note(line int, says string) {
	o := t.odd[says]
	if o == nil {
		o = &oddity{says: says, line: line}
		t.odd[says] = o
	}
	o.n++
}

// told are the warnings of the table, those of several rows counted.
func (t *table) told() []feed.Warning {
	for _, o := range t.odd {
		t.warn(o.line, fmt.Sprintf(o.says, o.n))
	}
	t.odd = map[string]*oddity{}
	slices.SortFunc(t.warnings, func(a, b feed.Warning) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), strings.Compare(a.Says, b.Says))
	})
	return t.warnings
}

// of is the value of a column, as records hold it; one that is too long is left
// out.
func (r row) of(name string) string {
	i, ok := r.t.at[strings.ToLower(name)]
	if !ok || i >= len(r.fields) {
		return ""
	}
	v := feed.Clean(r.fields[i])
	if len(v) > feed.MaxValue {
		r.t.warn(r.line, fmt.Sprintf("une valeur de plus de %d caractères est laissée de côté", feed.MaxValue))
		return ""
	}
	return v
}

// list is a cell that holds several values, between commas.
func (r row) list(name string) []string {
	var all []string
	for v := range strings.SplitSeq(r.of(name), ",") {
		if v = feed.Clean(v); v != "" && len(all) < maxList && !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}
