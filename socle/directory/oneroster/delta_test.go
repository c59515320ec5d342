package oneroster

import (
	"errors"
	"strings"
	"testing"

	"preau/socle/directory/feed"
	"preau/socle/directory/feed/feedtest"
)

const changed = "testdata/changements"

func TestDelta(t *testing.T) {
	w, err := read(changed)
	if err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "testdata/changements.golden", w)
	if h := w.Header; h.Complete || !h.Delta || h.Source != "oneroster:vs-999" {
		t.Errorf("header %+v", h)
	}
	lea, ines := w.Pupils["lea"], w.Pupils["ines"]
	if !lea.Part.Says(feed.Whole) || lea.School != "s1" || len(lea.Links) != 1 || len(lea.Groups) != 1 || lea.Part.SaysOf("Groups", feed.Division) {
		t.Errorf("new %+v", lea)
	}
	if ines.Part.Says(feed.Whole) || ines.Email != "ines@example.org" || ines.School != "" {
		t.Errorf("changed %+v", ines)
	}
	gone := feedtest.Of[*feed.Gone](w)
	if len(gone) != 4 || gone[0].Kind != feed.KindStaff || gone[0].School != "s1" || gone[1].Key != "paul" || gone[1].School != "" {
		t.Errorf("gone %+v %+v", gone[0], gone[1])
	}
	for _, says := range []string{"pas dans classes.csv : 1", "enrollments.csv à supprimer : 1"} {
		if !strings.Contains(strings.Join(w.Warnings, "\n"), says) {
			t.Errorf("no warning %q among %q", says, w.Warnings)
		}
	}
}

func TestDeltaRefused(t *testing.T) {
	_, err := read(copied(t, changed, map[string]string{"users.csv": "", "roles.csv": "", "enrollments.csv": "", "classes.csv": ""}))
	var fault *feed.Error
	if !errors.As(err, &fault) || !strings.Contains(err.Error(), "ni personnes, ni rôles") {
		t.Errorf("an empty delivery: %v", err)
	}
	w, err := read(copied(t, changed, map[string]string{"manifest.csv": "propertyName,value\noneroster.version,1.1\nfile.users,delta\n", "roles.csv": "", "classes.csv": "", "enrollments.csv": ""}))
	if err != nil || w.Header.Source != Name || len(w.Staff) != len(w.Pupils) || len(w.Pupils) != 4 {
		t.Errorf("users alone, of a system that does not say which: %v, %+v", err, w)
	}
}
