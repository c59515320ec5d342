package bench

import (
	"math"
	"os/exec"
	"testing"
	"time"

	"preau/schooltest"
)

// measure is one run, with all that its parts share.
type measure struct {
	*testing.T
	*table
	cell time.Duration // how long each cell lasts
	bare map[int]float64
}

// crowds are how many readers read at once.
var crowds = []int{1, 16, 64}

func (m *measure) all() {
	for _, p := range engines(m.T) {
		p = p.filled(m.T)
		m.started(p)
		s := p.serve(m.T)
		tokens := signIn(m.T, s.addr, p.people(m.T, "pupil", sessions)...)
		if p.postmaster == 0 {
			m.bareHome(p, s, tokens)
		}
		m.home(p, s, tokens)
		m.contacts(p, s, tokens)
		m.everyPage(p, s)
		m.door(p, s, tokens)
		m.backup(p, s, tokens)
		if p.postmaster == 0 {
			m.weights(s, tokens[0])
		}
		s.stop()
		m.writers(p)
		m.imports(p)
	}
}

// read loads a server with one set of requests and adds the row.
func (m *measure) read(p place, s *process, what string, readers int, each []request) (row, figures) {
	m.Helper()
	m.must(load(s.addr, min(readers, 4), each, m.cell/8)) // statements are prepared, people are known
	before, err := s.cpu(p.postmaster)
	m.fails(err)
	var f figures
	most, err := s.most(func() (err error) {
		f, err = load(s.addr, readers, each, m.cell)
		return err
	})
	m.fails(err)
	after, err := s.cpu(p.postmaster)
	m.fails(err)
	r := row{what: what, engine: p.engine, readers: readers, cpu: (after - before) / time.Duration(max(1, f.count)), mb: most}
	return r.figures(f), f
}

func (m *measure) must(f figures, err error) figures {
	m.Helper()
	m.fails(err)
	return f
}

func (m *measure) fails(err error) {
	m.Helper()
	if err != nil {
		m.Fatal(err)
	}
}

// bareHome measures what the home page is compared with, and makes sure that it
// is the same page.
func (m *measure) bareHome(p place, s *process, tokens []string) {
	b := p.serveBare(m.T, p.people(m.T, "pupil", 1)[0])
	defer b.stop()
	theirs, _, err := look(b.addr, get("/", tokens[0]))
	m.fails(err)
	ours, _, err := look(s.addr, get("/", tokens[0]))
	m.fails(err)
	if d := math.Abs(float64(len(theirs) - len(ours))); d > 0.05*float64(len(ours)) {
		m.Fatalf("the bare page has %d bytes, the served one %d:\n%s\n%s", len(theirs), len(ours), theirs, ours)
	}
	m.bare = map[int]float64{}
	for _, readers := range crowds {
		r, f := m.read(place{engine: p.engine}, b, "serveur nu, même accueil", readers, pages("/", tokens))
		m.bare[readers] = f.rate()
		m.add(r)
	}
}

// home measures a pupil's home page, by 64 people.
func (m *measure) home(p place, s *process, tokens []string) {
	weight := holds(m.T, s.addr, get("/", tokens[0]), "<h1", "Bonjour")
	for _, readers := range crowds {
		r, f := m.read(p, s, "accueil d’un élève", readers, pages("/", tokens))
		r.kb = kb(weight)
		share := 100 * f.rate() / m.bare[readers]
		switch {
		case readers == 16 && p.postmaster == 0:
			r = r.aims(share >= 40 && f.rate() >= 2500 && f.p99 < 30*time.Millisecond, "2500/s, p99 < 30, 40 %% du nu : %.0f %%", share)
		case p.postmaster == 0:
			r = r.aims(share >= 40, "40 %% du nu : %.0f %%", share)
		case readers == 16:
			r = r.aims(f.p99 < 30*time.Millisecond, "p99 < 30")
		}
		if readers == 64 {
			m.add(r)
			m.add(row{what: "mémoire, 64 lecteurs et 4 800 comptes", engine: p.engine, readers: readers, mb: r.mb}.aims(r.mb < 150, "< 150 Mo"))
			continue
		}
		m.add(r)
	}
}

// contacts measures the first page of the directory: 30 people.
func (m *measure) contacts(p place, s *process, tokens []string) {
	weight := holds(m.T, s.addr, get("/annuaire", tokens[0]), "<h1")
	for _, readers := range crowds {
		r, f := m.read(p, s, "annuaire, 30 personnes", readers, pages("/annuaire", tokens))
		r.kb = kb(weight)
		if readers == 16 {
			r = r.aims(f.p50 < 50*time.Millisecond && f.p99 < 150*time.Millisecond, "p50 < 50, p99 < 150")
		}
		m.add(r)
	}
}

func kb(bytes int) float64 { return float64(bytes) / 1000 }

// started measures how long the program takes from its start to its first page,
// and its memory a second later.
func (m *measure) started(p place) {
	var times []time.Duration
	var mb float64
	for n := range 7 {
		addr := schooltest.FreePort(m.T)
		cmd := exec.Command(program, append(p.flags("serve"), "-listen", addr, "-admin", schooltest.FreePort(m.T))...)
		begun := time.Now()
		s := start(m.T, addr, cmd)
		_, _, err := look(addr, get("/connexion", ""))
		times = append(times, time.Since(begun))
		m.fails(err)
		if n == 0 {
			time.Sleep(time.Second)
			mb, err = s.memory()
			m.fails(err)
		}
		s.stop()
	}
	f := sum(times, time.Second)
	m.add(row{what: "du démarrage à la première page", engine: p.engine, p50: f.p50, p99: f.p99}.aims(f.p50 < 300*time.Millisecond, "p50 < 300"))
	m.add(row{what: "mémoire au repos", engine: p.engine, mb: mb}.aims(mb < 80, "< 80 Mo"))
}
