package text

import (
	"context"
	"testing"
	"time"

	"preau/base/day"
)

var (
	fr = context.Background()
	en = WithLang(fr, English)
)

func TestOwnCatalogue(t *testing.T) {
	if err := Check(); err != nil {
		t.Fatal(err)
	}
	if From(fr) != French || From(en) != English || Zone(fr) != day.Paris {
		t.Error("defaults")
	}
}

func TestDates(t *testing.T) {
	const d = day.Day("2026-11-24")
	at := d.At(10, 20, day.Paris)
	for _, c := range []struct{ name, got, want string }{
		{"weekday", Weekday(fr, d), "mardi"},
		{"weekday short", WeekdayShort(fr, d), "mar."},
		{"month", Month(fr, d), "novembre 2026"},
		{"long", DayLong(fr, d), "mardi 24 novembre"},
		{"full", DayFull(fr, d), "mardi 24 novembre 2026"},
		{"plain, first", DayPlain(fr, "2026-09-01"), "1er septembre"},
		{"year", DayYear(fr, d), "24 novembre 2026"},
		{"short", DayShort(fr, d), "24 nov."},
		{"short, whole", DayShort(fr, "2027-03-01"), "1er mars"},
		{"digits", DayDigits(d), "24/11/2026"},
		{"one day", Days(fr, "2026-11-11", "2026-11-11"), "le 11 novembre"},
		{"days", Days(fr, "2026-10-17", "2026-11-01"), "du 17 octobre au 1er novembre"},
		{"hour", Hour(fr, at), "10\u00a0h\u00a020"},
		{"hour, one digit", Hour(fr, d.At(8, 5, day.Paris)), "8\u00a0h\u00a005"},
		{"midnight", HourOf(fr, 0), "0\u00a0h"},
		{"hours", Hours(fr, d.At(8, 0, day.Paris), d.At(9, 0, day.Paris)), "de 8\u00a0h à 9\u00a0h"},
		{"moment", Moment(fr, at), "mardi 24 novembre à 10\u00a0h\u00a020"},
		{"moment full", MomentFull(fr, at), "mardi 24 novembre 2026 à 10\u00a0h\u00a020"},
		{"English long", DayLong(en, d), "Tuesday 24 November"},
		{"English first", DayFull(en, "2026-09-01"), "Tuesday 1 September 2026"},
		{"English short", DayShort(en, d), "24 Nov"},
		{"English hour", Hour(en, at), "10:20"},
		{"English days", Days(en, "2026-10-17", "2026-11-01"), "from 17 October to 1 November"},
		{"zone", Moment(WithZone(fr, time.FixedZone("", 14*3600)), at), "mardi 24 novembre à 23\u00a0h\u00a020"},
		{"zone, next day", Moment(WithZone(fr, time.FixedZone("", 14*3600)), at.Add(time.Hour)), "mercredi 25 novembre à 0\u00a0h\u00a020"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestSince(t *testing.T) {
	now := day.Day("2026-11-24").At(10, 30, day.Paris)
	for _, c := range []struct {
		at                time.Time
		french, inEnglish string
	}{
		{now, "à l’instant", "just now"},
		{now.Add(time.Minute), "à l’instant", "just now"},
		{now.Add(-time.Minute), "il y a 1 minute", "1 minute ago"},
		{now.Add(-12 * time.Minute), "il y a 12 minutes", "12 minutes ago"},
		{now.Add(-61 * time.Minute), "il y a 1 heure", "1 hour ago"},
		{now.Add(-3 * time.Hour), "il y a 3 heures", "3 hours ago"},
		{now.Add(-12 * time.Hour), "hier", "yesterday"},
		{now.AddDate(0, 0, -2), "dimanche", "Sunday"},
		{now.AddDate(0, 0, -6), "mercredi", "Wednesday"},
		{now.AddDate(0, 0, -7), "17 nov.", "17 Nov"},
		{now.AddDate(-1, 0, 0), "24 novembre 2025", "24 November 2025"},
		{now.AddDate(0, 0, 1), "demain", "tomorrow"},
	} {
		if s := Since(fr, c.at, now); s != c.french {
			t.Errorf("%s: %q, want %q", c.at, s, c.french)
		}
		if s := Since(en, c.at, now); s != c.inEnglish {
			t.Errorf("%s: %q, want %q", c.at, s, c.inEnglish)
		}
	}
	for d, want := range map[day.Day]string{
		"2026-11-24": "aujourd’hui", "2026-11-25": "demain", "2026-11-23": "hier",
		"2026-11-26": "jeudi 26 novembre", "2027-07-03": "samedi 3 juillet 2027",
	} {
		if s := Near(fr, d, "2026-11-24"); s != want {
			t.Errorf("near %s: %q, want %q", d, s, want)
		}
	}
	for d, want := range map[time.Duration]string{
		0: "0 minute", time.Minute: "1 minute", 45 * time.Minute: "45 minutes", time.Hour: "1 heure",
		2 * time.Hour: "2 heures", 90 * time.Minute: "1\u00a0h\u00a030", 65 * time.Minute: "1\u00a0h\u00a005", 72 * time.Hour: "3 jours",
	} {
		if s := Duration(fr, d); s != want {
			t.Errorf("duration %s: %q, want %q", d, s, want)
		}
	}
}

func TestFigures(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"number", Number(1234), "1\u202f234"},
		{"small", Number(999), "999"},
		{"million", Number(-1234567), "-1\u202f234\u202f567"},
		{"English", English.Number(1234567), "1,234,567"},
		{"decimal", Decimal(12.5, 2), "12,5"},
		{"rounded", Decimal(13.999, 2), "14"},
		{"thousands", Decimal(1234.5, 1), "1\u202f234,5"},
		{"half below zero", Decimal(-0.5, 1), "-0,5"},
		{"minus nothing", Decimal(-0.001, 1), "0"},
		{"English decimal", English.Decimal(12.5, 2), "12.5"},
		{"octets", Bytes(512), "512\u00a0o"},
		{"ko", Bytes(85_000), "85\u00a0ko"},
		{"nearly a Mo", Bytes(999_900), "1\u00a0Mo"},
		{"Mo", Bytes(1_440_000), "1,4\u00a0Mo"},
		{"none", Bytes(0), "0\u00a0o"},
		{"To", Bytes(5_200_000_000_000_000), "5\u202f200\u00a0To"},
		{"English bytes", English.Bytes(1_440_000), "1.4\u00a0MB"},
		{"phone", Phone("0123456789"), "01\u00a023\u00a045\u00a067\u00a089"},
		{"phone with dots", Phone("01.23.45.67.89"), "01\u00a023\u00a045\u00a067\u00a089"},
		{"phone abroad", Phone("+33123456789"), "+33\u00a01\u00a023\u00a045\u00a067\u00a089"},
		{"phone 00", Phone("0033 1 23 45 67 89"), "+33\u00a01\u00a023\u00a045\u00a067\u00a089"},
		{"phone with zero", Phone("+33 (0)1 23 45 67 89"), "+33\u00a01\u00a023\u00a045\u00a067\u00a089"},
		{"short number", Phone(" 3018 "), "3018"},
		{"other country", Phone("+32 2 123 45 67"), "+32 2 123 45 67"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"full", FullName("Inès", "Moreau"), "Inès Moreau"},
		{"family only", FullName("", " 李 "), "李"},
		{"listed", ListName("Inès", "Moreau"), "Moreau Inès"},
		{"initials", Initials("Éric", "d’Àrc-Nuñez"), "ÉD"},
		{"decomposed", Initials("E\u0301ric", ""), "É"},
		{"one sign", Initials("", "李"), "李"},
		{"quote first", Initials("’Ali", "O'Neill"), "AO"},
		{"nothing", Initials("", ""), ""},
		{"right to left", Initials("\u200fمحمد", "حسن"), "مح"},
		{"none", List(nil), ""},
		{"one", List([]string{"a"}), "a"},
		{"two", List([]string{"a", "b"}), "a et b"},
		{"three", List([]string{"a", "b", "c"}), "a, b et c"},
		{"English", ListIn(en, []string{"a", "b", "c"}), "a, b and c"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestElide(t *testing.T) {
	for _, c := range [][3]string{
		{"de", "Inès", "d’Inès"},
		{"de", "Noé", "de Noé"},
		{"de", "Élodie", "d’Élodie"},
		{"de", "E\u0301lodie", "d’E\u0301lodie"},
		{"de", "Hugo", "de Hugo"},
		{"de", "Hélène", "d’Hélène"},
		{"de", "Yves", "d’Yves"},
		{"de", "Yanis", "de Yanis"},
		{"la", "école", "l’école"},
		{"la", "classe", "la classe"},
		{"le", "onzième", "le onzième"},
		{"que", "il", "qu’il"},
		{"le", "œil", "l’œil"},
		{"à", "Inès", "à Inès"},
		{"De", "Ali", "D’Ali"},
		{"de", "", "de "},
		{"de", "李", "de 李"},
		{"de", "« Idées »", "de « Idées »"},
	} {
		if s := Elide(c[0], c[1]); s != c[2] {
			t.Errorf("%s + %s: %q, want %q", c[0], c[1], s, c[2])
		}
	}
}

func BenchmarkT(b *testing.B) {
	for b.Loop() {
		T(fr, "text.today")
	}
}

func BenchmarkDayLong(b *testing.B) {
	for b.Loop() {
		DayLong(fr, "2026-11-24")
	}
}

func BenchmarkSortKey(b *testing.B) {
	for b.Loop() {
		SortKey("d’Àrc-Nuñez")
	}
}
