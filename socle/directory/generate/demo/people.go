package demo

// Person is somebody who signs in to the demonstration; the password of all is the demonstration's.
type Person struct {
	ID, First, Family string
	Roles             []string // of the directory
	School            string   // UAI; empty for the administrator of the platform
	Says              string   // who it is, in French
}

// People are those who sign in, in the order in which guides name them.
var People = []Person{
	{"ines.moreau", "Inès", "Moreau", []string{"pupil"}, Tilleuls, "élève de 4e B"},
	{"noe.moreau", "Noé", "Moreau", []string{"pupil"}, Tilleuls, "son frère, élève de 6e A"},
	{"nadia.moreau", "Nadia", "Moreau", []string{"guardian"}, Tilleuls, "leur mère"},
	{"julien.moreau", "Julien", "Moreau", []string{"guardian"}, Tilleuls, "leur père, à une autre adresse"},
	{"claire.ferrand", "Claire", "Ferrand", []string{"teacher"}, Tilleuls, "professeure de mathématiques, professeure principale de 4e B"},
	{"marc.lebrun", "Marc", "Lebrun", []string{"teacher", "guardian"}, Tilleuls, "professeur de français, et père d’une élève de 5e C"},
	{"emma.lopez", "Emma", "Lopez", []string{"teacher"}, Tilleuls, "professeure d’anglais, remplaçante jusqu’au 18 décembre"},
	{"david.cohen", "David", "Cohen", []string{"librarian"}, Tilleuls, "professeur documentaliste"},
	{"samira.benali", "Samira", "Benali", []string{"cpe"}, Tilleuls, "CPE"},
	{"yanis.roux", "Yanis", "Roux", []string{"aed"}, Tilleuls, "AED, vie scolaire"},
	{"fatou.sarr", "Fatou", "Sarr", []string{"aesh"}, Tilleuls, "AESH d’un élève de 4e B"},
	{"lucie.perez", "Lucie", "Pérez", []string{"nurse"}, Tilleuls, "infirmière"},
	{"helene.vasseur", "Hélène", "Vasseur", []string{"head"}, Tilleuls, "principale"},
	{"anne.morel", "Anne", "Morel", []string{"deputy"}, Tilleuls, "principale adjointe"},
	{"remi.gauthier", "Rémi", "Gauthier", []string{"bursar"}, Tilleuls, "secrétaire général"},
	{"paul.garnier", "Paul", "Garnier", []string{"secretary"}, Tilleuls, "secrétaire : imports et comptes"},
	{"admin", "Administration", "Préau", []string{"admin"}, "", "administrateur de la plateforme"},
	{"lea.vidal", "Léa", "Vidal", []string{"partner"}, Tilleuls, "intervenante extérieure, jusqu’au 30 juin"},
	{"tom.berger", "Tom", "Berger", []string{"pupil"}, Schoelcher, "élève d’un autre collège"},
	{"adele.marchand", "Adèle", "Marchand", []string{"pupil"}, Gouges, "élève majeure du lycée"},
}

// Extra is a fact of the demonstration that AAF cannot carry.
type Extra struct {
	ID       string
	Add      bool   // not in any file: the person is to be made
	Role     string // the tie that the fact is about
	Until    string // its last day
	Helps    string // identifier of the pupil whom an AESH helps
	Title    string // the function in words
	Offline  bool   // exists on paper: no account is to be activated
	Division string
}

// Extras are those facts.
var Extras = []Extra{
	{ID: "admin", Add: true, Role: "admin", Title: "Administrateur de la plateforme"},
	{ID: "lea.vidal", Add: true, Role: "partner", Title: "Intervenante, Rallye maths", Until: "2027-06-30"},
	{ID: "emma.lopez", Role: "teacher", Title: "Remplaçante", Until: "2026-12-18"},
	{ID: "fatou.sarr", Role: "aesh", Helps: "malo.tessier", Division: "4B"},
	{ID: "oumar.sow", Role: "guardian", Offline: true},
	{ID: "odile.pasquier", Role: "guardian", Offline: true},
}
