package contacts

import (
	"preau/apps/contacts/vcard"
	"preau/base/text"
	"preau/socle"
	"preau/socle/directory"
)

const vcardType = "text/vcard; charset=utf-8"

// personCard is somebody's card with what the reader may know to reach them.
func personCard(c *socle.Call, v *socle.View) (socle.File, error) {
	d, err := details(c, v)
	if err != nil {
		return socle.File{}, err
	}
	card := reach2card(d.ID, d.First, d.Family, d.Coords)
	card.Org = c.School.Name
	return socle.File{Name: fileName(d.First, d.Family), Type: vcardType, Body: vcard.Write(card)}, nil
}

// colleagueCard is the card of somebody who works in the school: the school's
// telephone, and between colleagues the professional address.
func colleagueCard(c *socle.Call, v *socle.View) (socle.File, error) {
	p, err := colleague(c, v)
	if err != nil {
		return socle.File{}, err
	}
	card := vcard.Card{
		UID: string(p.ID), First: p.First, Family: p.Family, Org: p.Hats[0].School,
		Title: about(c, Line{Role: p.Hats[0].Role, Title: p.Hats[0].Title}), Work: c.School.Phone, Mail: p.Mail,
	}
	return socle.File{Name: fileName(p.First, p.Family), Type: vcardType, Body: vcard.Write(card)}, nil
}

// classCards are the cards of the families of a class, for an outing: each
// guardian under the pupil's name.
func classCards(c *socle.Call, v *socle.View) (socle.File, error) {
	k, err := group(v)
	if err != nil {
		return socle.File{}, err
	}
	all, of, err := families(v)
	cards := make([]vcard.Card, 0, len(all))
	for i, g := range all {
		card := reach2card(g.Person, g.First, g.Family, g.Coords)
		card.Org = c.T("contacts.vcard.of", of[i], k.Name)
		card.Title = c.T("contacts.link." + linkWord(g.Link))
		cards = append(cards, card)
	}
	return socle.File{Name: fileName(k.Name, ""), Type: vcardType, Body: vcard.Write(cards...)}, err
}

func reach2card(id directory.ID, first, family string, k Coords) vcard.Card {
	return vcard.Card{
		UID: string(id), First: first, Family: family, Mobile: k.Mobile, Phone: k.Phone, Work: k.Work, Mail: k.Mail,
		Street: k.Street, Postal: k.Postal, Town: k.Town,
	}
}

// fileName is a name that every system takes.
func fileName(first, family string) string {
	name := ""
	for _, w := range text.Words(first + " " + family) {
		if len(name)+len(w) > 60 {
			break
		}
		if name != "" {
			name += "-"
		}
		name += w
	}
	if name == "" {
		name = "fiche"
	}
	return name + ".vcf"
}

// linkWord is the end of the catalogue's key of a guardian's tie: those that the
// school's file may name otherwise are "other".
func linkWord(link string) string {
	switch link {
	case "mother", "father", "tutor", "family", "child_welfare", "self":
		return link
	}
	return "other"
}
