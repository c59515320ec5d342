package imports

import (
	"cmp"
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// roles are the directory's roles by the ministry's code of a function (AAF
// ENTPersonFonctions, STS).
var roles = map[string]string{
	"ENS": "teacher", "DOC": "librarian", "EDU": "cpe", "DIR": "head", "ADJ": "deputy", "AED": "aed", "SUR": "aed", "ASE": "aed",
	"AEH": "aesh", "AESH": "aesh", "ORI": "psyen",
}

// role is what a function makes of somebody. The label decides where one code
// is for several trades: ADF (personnel administratif) is the bursar, the
// secretary and everybody of their offices, and who is neither gets no right
// over the others' accounts.
func role(f feed.Function) string {
	label := text.SortKey(f.Label + " " + f.Says)
	says := func(word string) bool { return strings.Contains(label, word) }
	switch {
	case says("adjoint") && (f.Code == "DIR" || f.Code == "ADJ"):
		return "deputy"
	case roles[f.Code] != "":
		return roles[f.Code]
	case says("infirm"):
		return "nurse"
	case says("secretaire general"), says("gestionnaire"), says("intendan"):
		return "bursar"
	case says("secret"):
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
			all[r] = text.Label(cmp.Or(f.Says, f.Label))
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
