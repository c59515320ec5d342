package table

import (
	"cmp"
	"slices"
	"strings"

	"preau/base/text"
)

// synonyms are what headers say, folded and without the words that only join.
var synonyms = spread(map[Meaning]string{
	ID:       "id identifiant identifiantinterne idinterne numero numeroeleve numeleve numinterne matricule cle identifier externalid externalkey internalid eleveid elenoet codeeleve localid",
	INE:      "ine identifiantnational numeronational numeroine ineea nationalid nationalnumber identifiantnationaleleve",
	Whole:    "nometprenom nomprenom prenomnom prenometnom nomcomplet identite fullname name completename",
	Family:   "nom nomfamille familyname lastname surname patronyme noms",
	Usage:    "nomusage usage usedname preferredname",
	AtBirth:  "nomnaissance nompatronymique nomjeunefille birthname maidenname",
	First:    "prenom prenoms prenom1 premierprenom prenomusuel firstname firstnames givenname forename",
	Others:   "autresprenoms autreprenom prenom2 deuxiemeprenom secondprenom middlename middlenames othernames",
	Civility: "civilite titre title sexe sex genre gender",
	Birth:    "naissance datenaissance neele neelee nele nee ne datenaiss ddn birth birthdate birthday dateofbirth dateofbirthday dob bornon born",
	Class:    "classe classes division divisions libelleclasse codeclasse codedivision class classname homeroom form registrationgroup tutorgroup",
	Groups:   "groupe groupes regroupement regroupements group groupname",
	Board:    "regime board",
	Entered:  "dateentree entree entrele datearrivee dateinscription inscritle entrydate startdate enrolled",
	Left:     "datesortie sortie sortile datedepart exitdate leavingdate enddate leftdate",
	Function: "fonction fonctions role roles poste metier corps emploi statut job jobtitle position",
	Subject:  "matiere matieres discipline disciplines enseignement specialite subject subjects",
	Form:     "professeurprincipal profprincipal pp ppde professeurprincipalde profprincipalde formteacher formteacherof formtutor",
	Link:     "lien lienparente parente qualite relation relationship link kinship",
	Email:    "courriel courriels email emails mail mel adressemail adresseemail adressecourriel adresseelectronique courrielprofessionnel emailpro mailpro emailaddress mailaddress",
	Phone:    "telephone tel telephonefixe telfixe teldomicile telephonedomicile fixe domicile phone telephonenumber phonenumber homephone landline",
	Mobile:   "portable mobile telportable telephoneportable telmobile telephonemobile gsm cell cellphone mobilephone",
	Work:     "teltravail telephonetravail telpro telephoneprofessionnel telephonepro travail workphone",
	Street:   "adresse adresse1 rue adressepostale voie ligneadresse address address1 street addressline1 streetaddress",
	Code:     "codepostal cp postalcode zip zipcode postcode",
	Town:     "ville commune localite town city",
	Country:  "pays country",
})

// spread gives the meaning of each of the words that share one.
func spread(meanings map[Meaning]string) map[string]Meaning {
	all := map[string]Meaning{}
	for m, list := range meanings {
		for w := range strings.FieldsSeq(list) {
			all[w] = m
		}
	}
	return all
}

// joining are words of a header that say nothing.
var joining = strings.Fields("de du des d l la le les un n no s son sa of the s")

// guardians are words by which a header speaks of who answers for a pupil, and
// of which one where they say so.
var guardians = map[string]string{
	"responsable": "", "responsables": "", "resp": "", "rl": "", "parent": "", "parents": "", "tuteur": "", "representant": "", "legal": "", "legaux": "", "guardian": "", "famille": "",
	"responsable1": firstGuardian, "resp1": firstGuardian, "r1": firstGuardian, "rl1": firstGuardian, "parent1": firstGuardian, "guardian1": firstGuardian, "pere": firstGuardian, "father": firstGuardian,
	"responsable2": secondGuardian, "resp2": secondGuardian, "r2": secondGuardian, "rl2": secondGuardian, "parent2": secondGuardian, "guardian2": secondGuardian, "mere": secondGuardian, "mother": secondGuardian,
}

// children are words by which a header speaks of a pupil.
var children = strings.Fields("eleve eleves enfant enfants child pupil student")

// words are those of a header, folded: letters and digits.
func words(header string) []string {
	return strings.FieldsFunc(text.SortKey(header), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') })
}

// guess is what a header says a column is; nothing when it is not known.
func guess(header string) Meaning {
	all := words(header)
	if whole, known := synonyms[strings.Join(all, "")]; known {
		return whole
	}
	who, about, rest := "", false, ""
	for _, w := range all {
		of, guardian := guardians[w]
		switch {
		case guardian && (w != "famille" || len(all) > 1 && !slices.Contains(all, "nom")):
			about = true
			who = cmp.Or(of, who)
		case slices.Contains(children, w):
			who = child
		case about && (w == "1" || w == "2"):
			who = "g" + w
		case !slices.Contains(joining, w):
			rest += w
		}
	}
	if about && who == "" {
		who = firstGuardian
	}
	m := synonyms[rest]
	if rest == "" && who != "" {
		m = Whole
	}
	switch {
	case m == "" || who == "":
		return m
	case who == child && slices.Contains(ofChild, m), who != child && slices.Contains(ofGuardian, m):
		return Meaning(who) + "." + m
	case who == child:
		return m // "Ville de l’élève"
	}
	return ""
}
