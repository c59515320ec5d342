package imports

import (
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// roles are the directory's roles by the ministry's code of a function (AAF
// ENTPersonFonctions, STS).
var roles = map[string]string{
	"ENS": "teacher", "DOC": "librarian", "EDU": "cpe", "DIR": "head", "ADJ": "deputy", "AED": "aed", "SUR": "aed", "ASE": "aed",
	"AEH": "aesh", "AESH": "aesh", "ADF": "bursar", "ORI": "psyen",
}

// role is what a function makes of somebody. The label decides where one code
// is for several trades.
func role(f feed.Function) string {
	label := text.SortKey(f.Label + " " + f.Says)
	switch {
	case strings.Contains(label, "adjoint") && (f.Code == "DIR" || f.Code == "ADJ"):
		return "deputy"
	case strings.Contains(label, "infirm"):
		return "nurse"
	case roles[f.Code] != "":
		return roles[f.Code]
	case strings.Contains(label, "secret"):
		return "secretary"
	}
	return "agent"
}

// hats are the roles of somebody in one school, each with its title: what is
// taught, or the function's own name.
func hats(v *feed.Staff, school string) map[string]string {
	all := map[string]string{}
	for _, f := range v.Functions {
		if f.School != school {
			continue
		}
		r := role(f)
		if _, known := all[r]; !known {
			all[r] = sentence(either(f.Says, f.Label))
		}
	}
	if len(all) == 0 {
		if v.Teacher {
			all["teacher"] = ""
		} else {
			all["agent"] = ""
		}
	}
	return all
}

// sentence puts a label of capitals in lower case, but for its first letter.
func sentence(s string) string {
	if s != strings.ToUpper(s) || s == "" {
		return s
	}
	r := []rune(strings.ToLower(s))
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

func either(a, b string) string {
	if a == "" {
		return b
	}
	return a
}
