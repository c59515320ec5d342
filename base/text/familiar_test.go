package text_test

import (
	"context"
	"slices"
	"testing"
	"testing/fstest"

	"preau/base/text"
)

var _ = text.Register("politeness", fstest.MapFS{
	"catalogue/fr.json":      {Data: []byte(`{"politeness.yours": "Votre texte", "politeness.files": {"one": "%d fichier", "other": "%d fichiers"}}`)},
	"catalogue/en.json":      {Data: []byte(`{"politeness.yours": "Your text", "politeness.files": {"one": "%d file", "other": "%d files"}}`)},
	"catalogue/fr-x-tu.json": {Data: []byte(`{"politeness.yours": "Ton texte", "politeness.files": {"one": "ton %d fichier", "other": "tes %d fichiers"}}`)},
})

// TestFamiliar shows French that says "tu": what it does not have it says as
// French does, and nobody can choose it.
func TestFamiliar(t *testing.T) {
	ctx := text.WithLang(context.Background(), text.Familiar)
	for _, c := range []struct{ got, want string }{
		{text.T(ctx, "politeness.yours"), "Ton texte"},
		{text.T(context.Background(), "politeness.yours"), "Votre texte"},
		{text.T(ctx, "politeness.files", 1), "ton 1 fichier"},
		{text.T(ctx, "politeness.files", 0), "ton 0 fichier"},
		{text.T(ctx, "politeness.files", 2), "tes 2 fichiers"},
		{text.DayLong(ctx, "2026-11-01"), text.DayLong(context.Background(), "2026-11-01")},
		{text.From(ctx).Decimal(12.5, 1), text.Decimal(12.5, 1)},
		{string(text.Familiar.Tag()), "fr"},
		{string(text.Accepted("fr-x-tu")), "fr"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	if slices.Contains(text.Languages(), text.Familiar) {
		t.Error("it can be chosen")
	}
}
