package signin

import "preau/socle/retention"

const (
	security = "sécurité des accès à l’ENT (RGPD, art. 32)"
	access   = "compte d’accès à l’ENT (arrêté du 30 novembre 2006)"
)

// Keep says how long the tables of this package are kept. signin_attempt names
// nobody (its keys are hashes) and is emptied every day by [Desk.Sweep].
var Keep = map[string]retention.Keep{
	"signin_account": {
		Owners: []string{"person"}, From: retention.Left, For: retention.Period{Months: 3}, Others: retention.Stay,
		Why: access, Label: "Votre compte",
		Columns: map[string]string{
			"identifier": "Identifiant", "state": "État", "charter": "Version de la charte acceptée", "charter_at": "Acceptée le",
			"email": "Adresse de secours", "theme": "Thème", "size": "Taille du texte", "airy": "Lecture aérée",
			"eco": "Économie de données", "lang": "Langue", "links": "Raccourcis", "created_at": "Créé le", "seen_at": "Dernière connexion",
		},
	},
	"signin_session": {
		Owners: []string{"person"}, From: retention.Written, At: "expires_at", For: retention.Period{Days: 30}, Others: retention.Stay,
		Why: security, Label: "Vos connexions",
		Columns: map[string]string{
			"device": "Appareil", "kind": "Genre", "created_at": "Ouverte le", "seen_at": "Vue le", "expires_at": "Finit le", "ended_at": "Fermée le",
		},
	},
	"signin_code": {
		Owners: []string{"person", "made_by", "handed_by"}, From: retention.Written, At: "expires_at", For: retention.Period{Years: 1}, Others: retention.Blank,
		Why: security, Label: "Vos codes d’activation",
		Columns: map[string]string{
			"channel": "Envoyé par", "made_at": "Fait le", "expires_at": "Valable jusqu’au", "used_at": "Utilisé le", "killed_at": "Annulé le",
		},
	},
	"signin_token": {
		Owners: []string{"person"}, From: retention.Left, For: retention.Period{Months: 3}, Others: retention.Stay,
		Why: access, Label: "Vos mots de passe d’application",
		Columns: map[string]string{
			"name": "Nom", "scope": "Pour", "created_at": "Créé le", "used_at": "Utilisé le", "revoked_at": "Retiré le",
		},
	},
	"signin_draft": {
		Owners: []string{"person"}, From: retention.Written, At: "at", For: retention.Period{Days: 30}, Others: retention.Stay,
		Why: "texte en cours, gardé pour la personne qui l’écrit", Label: "Vos textes en attente",
		Columns: map[string]string{"path": "Page", "form": "Texte", "at": "Gardé le"},
	},
	"signin_device": {
		Owners: []string{"person"}, From: retention.Written, At: "seen_at", For: retention.Period{Years: 1}, Others: retention.Stay,
		Why: security, Label: "Vos appareils connus",
		Columns: map[string]string{"seen_at": "Vu le"},
	},
}
