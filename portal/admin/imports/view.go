package imports

import (
	"context"
	"net/url"
	"strings"

	"preau/base/text"
	"preau/base/ui"
	"preau/socle/directory"
	engine "preau/socle/directory/imports"
	"preau/socle/jobs"
)

// steps are the squares of the hopscotch: what is to be linked are the columns of
// tables, every other format says itself what its fields are.
func (m one) steps(ctx context.Context) []ui.Step {
	all := []ui.Step{
		{Label: words.T(ctx, "admin.import.step.send"), Detail: words.T(ctx, "admin.import.count", len(m.Import.Files))},
		{Label: words.T(ctx, "admin.import.step.link"), Detail: m.stepLink(ctx)},
		{Label: words.T(ctx, "admin.import.step.check")},
		{Label: words.T(ctx, "admin.import.step.apply")},
	}
	if m.Diff != nil {
		n := 0
		for _, t := range m.Diff.Tabs {
			n += t.Count
		}
		all[2].Detail = words.T(ctx, "admin.import.step.lines", n)
		all[3].Detail = words.T(ctx, "admin.import.step.schools", len(m.Diff.Schools))
	}
	return all
}

// step is the square that the import is on.
func (m one) step() int {
	switch m.Import.State {
	case linking:
		return 1
	case ready:
		return 2
	case applying:
		return 3
	case applied:
		return 4
	}
	if m.Import.isRead() {
		return 3
	}
	return 0
}

// work is the work that goes on.
func (m one) work(ctx context.Context) ui.Job {
	j := ui.Job{Title: words.T(ctx, "admin.import."+string(m.Import.State)), Left: m.remaining(ctx), Href: pathOf(m.Import.ID)}
	if m.Total > 1 {
		j.Done, j.Of = int(m.Done), int(m.Total)
	}
	if !m.Import.at.Stopping && m.Import.at.ID != "" {
		j.Stop = pathOf(m.Import.ID) + "/arreter"
	}
	return j
}

// again says when work that an incident stopped goes on; empty while it does.
func (m one) again(ctx context.Context) string {
	if at := m.Import.at; at.State == jobs.Ready && at.Error != "" {
		return words.T(ctx, "admin.import.again_at", text.Moment(ctx, at.RunAt))
	}
	return ""
}

// totals are the counts of people.
func (d diff) totals(ctx context.Context, key string) []ui.Total {
	n := d.People
	for _, t := range d.Tabs {
		if t.What == engine.Leaving && t.Ready == 0 {
			n.Leaving = 0 // all of them wait for a yes, or were left out
		}
	}
	all := []ui.Total{
		{Count: text.Number(n.New), Label: words.T(ctx, "admin.import."+key+".new", n.New), Kind: ui.Good},
		{Count: text.Number(n.Changed), Label: words.T(ctx, "admin.import."+key+".changed", n.Changed), Kind: ui.Inform},
		{Count: text.Number(n.Leaving), Label: words.T(ctx, "admin.import."+key+".leaving", n.Leaving), Kind: ui.Change},
	}
	if n.Doubtful > 0 {
		all = append(all, ui.Total{Count: text.Number(n.Doubtful), Label: words.T(ctx, "admin.import.total.doubtful"), Kind: ui.Bad})
	}
	return append(all, ui.Total{Count: text.Number(n.Same), Label: words.T(ctx, "admin.import.total.same")})
}

// strong and says are the two parts of the sentence beside the button.
func (d diff) strong(ctx context.Context) string {
	if d.Ready == 0 {
		return words.T(ctx, "admin.import.ready.none")
	}
	return words.T(ctx, "admin.import.ready", d.Ready)
}

func (d diff) says(ctx context.Context) string {
	var all []string
	if d.Waiting > 0 {
		all = append(all, words.T(ctx, "admin.import.ready.waiting", d.Waiting))
	}
	if d.Aside > 0 {
		all = append(all, words.T(ctx, "admin.import.ready.aside", d.Aside))
	}
	if d.Ready == 0 && len(all) == 0 {
		all = append(all, words.T(ctx, "admin.import.ready.groups"))
	}
	if len(all) == 0 {
		return ""
	}
	return "· " + strings.Join(all, " ")
}

func (d diff) apply(ctx context.Context) string {
	if d.Ready == 0 {
		return words.T(ctx, "admin.import.apply.none")
	}
	return words.T(ctx, "admin.import.apply", d.Ready)
}

// whole counts the schools that are applied.
func (d diff) whole() int {
	n := 0
	for _, s := range d.Schools {
		if s.State == engine.Applied {
			n++
		}
	}
	return n
}

// open tells whether an import that was applied still waits for an answer, or
// for one to be applied.
func (d diff) open() bool {
	for _, q := range d.Cases {
		if q.Choice == "" && len(q.answers()) > 0 {
			return true
		}
	}
	return d.whole() < len(d.Schools)
}

// newSchools names the first schools that would be made.
func (d diff) newSchools() string {
	const some = 5
	if len(d.Fresh) > some {
		return strings.Join(d.Fresh[:some], ", ") + "…"
	}
	return strings.Join(d.Fresh, ", ")
}

func (d diff) options(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: words.T(ctx, "admin.import.filter.all")}}
	for _, s := range d.Schools {
		all = append(all, ui.Option{Value: string(s.ID), Label: s.Name})
	}
	return all
}

// filtered is the school that the address chooses among several.
func (d diff) filtered() directory.ID {
	if len(d.Schools) < 2 {
		return ""
	}
	return d.At
}

// at is the address of lines of an import.
func (d diff) at(id directory.ID, what, after string) string {
	return address(id, string(d.filtered()), what, after)
}

func address(id directory.ID, school, what, after string) string {
	q := url.Values{}
	for _, p := range [...][2]string{{"ecole", school}, {"quoi", what}, {"apres", after}} {
		if p[1] != "" {
			q.Set(p[0], p[1])
		}
	}
	if len(q) == 0 {
		return pathOf(id)
	}
	return pathOf(id) + "?" + q.Encode()
}

func (d diff) filters(ctx context.Context, m one) []ui.Filter {
	n := 0
	var all []ui.Filter
	for _, t := range d.Tabs {
		n += t.Count
		all = append(all, ui.Filter{Href: d.at(m.Import.ID, t.What, ""), Label: words.T(ctx, "admin.import.tab."+t.What), Count: text.Number(t.Count), Here: d.What == t.What})
	}
	return append([]ui.Filter{{Href: d.at(m.Import.ID, "", ""), Label: words.T(ctx, "admin.import.all"), Count: text.Number(n), Here: d.What == ""}}, all...)
}

func (d diff) rows(ctx context.Context, open bool) []ui.Difference {
	all := make([]ui.Difference, len(d.Lines))
	for i, l := range d.Lines {
		all[i] = l.row(ctx, open)
	}
	return all
}

// says is the question of a case.
func (q question) says(ctx context.Context) string {
	who := q.Name
	if q.Place != "" {
		who += " (" + line{Place: q.Place}.where(ctx) + ")"
	}
	switch {
	case q.Kind == leave:
		return words.T(ctx, "admin.import.case.leave", q.Name, q.Count)
	case q.Kind != twin:
		return words.T(ctx, "admin.import.case."+string(q.Kind), who)
	case q.Same == nil:
		return words.T(ctx, "admin.import.case.twin.far", who)
	}
	known := q.Same.Name
	if q.Same.Birth.Valid() {
		known = words.T(ctx, "admin.import.known", known, text.DayYear(ctx, q.Same.Birth))
	}
	if q.Same.Division != "" {
		known += " (" + q.Same.Division + ")"
	}
	return words.T(ctx, "admin.import.case.twin", who, known)
}

// options are the answers of a case.
func (q question) options(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, a := range q.answers() {
		key := "admin.import.answer." + a
		hint := key + ".says"
		switch {
		case q.Kind == clash || q.Kind == away:
			key = "admin.import.answer." + string(q.Kind)
			hint = key + ".says"
		case q.Kind == twin && q.Same == nil:
			hint = "admin.import.answer.far.says"
		}
		all = append(all, ui.Option{Value: a, Label: words.T(ctx, key), Hint: words.T(ctx, hint)})
	}
	return all
}
