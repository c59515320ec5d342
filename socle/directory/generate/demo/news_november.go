package demo

import "time"

// novemberNews is what was published since the autumn holidays.
var novemberNews = []Article{
	{
		Section: "Vie du collège", Title: "La rentrée de novembre", Author: "helene.vasseur", At: paris(time.November, 2, 8, 0), State: Published, For: "everyone",
		Text: `Les cours reprennent lundi 2 novembre à l'heure habituelle, en semaine A.

La porte nord du bâtiment B est de nouveau ouverte. La salle 112 reste fermée jusqu'au 20 novembre : les cours de technologie ont lieu en salle 118.`,
	},
	{
		Section: "Portes ouvertes", Title: "Le collège des Tilleuls en quelques mots", Author: "paul.garnier", At: paris(time.November, 3, 10, 0), State: Published, For: "everyone", Picture: "cour",
		Text: `Le collège accueille 486 élèves dans dix-huit classes, de la 6e à la 3e.

Les élèves apprennent l'anglais dès la 6e, puis l'espagnol ou l'allemand à partir de la 5e. Le latin est proposé sur trois ans.

Le collège a un CDI, un gymnase, un mur d'escalade et un jardin tenu par les élèves.`,
	},
	{
		Section: "Vie scolaire", Title: "Nouvelle salle d’étude au rez-de-chaussée", Author: "samira.benali", At: paris(time.November, 4, 9, 40), State: Published, For: "pupils",
		Text: `L'étude se tient maintenant en salle 014. On y travaille en silence le matin, à voix basse l'après-midi.

Deux tables du fond sont gardées pour le travail à plusieurs. Demande à M. Roux.`,
	},
	{
		Section: "CDI", Title: "Un auteur vient lire avec les 5e", Author: "marc.lebrun", At: paris(time.November, 6, 13, 15), State: Published, For: "everyone", Picture: "livres",
		Text: `Un auteur de romans pour la jeunesse passe la journée du jeudi 12 novembre au CDI. Chaque classe de 5e le rencontre une heure.

Les élèves ont préparé leurs questions en français. Une dédicace est possible à 16 h 30 pour ceux qui apportent un livre.`,
		Comments: []Comment{{"david.cohen", paris(time.November, 6, 15, 0), "Quatre exemplaires de son dernier roman sont en prêt au CDI."}},
	},
	{
		Section: "Vie du collège", Title: "Réunion parents et professeurs de 4e", Author: "anne.morel", At: paris(time.November, 9, 17, 30), State: Published, For: "guardians",
		Text: `La réunion des parents de 4e a lieu **jeudi 26 novembre, de 17 h à 20 h**, dans les salles du premier étage.

Chaque rendez-vous dure dix minutes. Votre enfant peut venir avec vous.

Des parents séparés peuvent demander deux rendez-vous : dites-le au secrétariat.`,
		Comments: []Comment{{"julien.moreau", paris(time.November, 10, 12, 35), "Bonsoir, est-il possible de venir après 19 h ?"}, {"anne.morel", paris(time.November, 10, 14, 0), "Oui, les derniers rendez-vous sont à 19 h 50."}},
	},
	{
		Section: "Association sportive", Title: "Badminton : les minimes en finale", Author: "yanis.roux", At: paris(time.November, 12, 9, 0), State: Published, For: "everyone", Picture: "gymnase",
		Text: `L'équipe minimes de badminton a gagné ses trois rencontres mercredi. Elle jouera la finale du district le mercredi 2 décembre.

Le car part à 12 h 45. Les familles peuvent assister aux matchs, l'entrée du gymnase est libre.`,
	},
	{
		Section: "Vie du collège", Title: "Vaccination : la séance du 8 décembre", Author: "lucie.perez", At: paris(time.November, 13, 11, 0), State: Published, For: "guardians",
		Text: `Une séance de vaccination est proposée aux élèves de 5e mardi 8 décembre, à l'infirmerie. Elle est gratuite et n'est pas obligatoire.

L'autorisation est à rendre sous enveloppe fermée à l'infirmerie avant le mardi 1er décembre, avec une copie du carnet de santé.

Je réponds à vos questions par téléphone, le matin.`,
	},
	{
		Section: "Orientation", Title: "Forum des métiers le 4 décembre", Author: "anne.morel", At: paris(time.November, 16, 10, 30), State: Published, For: "everyone",
		Text: `Vingt-six professionnels présentent leur métier vendredi 4 décembre, de 14 h à 17 h, dans le gymnase.

Les 3e y vont par classe. Les 4e peuvent venir à partir de 16 h, avec l'accord d'un parent.

Vous exercez un métier que vous aimeriez raconter ? Il reste trois tables : écrivez au secrétariat.`,
	},
	{
		Section: "Vie du collège", Title: "Conseils de classe : le calendrier", Author: "anne.morel", At: paris(time.November, 17, 18, 0), State: Published, For: "staff",
		Text: `Les conseils du premier trimestre se tiennent du lundi 30 novembre au mardi 8 décembre.

Les notes sont arrêtées trois jours avant chaque conseil. Les appréciations sont attendues la veille à midi.

Le détail par classe est affiché en salle des professeurs.`,
	},
	{
		Section: "Portes ouvertes", Title: "Venez visiter le collège le 6 mars", Author: "david.cohen", At: paris(time.November, 18, 9, 0), State: Published, For: "everyone", Picture: "cour",
		Text: `Le collège ouvre ses portes **samedi 6 mars 2027, de 9 h à 12 h**.

Les élèves de 6e guident les visites, qui durent quarante minutes. Les professeurs présentent les langues, le latin et la section sportive.

L'entrée se fait par la rue des Tilleuls. L'ensemble du parcours est accessible en fauteuil.`,
	},
	{
		Section: "CDI", Title: "Le prix des lecteurs commence", Author: "david.cohen", At: paris(time.November, 20, 8, 30), State: Published, For: "pupils",
		Text: `Cinq romans sont en course pour le prix des lecteurs. Tu as jusqu'au 2 avril pour en lire au moins trois et voter.

Chaque titre existe aussi en version audio et en gros caractères. Inscris-toi au CDI.`,
	},
	{
		Section: "Vie du collège", Title: "Menu de la semaine du 23 novembre", Author: "remi.gauthier", At: paris(time.November, 23, 7, 45), State: Published, For: "everyone",
		Text: `- Lundi : velouté de potiron, omelette, pommes sautées, fruit
- Mardi : carottes râpées, poulet, semoule, fromage blanc
- Jeudi : lentilles en salade, gratin de légumes, compote
- Vendredi : betteraves, poisson, riz, gâteau au yaourt

Le jeudi est sans viande pour tous. Les allergènes sont affichés à l'entrée du self.`,
	},
}

// pendingNews is what is not published: each state once or twice.
var pendingNews = []Article{
	{
		Section: "Vie du collège", Title: "4e B : le rallye de mathématiques", Author: "claire.ferrand", At: paris(time.November, 23, 18, 10), State: Submitted, For: "4B",
		Text: `La 4e B participe au rallye de mathématiques du mardi 15 décembre, par équipes de trois.

Mme Vidal vient présenter les épreuves lundi 7 décembre. Les équipes sont à donner avant cette date.`,
	},
	{
		Section: "CDI", Title: "Atelier d’écriture du mardi", Author: "marc.lebrun", At: paris(time.November, 23, 20, 5), State: Draft, For: "pupils",
		Text: `Un atelier d'écriture s'ouvre le mardi de 13 h à 13 h 45, à partir du 1er décembre.

On y écrit des textes courts, on les lit si on veut. Douze places.`,
	},
	{
		Section: "Vie scolaire", Title: "Ce qui change à la cantine en janvier", Author: "yanis.roux", At: paris(time.November, 20, 15, 30), State: SentBack, For: "everyone",
		Word: "Pouvez-vous ajouter l'heure de passage de chaque niveau ? Le reste est clair.",
		Text: `À partir du lundi 4 janvier, le passage au self se fait par niveau, toutes les dix minutes.

Les élèves qui ont une activité à 13 h gardent leur carte prioritaire.`,
	},
	{
		Section: "Association sportive", Title: "Sortie patinoire du 16 décembre", Author: "samira.benali", At: paris(time.November, 30, 8, 0), State: Scheduled, For: "everyone", Picture: "gymnase",
		Text: `L'association sportive va à la patinoire mercredi 16 décembre, de 13 h 30 à 16 h 30.

Cinquante places, dans l'ordre des inscriptions. Gants obligatoires, casques prêtés sur place.`,
	},
	{
		Section: "Orientation", Title: "Lycées du secteur : les dates de visite", Author: "david.cohen", At: paris(time.November, 24, 8, 50), State: Submitted, For: "everyone",
		Text: `Les trois lycées du secteur reçoivent les familles en février et en mars. Les dates arrivent au fur et à mesure.

Le lycée Olympe-de-Gouges ouvre le samedi 27 février au matin.`,
	},
}
