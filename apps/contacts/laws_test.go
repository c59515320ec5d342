package contacts

import (
	"slices"
	"strings"
	"testing"

	"preau/base/text"
	"preau/schooltest"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/openapi"
)

func apps() []*socle.App { return []*socle.App{App} }

func TestManifest(t *testing.T) {
	if err := App.Check(); err != nil {
		t.Error(err)
	}
	if err := text.Check(); err != nil {
		t.Error(err)
	}
}

func TestKeeps(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		tables, err := s.DB.Schema(s.Context())
		if err == nil {
			err = s.Host.CheckKeeps(tables)
		}
		if err != nil {
			s.Error(err)
		}
	})
}

func TestOpenAPI(t *testing.T) {
	body, err := openapi.Describe(apps(), "http://preau.test")
	if err != nil {
		t.Fatal(err)
	}
	schooltest.Golden(t, "openapi.golden.json", string(body)+"\n")
}

// The view of those who work here lists the roles that Go lists.
func TestStaffView(t *testing.T) {
	sql, err := schema.ReadFile("migrations/0001_contacts.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(sql), "role IN (")
	list, _, _ = strings.Cut(list, ")")
	var roles []directory.Role
	for r := range strings.SplitSeq(list, ",") {
		roles = append(roles, directory.Role(strings.Trim(strings.TrimSpace(r), "'")))
	}
	want := slices.Sorted(slices.Values(directory.Staff))
	slices.Sort(roles)
	if !slices.Equal(roles, want) {
		t.Errorf("the view has %v, directory.Staff is %v", roles, want)
	}
}

func TestRightsMatrix(t *testing.T) {
	schooltest.Each(t, apps(), func(s *schooltest.School) {
		seed(s)
		schooltest.Golden(s.T, "rights.golden", s.Matrix(App, map[string][]string{
			"person": {"ines", "petit", "mdiallo", "lea", "noir"}, "group": {"3eB", "c6e"}, "certificate": {"asked", "curie"}, "code": {"XXXX"},
		}))
	})
}
