package demo

import "time"

// Section is a section (rubrique) of the first school's news, with who may write, who validates.
type Section struct {
	Name         string // also its key here
	Says         string // what it is for
	Public       bool   // its published articles make the school's public pages
	Contributors []string
	Editors      []string
	Comments     bool
}

// Sections are the sections, in the order in which they stand.
var Sections = []Section{
	{"Vie du collège", "Ce qui concerne tout le monde", false, []string{"claire.ferrand", "marc.lebrun", "paul.garnier", "remi.gauthier", "lucie.perez"}, []string{"helene.vasseur", "anne.morel"}, true},
	{"CDI", "Lectures, presse et ateliers du CDI", false, []string{"marc.lebrun"}, []string{"david.cohen"}, true},
	{"Vie scolaire", "Horaires, règlement, retards et absences", false, []string{"yanis.roux"}, []string{"samira.benali"}, false},
	{"Orientation", "Après la 3e : forums, stages, calendrier", false, []string{"claire.ferrand", "david.cohen"}, []string{"anne.morel"}, false},
	{"Association sportive", "Entraînements et rencontres du mercredi", false, []string{"yanis.roux"}, []string{"samira.benali"}, true},
	{"Portes ouvertes", "Le collège vu de dehors", true, []string{"paul.garnier", "david.cohen"}, []string{"helene.vasseur"}, false},
}

// State is where an article stands.
type State string

// The states of an article.
const (
	Draft     State = "draft"
	Submitted State = "submitted"
	SentBack  State = "sent_back"
	Scheduled State = "scheduled"
	Published State = "published"
)

// Article is an article of the demonstration.
type Article struct {
	Section, Title, Author string    // the author by identifier
	At                     time.Time // of publication, or of the last change where it is not published
	State                  State
	For                    string // everyone, pupils, guardians, staff, or the code of a division ("4B")
	Word                   string // why it was sent back
	Picture                string // name of a picture of Pictures
	Text                   string // Markdown
	Comments               []Comment
}

// Comment is a comment on an article.
type Comment struct {
	By   string
	At   time.Time
	Text string
}

// paris is the zone of the school's clock: summer time until 25 October 2026.
func paris(month time.Month, day, hour, minute int) time.Time {
	offset := 1
	if month < time.October || month == time.October && day < 25 {
		offset = 2
	}
	return time.Date(2026, month, day, hour, minute, 0, 0, time.FixedZone("Europe/Paris", offset*3600))
}

// News are the articles, the oldest first.
func News() []Article {
	var all []Article
	all = append(all, autumnNews...)
	all = append(all, novemberNews...)
	return append(all, pendingNews...)
}
