// Package rules is where a school sees who may do what, and widens or narrows it
// by rules of its own.
package rules

import (
	"preau/portal/admin/desk"
	"preau/socle"
	"preau/socle/rights"
)

// words are the texts of the pages.
var words = desk.Words

// Keep is the right to write rules.
var Keep = &rights.Right{Name: "admin.rights", Says: "élargir ou restreindre les droits", Give: desk.Lead()}

// Rule is a rule of a school.
var Rule = &rights.Object{Name: "admin.rule", Table: "rights_rule", School: "school", Label: "right_name"}

// Routes are the pages of rights and rules.
func Routes() []socle.Route {
	onRule := socle.One(Rule, "rule")
	return []socle.Route{
		socle.Show("GET /administration/droits", socle.Mine, Keep, showRights, rightsPage),
		socle.Show("GET /administration/droits/regle", socle.Mine, Keep, showDraft, draftPage),
		socle.Do("POST /administration/droits/regle", socle.Mine, Keep, writeRule),
		socle.Show("GET /administration/droits/apercu", socle.Mine, Keep, showEffect, effectPage),
		socle.Show("GET /administration/droits/{rule}", onRule, Keep, showRule, rulePage),
		socle.Do("POST /administration/droits/{rule}", onRule, Keep, amendRule),
		socle.Do("POST /administration/droits/{rule}/retirer", onRule, Keep, removeRule),
	}
}
