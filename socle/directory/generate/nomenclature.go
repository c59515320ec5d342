package generate

import (
	"maps"
	"slices"
	"strings"
)

// MEF is a module élémentaire de formation: what a pupil is in for, eleven characters.
type MEF struct {
	Code, Name string
	Stat       string // MEFSTAT11
	Training   string // niveau de formation, as AAF words it
	Path       string // filière
	Short      string // "4e", as divisions are called
	Letter     string // "4", as codes begin
	Birth      int    // the year in which most were born
	Part       int    // of a school's pupils, in hundredths
}

// The levels of a collège and of a lycée général. Codes of the collège as SIECLE has them; those of the lycée follow
// the reform of 2019.
var (
	collegeMEF = []MEF{
		{Code: "10010012110", Name: "6EME", Stat: "21110010012", Training: "6EME", Path: "COLLEGE", Short: "6e", Letter: "6", Birth: 2015, Part: 28},
		{Code: "10110001110", Name: "5EME", Stat: "21120010001", Training: "5EME", Path: "COLLEGE", Short: "5e", Letter: "5", Birth: 2014, Part: 28},
		{Code: "10210001110", Name: "4EME", Stat: "21150010001", Training: "4EME", Path: "COLLEGE", Short: "4e", Letter: "4", Birth: 2013, Part: 22},
		{Code: "10310019110", Name: "3EME", Stat: "21160010019", Training: "3EME", Path: "COLLEGE", Short: "3e", Letter: "3", Birth: 2012, Part: 22},
	}
	lyceeMEF = []MEF{
		{Code: "20010018110", Name: "2NDE GENERALE ET TECHNOLOGIQUE", Stat: "22111010018", Training: "SECONDE", Path: "SECONDE GENERALE ET TECHNOLOGIQUE", Short: "2de", Letter: "2", Birth: 2011, Part: 36},
		{Code: "20111010110", Name: "1ERE GENERALE", Stat: "22121111010", Training: "PREMIERE", Path: "PREMIERE GENERALE", Short: "1re", Letter: "1", Birth: 2010, Part: 33},
		{Code: "20211010110", Name: "TERMINALE GENERALE", Stat: "22131111010", Training: "TERMINALE", Path: "TERMINALE GENERALE", Short: "Tle", Letter: "T", Birth: 2009, Part: 31},
	}
)

// Subject is a subject of the national list (N_MATIERE_ENSEIGNEE) and the discipline of those who teach it.
type Subject struct {
	Code, Name      string
	Discipline      string // code of the discipline of recruitment
	DisciplineTitle string
	Due             int // minutes a week that a teacher of it owes
}

const (
	certified = 18 * 60 // décret 2014-940, article 2
	sports    = 20 * 60
)

// The subjects that are taught, by the short name that this package uses.
var subjects = map[string]Subject{
	"FRANC": {"020700", "FRANCAIS", "L0202", "LETTRES MODERNES", certified},
	"LATIN": {"020300", "LANGUES ET CULTURES DE L'ANTIQUITE LATIN", "L0202", "LETTRES MODERNES", certified},
	"MATHS": {"061300", "MATHEMATIQUES", "L1300", "MATHEMATIQUES", certified},
	"HI-GE": {"043700", "HISTOIRE-GEOGRAPHIE", "L1000", "HISTOIRE GEOGRAPHIE", certified},
	"EMC":   {"043800", "ENSEIGNEMENT MORAL ET CIVIQUE", "L1000", "HISTOIRE GEOGRAPHIE", certified},
	"AGL1":  {"030201", "ANGLAIS LV1", "L0422", "ANGLAIS", certified},
	"ESP2":  {"030602", "ESPAGNOL LV2", "L0426", "ESPAGNOL", certified},
	"ALL2":  {"030102", "ALLEMAND LV2", "L0421", "ALLEMAND", certified},
	"SVT":   {"062900", "SCIENCES DE LA VIE ET DE LA TERRE", "L1600", "SCIENCES DE LA VIE ET DE LA TERRE", certified},
	"PH-CH": {"062300", "PHYSIQUE-CHIMIE", "L1500", "PHYSIQUE CHIMIE", certified},
	"TECHN": {"070800", "TECHNOLOGIE", "L1400", "TECHNOLOGIE", certified},
	"EPS":   {"100100", "EDUCATION PHYSIQUE ET SPORTIVE", "L1900", "EDUCATION PHYSIQUE ET SPORTIVE", sports},
	"EDMUS": {"081300", "EDUCATION MUSICALE", "L1700", "EDUCATION MUSICALE", certified},
	"A-PLA": {"090100", "ARTS PLASTIQUES", "L1800", "ARTS PLASTIQUES", certified},
	"PHILO": {"010300", "PHILOSOPHIE", "L0100", "PHILOSOPHIE", certified},
	"SES":   {"050700", "SCIENCES ECONOMIQUES ET SOCIALES", "L1100", "SCIENCES ECONOMIQUES ET SOCIALES", certified},
	"G-SCI": {"065300", "ENSEIGNEMENT SCIENTIFIQUE", "L1600", "SCIENCES DE LA VIE ET DE LA TERRE", certified},
	"SNTEC": {"074600", "SCIENCES NUMERIQUES ET TECHNOLOGIE", "L1300", "MATHEMATIQUES", certified},
	"NSINF": {"074700", "NUMERIQUE ET SCIENCES INFORMATIQUES", "L1300", "MATHEMATIQUES", certified},
	"HGGSP": {"043900", "HIST.-GEO. GEOPOLITIQUE & SC.POLITIQUES", "L1000", "HISTOIRE GEOGRAPHIE", certified},
	"HLPHI": {"010500", "HUMANITES, LITTERATURE ET PHILOSOPHIE", "L0100", "PHILOSOPHIE", certified},
}

// FirstLanguage is the first living language of all.
var FirstLanguage = subjects["AGL1"]

// Subjects are all subjects that are taught, by code.
func Subjects() []Subject {
	return slices.SortedFunc(maps.Values(subjects), func(x, y Subject) int { return strings.Compare(x.Code, y.Code) })
}

// MEFs are the levels of all kinds of school.
func MEFs() []MEF { return slices.Concat(collegeMEF, lyceeMEF) }

// hour is one line of a level's week: a subject for whole divisions, in minutes. Halved says that each half of the
// division has Split minutes more on its own, at the bench.
type hour struct {
	subject string
	minutes int
	split   int
}

// weeks is the week of each level (arrêtés du 19 mai 2015 for the collège and du 16 juillet 2018 for the lycée).
var weeks = map[string][]hour{
	"6": {{"FRANC", 270, 0}, {"MATHS", 270, 0}, {"HI-GE", 150, 0}, {"EMC", 30, 0}, {"AGL1", 240, 0}, {"EPS", 240, 0}, {"SVT", 30, 60}, {"PH-CH", 30, 60}, {"A-PLA", 60, 0}, {"EDMUS", 60, 0}},
	"5": {{"FRANC", 270, 0}, {"MATHS", 210, 0}, {"HI-GE", 150, 0}, {"EMC", 30, 0}, {"AGL1", 180, 0}, {"EPS", 180, 0}, {"SVT", 30, 60}, {"PH-CH", 30, 60}, {"TECHN", 30, 60}, {"A-PLA", 60, 0}, {"EDMUS", 60, 0}},
	"4": {{"FRANC", 270, 0}, {"MATHS", 210, 0}, {"HI-GE", 150, 0}, {"EMC", 30, 0}, {"AGL1", 180, 0}, {"EPS", 180, 0}, {"SVT", 30, 60}, {"PH-CH", 30, 60}, {"TECHN", 30, 60}, {"A-PLA", 60, 0}, {"EDMUS", 60, 0}},
	"3": {{"FRANC", 240, 0}, {"MATHS", 210, 0}, {"HI-GE", 180, 0}, {"EMC", 30, 0}, {"AGL1", 180, 0}, {"EPS", 180, 0}, {"SVT", 30, 60}, {"PH-CH", 30, 60}, {"TECHN", 30, 60}, {"A-PLA", 60, 0}, {"EDMUS", 60, 0}},
	"2": {{"FRANC", 240, 0}, {"MATHS", 240, 0}, {"HI-GE", 180, 0}, {"EMC", 30, 0}, {"AGL1", 180, 0}, {"EPS", 120, 0}, {"SVT", 30, 60}, {"PH-CH", 60, 120}, {"SES", 90, 0}, {"SNTEC", 30, 60}},
	"1": {{"FRANC", 240, 0}, {"HI-GE", 180, 0}, {"EMC", 30, 0}, {"AGL1", 150, 0}, {"EPS", 120, 0}, {"G-SCI", 120, 0}},
	"T": {{"PHILO", 240, 0}, {"HI-GE", 180, 0}, {"EMC", 30, 0}, {"AGL1", 120, 0}, {"EPS", 120, 0}, {"G-SCI", 120, 0}},
}

// specialities are those of the lycée: three in première, two in terminale.
var specialities = []string{"MATHS", "PH-CH", "SVT", "SES", "HGGSP", "HLPHI", "NSINF"}

// Function is a function code of AAF (ENTPersonFonctions) with its label.
type Function struct{ Code, Label string }

// The functions that are made.
var (
	Teaching       = Function{"ENS", "ENSEIGNEMENT"}
	Direction      = Function{"DIR", "DIRECTION"}
	Education      = Function{"EDU", "EDUCATION"}
	Documentation  = Function{"DOC", "DOCUMENTATION"}
	Assistance     = Function{"AED", "ASSISTANT D'EDUCATION"}
	Accompaniment  = Function{"AEH", "ACCOMPAGNANT DES ELEVES EN SITUATION DE HANDICAP"}
	Administration = Function{"ADF", "PERSONNELS ADMINISTRATIFS"}
	Health         = Function{"MDS", "PERSONNELS MEDICO-SOCIAUX"}
	Orientation    = Function{"ORI", "ORIENTATION"}
	Upkeep         = Function{"OUV", "PERSONNELS OUVRIERS ET DE SERVICE"}
)
