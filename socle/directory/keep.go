package directory

import "preau/socle/retention"

// three is the delay after which the account of someone who left goes: within
// three months of the leaving (arrêté du 30 novembre 2006, art. 6; cited from
// memory, the text was not at hand).
var three = retention.Period{Months: 3}

func left(label string, columns map[string]string, owners ...string) retention.Keep {
	k := retention.Keep{
		Owners: owners, From: retention.Left, For: three, Columns: columns,
		Why: "annuaire de l’ENT (arrêté du 30 novembre 2006)", Label: label,
	}
	if len(owners) > 1 {
		k.Others = retention.Drop
	}
	return k
}

// Keep says how long the directory's tables are kept.
var Keep = map[string]retention.Keep{
	"directory_person": left("Votre fiche", map[string]string{
		"civility": "Civilité", "family_name": "Nom", "first_name": "Prénom", "birth_name": "Nom de naissance", "other_names": "Autres prénoms",
		"birth_date": "Date de naissance", "email": "Courriel", "phone": "Téléphone", "mobile": "Mobile", "work_phone": "Téléphone professionnel",
		"street": "Rue", "postal_code": "Code postal", "town": "Ville", "country": "Pays", "sms_ok": "SMS acceptés",
		"address_ok": "Adresse communicable aux associations de parents", "created_at": "Fiche créée le", "alone": "Fermé à vos responsables",
	}, "id"),
	"directory_key":   left("Vos numéros dans les fichiers de l’académie", map[string]string{"source": "Fichier", "key": "Numéro"}, "person"),
	"directory_tie":   left("Vos établissements", map[string]string{"school": "Établissement", "role": "Rôle", "title": "Fonction", "from_day": "Du", "until_day": "Au", "source": "Su par"}, "person"),
	"directory_pupil": left("Votre scolarité", map[string]string{"school": "Établissement", "mef": "Formation (MEF)", "board": "Régime", "status": "Statut", "scholarship": "Boursier", "transport": "Transport scolaire", "entered": "Entrée le", "left_day": "Sortie le"}, "person"),
	"directory_guardian": left("Vos responsables et les élèves dont vous répondez", map[string]string{
		"pupil": "Élève", "guardian": "Responsable", "link": "Lien", "level": "Qualité", "contact_order": "Ordre d’appel", "pays": "Paie les frais",
		"contact": "À prévenir", "may_receive": "Reçoit les courriers", "may_see": "Voit la scolarité", "why_not": "Pourquoi non", "source": "Su par",
	}, "pupil", "guardian"),
	"directory_member":      left("Vos classes et vos groupes", map[string]string{"group_id": "Classe ou groupe", "school": "Établissement", "part": "À titre de"}, "person"),
	"directory_function":    left("Vos fonctions", map[string]string{"school": "Établissement", "code": "Code", "label": "Fonction", "discipline": "Discipline"}, "person"),
	"directory_import_diff": left("Ce que les imports ont changé pour vous", map[string]string{"school": "Établissement", "what": "Nature", "name": "Nom", "place": "Lieu", "changes": "Changements"}, "person"),
	"directory_import_undo": left("Ce qui permet d’annuler un import", map[string]string{"school": "Établissement", "at": "Écrit le", "before": "Avant", "after": "Après"}, "person"),
	"directory_field": {
		Owners: []string{"person", "by_id"}, From: retention.Left, For: three, Others: retention.Blank,
		Columns: map[string]string{"field": "Champ", "source": "Su par", "said": "Ce que disent les fichiers", "at": "Écrit le"},
		Why:     "annuaire de l’ENT (arrêté du 30 novembre 2006)", Label: "D’où viennent les valeurs de votre fiche",
	},
	"directory_apart": left("Les numéros qui ne sont pas les vôtres", map[string]string{"source": "Fichier", "key": "Numéro"}, "person"),
	"directory_word":  left("Les mots par lesquels on vous trouve", map[string]string{"word": "Mot"}, "person"),
}
