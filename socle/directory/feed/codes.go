package feed

import (
	"strings"

	"preau/base/text"
)

// kinships are the relationships between a guardian and a pupil: the one digit
// of the AAF and of the old Sconet, and the two of SIECLE's LIENS_PARENTE that
// newer sets of both carry.
var kinships = map[string]string{
	"1": "father", "2": "mother", "3": "tutor", "4": "family", "5": "child_welfare", "6": "other", "7": "self",
	"10": "mother", "20": "father", "37": "family", "38": "family", "39": "family", "41": "tutor", "42": "child_welfare",
	"50": "tutor", "51": "child_welfare", "60": "family", "70": "family", "90": "other", "99": "self",
}

// Kinship is the relationship that the ministry's code stands for, as Link.Link
// has it; "other" and false when the code is not known.
func Kinship(code string) (string, bool) {
	if link, ok := kinships[code]; ok {
		return link, true
	}
	return "other", false
}

// SchoolKind is the directory's kind of a school, from words that say it
// ("LYCEE POLYVALENT").
func SchoolKind(s string) string {
	for _, kind := range []string{"college", "lycee", "ecole"} {
		if strings.Contains(text.SortKey(s), kind) {
			return kind
		}
	}
	return "other"
}

// Civility is written as the AAF does: "M.", "Mme", "Mlle". What is none of
// these stays.
func Civility(s string) string {
	switch text.SortKey(strings.TrimSuffix(s, ".")) {
	case "m", "mr", "monsieur":
		return "M."
	case "mme", "madame":
		return "Mme"
	case "mlle", "mademoiselle":
		return "Mlle"
	}
	return s
}
