package e2e

// A kind of person, and who stands for it in the demonstration. The order is that of rights: a page's main kind is the
// first who can open it.
var kinds = []struct{ who, is string }{
	{nobody, "who has not signed in"},
	{"ines.moreau", "pupil"},
	{"nadia.moreau", "guardian"},
	{"claire.ferrand", "teacher"},
	{"david.cohen", "librarian"},
	{"emma.lopez", "substitute"},
	{"fatou.sarr", "AESH"},
	{"yanis.roux", "AED"},
	{"lucie.perez", "nurse"},
	{"samira.benali", "CPE"},
	{"remi.gauthier", "bursar"},
	{"paul.garnier", "secretary"},
	{"anne.morel", "deputy head"},
	{"helene.vasseur", "head"},
	{"lea.vidal", "partner"},
	{"admin", "administrator"},
	{"tom.berger", "pupil of another school"},
	{"adele.marchand", "adult pupil of a third"},
}

// nobody is who has not signed in.
const nobody = "nobody"
