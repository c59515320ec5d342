package contacts

import (
	"preau/socle/directory"
	"preau/socle/rights"
)

// The rights separate knowing that somebody is here from reading what the
// school's file says of them: each sees what their task needs and no more
// (RGPD, art. 5, 1, c: minimisation; cited from memory).
var (
	findPeople = &rights.Right{
		Name: "contacts.find", Says: "trouver quelqu’un dans l’annuaire",
		Give: reach(rights.School, office, map[directory.Role]rights.Reach{
			directory.Pupil: rights.MyGroups, directory.Guardian: rights.Wards, directory.Teacher: rights.MyCourses,
			directory.AESH: rights.MyGroups, directory.Partner: rights.MyGroups, directory.Agent: rights.Self,
			directory.Librarian: rights.School, directory.Bursar: rights.School, directory.PsyEN: rights.School, directory.Admin: rights.School,
		}),
		Max: map[directory.Role]rights.Reach{directory.Teacher: rights.School, directory.AESH: rights.School, directory.Agent: rights.School},
	}
	findStaff = &rights.Right{
		Name: "contacts.staff", Says: "trouver les personnes qui travaillent dans l’établissement",
		Give: reach(rights.School, directory.Staff, map[directory.Role]rights.Reach{
			directory.Pupil: rights.School, directory.Guardian: rights.School, directory.Admin: rights.School,
		}),
	}
	readMail = &rights.Right{
		Name: "contacts.mail", Says: "lire l’adresse électronique professionnelle des collègues",
		Give: reach(rights.School, directory.Staff, nil),
	}
	readGuardians = &rights.Right{
		Name: "contacts.guardians", Says: "savoir qui répond d’un élève",
		Give: reach(rights.School, office, map[directory.Role]rights.Reach{
			directory.Pupil: rights.Self, directory.Guardian: rights.Wards, directory.Teacher: rights.MyCourses, directory.Bursar: rights.School,
		}),
	}
	readDetails = &rights.Right{
		Name: "contacts.details", Says: "lire les téléphones et les adresses", Log: true,
		Give: reach(rights.School, office, map[directory.Role]rights.Reach{directory.Teacher: rights.MyCourses}),
		Max:  map[directory.Role]rights.Reach{directory.Bursar: rights.School, directory.PsyEN: rights.School},
	}
	readClass = &rights.Right{
		Name: "contacts.class", Says: "ouvrir la page d’une classe",
		Give: reach(rights.School, directory.Staff, map[directory.Role]rights.Reach{
			directory.Pupil: rights.MyGroups, directory.Guardian: rights.MyGroups, directory.Partner: rights.MyGroups, directory.Admin: rights.School,
		}),
	}
	readClassmates = &rights.Right{
		Name: "contacts.classmates", Says: "lire le prénom des camarades de classe de ses enfants",
		Give: map[directory.Role]rights.Reach{directory.Guardian: rights.Nobody},
		Max:  map[directory.Role]rights.Reach{directory.Guardian: rights.MyGroups},
	}
	readPictures = &rights.Right{
		Name: "contacts.pictures", Says: "voir les photos pour lesquelles un accord est donné",
		Give: reach(rights.School, office, map[directory.Role]rights.Reach{
			directory.Pupil: rights.MyGroups, directory.Guardian: rights.Wards, directory.Teacher: rights.MyCourses,
			directory.Librarian: rights.School, directory.AESH: rights.MyGroups,
		}),
	}
	giveConsent = &rights.Right{
		Name: "contacts.consent", Says: "donner ou retirer l’accord pour la photo",
		Give: reach(rights.School, desk, map[directory.Role]rights.Reach{directory.Pupil: rights.Self, directory.Guardian: rights.Wards}),
	}
)

// office are those who look after every pupil of a school.
var office = []directory.Role{
	directory.Head, directory.Deputy, directory.CPE, directory.AED, directory.Nurse, directory.Secretary,
}

// desk are those who write in the school's name.
var desk = []directory.Role{directory.Head, directory.Deputy, directory.Secretary}

// reach gives the same reach to the roles, and to others what more says.
func reach(r rights.Reach, roles []directory.Role, more map[directory.Role]rights.Reach) map[directory.Role]rights.Reach {
	give := map[directory.Role]rights.Reach{}
	for _, role := range roles {
		give[role] = r
	}
	for role, other := range more {
		give[role] = other
	}
	return give
}

// staff are the people who work in a school: the view contacts_staff.
var staff = &rights.Object{
	Name: "contacts.staff", Table: "contacts_staff", ID: "person", School: "school", Owner: "person", People: true,
}

// pictures are the portraits: what keeps their bytes.
var pictures = &rights.Object{
	Name: "contacts.picture", Table: "contacts_picture", ID: "person", School: "school", Owner: "person",
}
