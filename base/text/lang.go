// Package text is what people read: the catalogues of words, and the way dates,
// hours, names, numbers and lists are written in French first, in other
// languages as catalogues. It also makes the keys by which names are sorted and
// searched, so that both database engines put Élodie in the same place.
//
// A package that speaks holds catalogue/fr.json and catalogue/en.json:
//
//	//go:embed catalogue
//	var files embed.FS
//
//	var words = text.Register("news", files)
//
// and says words.T(ctx, "news.title") or text.T(ctx, "news.title").
package text

import (
	"context"
	"slices"
	"strings"
	"time"

	"preau/base/day"

	"golang.org/x/text/language"
)

// Lang is a language of the catalogues by its BCP 47 tag, "fr".
type Lang string

// The languages that are kept complete; others may have a file.
const (
	French  Lang = "fr"
	English Lang = "en"
	// Familiar is French that says "tu", as to a pupil: its files hold only the
	// texts that differ, and nobody chooses it.
	Familiar Lang = "fr-x-tu"
)

// Tag is the language as a page declares it: that of Familiar is French.
func (l Lang) Tag() Lang {
	tag, _, _ := strings.Cut(string(l), "-x-")
	return Lang(tag)
}

type (
	langKey struct{}
	zoneKey struct{}
)

// WithLang gives a context in which texts are in that language.
func WithLang(ctx context.Context, l Lang) context.Context {
	return context.WithValue(ctx, langKey{}, l)
}

// From is the language of a context, French by default.
func From(ctx context.Context) Lang {
	if l, ok := ctx.Value(langKey{}).(Lang); ok && l != "" {
		return l
	}
	return French
}

// WithZone gives a context in which hours are those of that zone: a school
// overseas has its own.
func WithZone(ctx context.Context, z *time.Location) context.Context {
	return context.WithValue(ctx, zoneKey{}, z)
}

// Zone is the zone of a context, Europe/Paris by default.
func Zone(ctx context.Context) *time.Location {
	if z, ok := ctx.Value(zoneKey{}).(*time.Location); ok && z != nil {
		return z
	}
	return day.Paris
}

// T is the text of a key in the language of the context. See Lang.T.
func T(ctx context.Context, key string, args ...any) string {
	return From(ctx).T(key, args...)
}

// Accepted is the first of the languages that an Accept-Language header
// (RFC 9110 §12.5.4) asks for and that there is a catalogue of; French when
// there is none.
func Accepted(header string) Lang {
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return French
	}
	for _, tag := range wanted {
		base, _ := tag.Base()
		if l := Lang(base.String()); slices.Contains(Languages(), l) {
			return l
		}
	}
	return French
}
