package directory

import "preau/socle/retention"

// three is the delay after which the account of someone who left goes: within
// three months of the leaving (arrêté du 30 novembre 2006, art. 6; cited from
// memory, the text was not at hand).
var three = retention.Period{Months: 3}

func left(label string, owners ...string) retention.Keep {
	k := retention.Keep{
		Owners: owners, From: retention.Left, For: three,
		Why: "annuaire de l’ENT (arrêté du 30 novembre 2006)", Label: label,
	}
	if len(owners) > 1 {
		k.Others = retention.Drop
	}
	return k
}

// Keep says how long the directory's tables are kept.
var Keep = map[string]retention.Keep{
	"directory_person":      left("Votre fiche", "id"),
	"directory_key":         left("Vos numéros dans les fichiers de l’académie", "person"),
	"directory_tie":         left("Vos établissements", "person"),
	"directory_pupil":       left("Votre scolarité", "person"),
	"directory_guardian":    left("Vos responsables et les élèves dont vous répondez", "pupil", "guardian"),
	"directory_member":      left("Vos classes et vos groupes", "person"),
	"directory_function":    left("Vos fonctions", "person"),
	"directory_import_diff": left("Ce que les imports ont changé pour vous", "person"),
	"directory_word":        left("Les mots par lesquels on vous trouve", "person"),
}
