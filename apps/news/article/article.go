// Package article is the rules of an article of the actualités: the states of its
// life, its audience in figures and in words, what becomes of its comments.
package article

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"preau/base/day"
	"preau/base/text"
	"preau/socle/directory"
	"preau/socle/rights"
)

// Object is an article: its audience reads it, the team of its section writes it.
var Object = &rights.Object{
	Name: "news.article", Table: "news_article", School: "school", Owner: "author", Label: "title",
	Share: "news_audience", Team: "news_team", TeamOf: "section",
}

// State is where an article stands. It goes from draft to submitted to
// published; an editor may send it back, and anyone who may write it takes it
// up again.
type State string

// The states. Later is never stored: it is published with an hour to come, so
// that no job is needed to make it visible.
const (
	Draft     State = "draft"
	Submitted State = "submitted"
	SentBack  State = "sent_back"
	Later     State = "later"
	Published State = "published"
	Archived  State = "archived"
)

// Action is what one does to an article as a whole.
type Action string

// What one does.
const (
	Submit   Action = "submit"
	Publish  Action = "publish"
	SendBack Action = "send_back"
	Archive  Action = "archive"
	Reopen   Action = "reopen"
)

// step is a change of state: from which states, to which, and whether it takes
// an editor.
type step struct {
	from   []State
	to     State
	editor bool
}

// steps are the life of an article. Those of an author are for what nobody
// reads yet.
var steps = map[Action][]step{
	Submit:   {{from: []State{Draft, SentBack}, to: Submitted}},
	Publish:  {{from: []State{Draft, Submitted, SentBack, Later}, to: Published, editor: true}},
	SendBack: {{from: []State{Submitted, Later}, to: SentBack, editor: true}},
	Archive: {
		{from: []State{Draft, SentBack}, to: Archived},
		{from: []State{Submitted, Later, Published}, to: Archived, editor: true},
	},
	Reopen: {
		{from: []State{Submitted}, to: Draft},
		{from: []State{Later, Archived}, to: Draft, editor: true},
	},
}

// Next is the state to which a leads from s; ok is false when it does not, or
// when it takes an editor and isEditor is false.
func (s State) Next(a Action, isEditor bool) (to State, ok bool) {
	for _, x := range steps[a] {
		if slices.Contains(x.from, s) && (isEditor || !x.editor) {
			return x.to, true
		}
	}
	return "", false
}

// Writable reports whether the text may be changed: by its author until it is
// validated, by an editor until it is archived.
func (s State) Writable(isEditor bool) bool {
	if isEditor {
		return s != Archived
	}
	return s == Draft || s == SentBack || s == Submitted
}

// At is what a stored state is at an instant, in milliseconds.
func (s State) At(publishAt, now int64) State {
	if s == Published && publishAt > now {
		return Later
	}
	return s
}

// Policy is what a section does with comments.
type Policy string

// The policies.
const (
	Open      Policy = "open"      // shown as they are written
	Moderated Policy = "moderated" // shown once an editor has accepted them
	Closed    Policy = "closed"    // none
)

// The states of a comment.
const (
	Shown     = "shown"
	Pending   = "pending"
	Hidden    = "hidden"    // by an editor, who may show it again
	Withdrawn = "withdrawn" // by its author: nobody shows it again
)

// First is the state in which a comment begins; those of the section's own
// editors need no other's eye.
func (p Policy) First(isEditor bool) string {
	if p == Moderated && !isEditor {
		return Pending
	}
	return Shown
}

// YearOf is the school year of a day, by its September: what retention counts
// from.
func YearOf(d day.Day) string {
	const august = 8
	y, m, _ := d.Date()
	if m < august {
		y--
	}
	return day.New(y, m, 1).String()[:4]
}

// Marks of Markdown that an excerpt does without: a picture goes, a link leaves
// its words.
var (
	pictures = regexp.MustCompile(`!\[[^\]]*\]\([^)]*\)`)
	links    = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	marks    = strings.NewReplacer("**", "", "__", "", "`", "", "~~", "")
)

// Excerpt is the beginning of a text in Markdown, without its marks, on one line.
func Excerpt(md string, length int) string {
	var b strings.Builder
	md = links.ReplaceAllString(pictures.ReplaceAllString(md, ""), "$1")
	for line := range strings.Lines(md) {
		bare := strings.TrimSpace(line)
		line = strings.TrimLeft(bare, "#>-*+ ")
		if line == "" {
			continue
		}
		switch item := strings.HasPrefix(bare, "- ") || strings.HasPrefix(bare, "* "); {
		case b.Len() == 0:
		case item && !strings.HasSuffix(b.String(), ":"):
			b.WriteString(" · ")
		default:
			b.WriteByte(' ')
		}
		b.WriteString(marks.Replace(line))
	}
	s := b.String()
	if utf8.RuneCountInString(s) <= length {
		return s
	}
	cut := string([]rune(s)[:length])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + "…"
}

// Words are the rows of the table by which an article is found: the words of its
// title.
func Words(school, id directory.ID, title string) (rows [][]any) {
	for _, w := range slices.Compact(slices.Sorted(slices.Values(text.Words(title)))) {
		rows = append(rows, []any{school, w, id})
	}
	return rows
}
