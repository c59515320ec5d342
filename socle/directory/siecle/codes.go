package siecle

import (
	"strings"

	"preau/base/text"
	"preau/socle/directory/feed"
)

// regimes are the labels of CODE_REGIME, as the ministry's nomenclature and the
// AAF write them, for sets that come without the nomenclature.
var regimes = map[string]string{
	"0": "EXTERNE LIBRE", "1": "EXTERNE SURVEILLE",
	"2": "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT", "21": "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT 1", "22": "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT 2",
	"23": "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT 3", "24": "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT 4", "25": "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT 5",
	"26": "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT 6", "29": "DEMI-PENSIONNAIRE AU TICKET",
	"3": "INTERNE DANS L'ETABLISSEMENT", "31": "INTERNE 1 JOUR", "32": "INTERNE 2 JOURS", "33": "INTERNE 3 JOURS", "34": "INTERNE 4 JOURS",
	"35": "INTERNE 5 JOURS", "36": "INTERNE 6 JOURS", "38": "DEMI INTERNE", "39": "INTERNE WEEK END",
	"4": "INTERNE EXTERNE", "5": "INTERNE HEBERGE", "6": "DEMI-PENSIONNAIRE HORS L'ETABLISSEMENT",
}

// statuses are the labels of CODE_STATUT.
var statuses = map[string]string{"ST": "SCOLAIRE", "AP": "APPRENTI"}

// levels are the levels that the AAF names, by the first four figures of a MEF's
// statistical code.
var levels = map[string]string{
	"2111": "6EME", "2112": "5EME", "2115": "4EME", "2116": "3EME", "2211": "SECONDE", "2212": "PREMIERE", "2213": "TERMINALE",
}

// kin are words of the labels of LIENS_PARENTE and what they mean, the first
// that is found counts: a grand-mère is no mère.
var kin = []struct{ word, link string }{
	{"lui meme", "self"},
	{"elle meme", "self"},
	{"aide sociale", "child_welfare"},
	{"assistant", "child_welfare"},
	{"accueil", "child_welfare"},
	{"educat", "child_welfare"},
	{"tut", "tutor"},
	{"belle", "family"},
	{"beau", "family"},
	{"grand", "family"},
	{"ascendant", "family"},
	{"famil", "family"},
	{"fratrie", "family"},
	{"frere", "family"},
	{"soeur", "family"},
	{"oncle", "family"},
	{"tante", "family"},
	{"cousin", "family"},
	{"mere", "mother"},
	{"pere", "father"},
	{"autre", "other"},
}

// kinship is the relationship that a code means: as the set's own nomenclature
// words it, else as the ministry's codes are known. It is false when neither
// tells.
func kinship(code, label string) (string, bool) {
	said := text.SortKey(label)
	for _, k := range kin {
		if strings.Contains(said, k.word) {
			return k.link, true
		}
	}
	return feed.Kinship(code)
}

// level is a guardian's: NIVEAU_RESPONSABILITE since 2018, where both parents are
// 1, 2 is in charge and 3 is to be called; RESP_LEGAL before, where the two legal
// guardians were 1 and 2.
func (e *element) level() (string, bool) {
	if v := e.one("NIVEAU_RESPONSABILITE"); v != "" {
		levels := map[string]string{"1": feed.Legal, "2": feed.InCharge, "3": feed.Contact}
		if l, ok := levels[v]; ok {
			return l, true
		}
		return feed.Contact, false
	}
	switch v := e.one("RESP_LEGAL"); {
	case v == "1", v == "2":
		return feed.Legal, true
	case v == "0" && e.pays():
		return feed.InCharge, true
	default:
		return feed.Contact, v == "0"
	}
}

func (e *element) pays() bool {
	return e.yes("PAIE_FRAIS_SCOLAIRES", "RESP_FINANCIER")
}
