package demo

import "time"

// autumnNews is what was published before the autumn holidays.
var autumnNews = []Article{
	{
		Section: "Vie du collège", Title: "Les élections des parents d’élèves", Author: "anne.morel", At: paris(time.September, 29, 17, 0), State: Published, For: "guardians",
		Text: `Vous élirez vos représentants au conseil d'administration **le vendredi 9 octobre**, de 8 h à 12 h, dans le hall.

Chaque parent vote, même quand les parents sont séparés. Le matériel de vote arrive par l'élève cette semaine, dans une enveloppe à chaque nom.

Vous pouvez aussi voter par correspondance : déposez l'enveloppe fermée au secrétariat avant le jeudi 8 octobre à 17 h.`,
	},
	{
		Section: "CDI", Title: "Le CDI ouvre à la pause de midi", Author: "david.cohen", At: paris(time.September, 30, 9, 15), State: Published, For: "pupils", Picture: "livres",
		Text: `Le CDI est ouvert tous les jours de 12 h 45 à 13 h 40, sauf le mercredi. Vingt-huit places, on entre avec sa carte.

Tu peux y lire, y travailler seul ou à deux, emprunter trois livres pour trois semaines.

Une étagère « À essayer » attend ceux qui ne savent pas quoi lire. Les livres y sont courts, et on a le droit de ne pas les finir.`,
		Comments: []Comment{{"ines.moreau", paris(time.September, 30, 18, 20), "Est-ce qu'on peut réserver une bande dessinée déjà empruntée ?"}, {"david.cohen", paris(time.October, 1, 8, 40), "Oui, au bureau d'entrée. Tu reçois un message quand elle revient."}},
	},
	{
		Section: "Association sportive", Title: "Les horaires de l’association sportive", Author: "samira.benali", At: paris(time.October, 1, 11, 30), State: Published, For: "everyone", Picture: "gymnase",
		Text: `L'association sportive reprend **mercredi 7 octobre**.

- 13 h à 14 h 30 : badminton et tennis de table, gymnase
- 14 h 30 à 16 h : handball, plateau extérieur
- 13 h à 15 h : escalade, à partir de la 5e

La cotisation est de 20 euros pour l'année. Les deux premières séances sont libres.`,
	},
	{
		Section: "Vie scolaire", Title: "Entrer et sortir du collège", Author: "samira.benali", At: paris(time.October, 2, 8, 0), State: Published, For: "everyone",
		Text: `La grille ouvre à 7 h 45 et ferme à 8 h 05. Après 8 h 05, l'élève passe par la vie scolaire, qui note le retard.

La sortie en cours de journée suit le régime choisi par les parents. Il se change par écrit, auprès de la vie scolaire, avant le jour concerné.`,
	},
	{
		Section: "Vie du collège", Title: "Exercice d’évacuation de jeudi", Author: "remi.gauthier", At: paris(time.October, 5, 16, 45), State: Published, For: "staff",
		Text: `L'exercice d'évacuation aura lieu jeudi 8 octobre dans la matinée.

Chaque classe rejoint le point marqué sur la porte de la salle. Le professeur emporte la feuille d'appel et la remet à la vie scolaire, sous le préau.

Le bâtiment B sort par l'escalier extérieur : la porte nord est en travaux jusqu'aux vacances.`,
	},
	{
		Section: "CDI", Title: "Une semaine pour la presse locale", Author: "david.cohen", At: paris(time.October, 6, 10, 0), State: Published, For: "everyone",
		Text: `Quatre journaux de la région sont en lecture libre au CDI jusqu'au vendredi 16 octobre.

Les classes de 4e comparent la une du même jour. Leurs affiches seront accrochées dans le couloir du premier étage.`,
	},
	{
		Section: "Vie du collège", Title: "4e B : la sortie au planétarium", Author: "claire.ferrand", At: paris(time.October, 8, 12, 10), State: Published, For: "4B", Picture: "planetarium",
		Text: `La 4e B part au planétarium **mardi 13 octobre**. Départ à 9 h de la cour, retour à 16 h.

Chaque élève apporte un pique-nique, de l'eau et de quoi écrire. L'entrée et le car sont pris en charge par le collège.

L'autorisation de sortie est à rendre à Mme Ferrand avant lundi.`,
		Comments: []Comment{{"nadia.moreau", paris(time.October, 8, 19, 5), "Bonjour, faut-il prévoir un sac à dos pour la journée ?"}, {"claire.ferrand", paris(time.October, 9, 7, 50), "Bonjour, un petit sac suffit. Les cartables restent en salle 204."}},
	},
	{
		Section: "Orientation", Title: "3e : trouver son stage d’observation", Author: "anne.morel", At: paris(time.October, 9, 14, 0), State: Published, For: "everyone",
		Text: `Le stage d'observation des 3e a lieu du lundi 14 au vendredi 18 décembre.

La convention se retire au secrétariat. Elle revient signée par l'entreprise et par un parent avant le **vendredi 27 novembre**.

Vous n'avez pas de piste ? Une permanence aide les élèves le jeudi de 13 h à 14 h, au CDI.`,
	},
	{
		Section: "Vie du collège", Title: "Vos représentants sont élus", Author: "helene.vasseur", At: paris(time.October, 12, 9, 30), State: Published, For: "everyone",
		Text: `Sept parents ont été élus au conseil d'administration vendredi. La participation est de 38 %, trois points de plus que l'an dernier.

La liste est affichée dans le hall. Merci aux familles qui ont tenu le bureau de vote.`,
	},
	{
		Section: "Association sportive", Title: "Cross du collège vendredi", Author: "yanis.roux", At: paris(time.October, 13, 10, 20), State: Published, For: "everyone", Picture: "cross",
		Text: `Le cross se court vendredi 16 octobre au stade, de 13 h 30 à 16 h. Les 6e et 5e partent en premier.

Prévoir une tenue chaude, des chaussures déjà portées et une bouteille d'eau. Les élèves dispensés tiennent les points de passage.

Les parents peuvent venir encourager du côté de la tribune.`,
	},
	{
		Section: "Vie scolaire", Title: "Avant les vacances : casiers et objets trouvés", Author: "yanis.roux", At: paris(time.October, 15, 16, 0), State: Published, For: "pupils",
		Text: `Vide ton casier avant vendredi 16 octobre à 17 h : les serrures seront vérifiées pendant les vacances.

Une table d'objets trouvés est installée devant la vie scolaire. Elle porte onze gourdes, six manteaux et une clarinette.`,
	},
}
