package imports

import (
	"context"
	"strings"
	"time"

	"preau/base/day"
	"preau/base/text"
	"preau/base/ui"
	"preau/portal/admin/desk"
	"preau/socle/directory"
	engine "preau/socle/directory/imports"
)

// looks are the kinds of lines as they are drawn.
var looks = map[string]ui.Kind{engine.New: ui.Good, engine.Changed: ui.Inform, engine.Leaving: ui.Change, engine.Doubtful: ui.Bad}

// row is a line as it is drawn; open says that its box can be ticked.
func (l line) row(ctx context.Context, open bool) ui.Difference {
	d := ui.Difference{Kind: looks[l.What], Word: l.word(ctx), Who: l.Name, Group: l.where(ctx), Then: l.then(ctx), Becomes: l.becomes(ctx)}
	if n := len(d.Becomes) - maxShown; n > 1 {
		more := ui.Becoming{Before: words.T(ctx, "admin.import.values_more", n), After: words.T(ctx, "admin.import.values_more.says")}
		d.Becomes = append(d.Becomes[:maxShown:maxShown], more)
	}
	if open && l.What != engine.Doubtful {
		d.Name, d.Value, d.On = "garder", l.id(), !l.Skip
	}
	return d
}

func (l line) word(ctx context.Context) string {
	if l.What == engine.Doubtful && l.Choice != "" {
		return words.T(ctx, "admin.import.word.settled")
	}
	return words.T(ctx, "admin.import.word."+l.What)
}

// where is the division of a pupil, the roles of the staff, the children of a
// guardian.
func (l line) where(ctx context.Context) string {
	var all []string
	for _, w := range strings.Split(l.Place, ", ") {
		if isRole(w) {
			w = desk.RoleName(ctx, directory.Role(w))
		}
		all = append(all, w)
	}
	return strings.Join(all, ", ")
}

func isRole(word string) bool {
	for _, r := range directory.Roles {
		if string(r) == word {
			return true
		}
	}
	return false
}

// then is what a line entails, in words.
func (l line) then(ctx context.Context) string {
	switch {
	case l.What == engine.Doubtful && l.Choice != "":
		return words.T(ctx, "admin.import.then."+l.Choice)
	case l.Skip && l.What != engine.Doubtful:
		return words.T(ctx, "admin.import.then.skip")
	}
	switch l.Means {
	case "code", "groups", "access", "role", "back", "leaving", "choice", engine.Away, engine.Typed:
		return words.T(ctx, "admin.import.then."+l.Means)
	}
	return words.T(ctx, "admin.import.then.card")
}

// becomes is what changes, before and after.
func (l line) becomes(ctx context.Context) []ui.Becoming {
	switch l.What {
	case engine.New:
		after := words.T(ctx, "admin.import.new_card")
		for _, c := range l.Changes {
			if n, ok := number(c.After); ok && c.Field == "guardians" {
				after = words.T(ctx, "admin.import.new_card.guardians", n)
			}
		}
		return []ui.Becoming{{Before: words.T(ctx, "admin.import.unknown"), After: after}}
	case engine.Leaving:
		for _, c := range l.Changes {
			if c.Field == "leaving" {
				return []ui.Becoming{{Before: words.T(ctx, "admin.import.present"), After: words.T(ctx, "admin.import.leaves", text.DayYear(ctx, day.Day(c.After)))}}
			}
		}
	}
	var all []ui.Becoming
	for _, c := range l.Changes {
		all = append(all, Becoming(ctx, c))
	}
	if len(all) == 0 {
		all = append(all, ui.Becoming{Before: words.T(ctx, "admin.import.unknown"), After: l.Name})
	}
	return all
}

// number reads a count written in a change.
func number(s string) (n int, ok bool) {
	for _, r := range s {
		if r < '0' || r > '9' || n > 1000 {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, s != ""
}

// Becoming is a change as it is drawn: the words of the field, before and after.
func Becoming(ctx context.Context, c engine.Change) ui.Becoming {
	b := ui.Becoming{Label: words.T(ctx, "admin.import.value."+c.Field), Before: value(ctx, c.Field, c.Before), After: value(ctx, c.Field, c.After), Known: c.Before != ""}
	switch {
	case c.Field == "key" && c.After == "":
		b.Before, b.After, b.Known = words.T(ctx, "admin.import.linked"), words.T(ctx, "admin.import.unlinked"), false
		return b
	case c.Field == "key":
		b.Before, b.After = words.T(ctx, "admin.import.present"), words.T(ctx, "admin.import.linked")
		return b
	case c.Field == "sees" || c.Field == "sees_not":
		b.Before = words.T(ctx, "admin.import."+c.Field+".before")
		return b
	case c.Field == "lessons":
		b.After, b.Known = words.T(ctx, "admin.undo.as_before"), false
		return b
	case c.Before == "":
		b.Before = words.T(ctx, "admin.import.empty")
	}
	if c.After == "" {
		b.After = words.T(ctx, "admin.import.removed")
	}
	return b
}

// value is a value as people read it.
func value(ctx context.Context, field, v string) string {
	switch field {
	case "role":
		if v != "" {
			return desk.RoleName(ctx, directory.Role(v))
		}
	case "level", "link":
		if key := "admin.import." + field + "." + v; v != "" && text.Has(text.French, key) {
			return words.T(ctx, key)
		}
	case "scholarship", "transport", "sms_ok", "address_ok":
		switch v {
		case "true":
			return words.T(ctx, "admin.yes")
		case "false":
			return words.T(ctx, "admin.no")
		}
	case "birth_date", "entered", "left", "leaving":
		if d := day.Day(v); d.Valid() {
			return text.DayYear(ctx, d)
		}
	case "group_pupil", "group_teacher", "group_form_teacher":
		return strings.ReplaceAll(v, "\n", ", ")
	}
	return v
}

// files are the names of an import's files in a few words.
func (e entry) files(ctx context.Context) string {
	if n := len(e.Files) - 1; n > 0 {
		return words.T(ctx, "admin.import.files", n, e.Files[0])
	}
	return e.Files[0]
}

// sent says who sent the files, and when.
func (m one) sent(ctx context.Context) string {
	at := text.MomentFull(ctx, time.UnixMilli(m.Import.At))
	if m.mine {
		return words.T(ctx, "admin.import.by_you", at)
	}
	return words.T(ctx, "admin.import.by", desk.Whose(ctx, m.Names[m.Import.By]), at)
}

func (m one) title() string { return "admin.import.title." + string(m.Import.State) }

// remaining says how long the work still takes.
func (m one) remaining(ctx context.Context) string {
	switch s := int(m.left.Seconds()) + 1; {
	case m.left == 0:
		return ""
	case s < 90:
		return words.T(ctx, "admin.import.left_seconds", s)
	default:
		return words.T(ctx, "admin.import.left_minutes", (s+59)/60)
	}
}
