package bench

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"preau/base/db"
)

// writers are how many write at once.
const writers = 200

// writers has 200 people write small rows at once, each as soon as its last is
// committed: what was acknowledged is there, and nobody is starved.
func (m *measure) writers(p place) {
	p = p.empty(m.T)
	m.fails(os.MkdirAll(p.data, 0o700))
	var times []time.Duration
	least, took := 0, time.Duration(0)
	p.open(m.T, func(d *db.DB) error {
		if err := d.Write(m.Context(), func(t *db.Tx) error {
			_, err := t.Exec(`CREATE TABLE thing (id TEXT PRIMARY KEY, n BIGINT NOT NULL)`)
			return err
		}); err != nil {
			return err
		}
		begun := time.Now()
		each, err := m.hammer(d, begun.Add(m.cell))
		took = time.Since(begun)
		least = len(slices.MinFunc(each, func(a, b []time.Duration) int { return len(a) - len(b) }))
		times = slices.Concat(each...)
		if err != nil {
			return err
		}
		return d.Read(m.Context(), func(t *db.Tx) error {
			n, _, err := db.First(t, func(r db.Row) (n int, err error) { return n, r.Scan(&n) }, `SELECT count(*) FROM thing`)
			if err == nil && n != len(times) {
				err = fmt.Errorf("%d rows after %d writes", n, len(times))
			}
			return err
		})
	})
	f := sum(times, took)
	mean := len(times) / writers
	r := row{what: "petites écritures", engine: p.engine, readers: writers}.figures(f)
	fair := fmt.Sprintf("le moins servi %d %% de la moyenne", 100*least/max(1, mean))
	if p.postmaster == 0 {
		m.add(r.aims(f.rate() >= 3000 && f.p99 < 100*time.Millisecond, "3000/s, p99 < 100 ; %s", fair))
		return
	}
	m.add(r.aims(2*least >= mean, "rien de perdu ; %s", fair))
}

func (m *measure) hammer(d *db.DB, until time.Time) (each [][]time.Duration, failed error) {
	each = make([][]time.Duration, writers)
	var mu sync.Mutex
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := 0; ; i++ {
				at := time.Now()
				if at.After(until) {
					return
				}
				err := d.Write(m.Context(), func(t *db.Tx) error {
					_, err := t.Exec(`INSERT INTO thing (id, n) VALUES (?, ?)`, fmt.Sprintf("%03d-%06d", w, i), i)
					return err
				})
				if err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					return
				}
				each[w] = append(each[w], time.Since(at))
			}
		})
	}
	group.Wait()
	return each, failed
}

// imports brings complete AAF sets into an empty place: some schools, then four
// times as many, then the same files again. Memory is the most that the command
// had: flat, it does not follow the number of people.
func (m *measure) imports(p place) {
	few := max(1, int(m.cell/time.Second))
	aim := map[bool]float64{true: 5000, false: 4000}[p.postmaster == 0]
	first := 0.0
	for _, schools := range []int{few, 4 * few} {
		dir := m.TempDir()
		run(m.T, program, "generate", "-schools", strconv.Itoa(schools), "-pupils", "500", "-seed", "1", "-out", dir)
		to := p.empty(m.T)
		people, r := m.imported(to, dir)
		if first == 0 {
			first = r.mb
		}
		r.what = fmt.Sprintf("import AAF, %d personnes", people)
		m.add(r.aims(r.rate >= aim && r.mb < 1.5*first, "%.0f/s, mémoire plate", aim))
		if schools == few {
			continue
		}
		_, r = m.imported(to, dir)
		r.what = "  le même jeu encore"
		m.add(r)
	}
}

// imported runs the command, and gives the people of its report and its row: the
// CPU is the command's own, a person.
func (m *measure) imported(p place, dir string) (people int, r row) {
	m.Helper()
	report := filepath.Join(m.TempDir(), "report.json")
	begun := time.Now()
	mb, cpu := run(m.T, program, append(p.flags("import"), "-json", report, dir)...)
	took := time.Since(begun)
	var says struct {
		People struct{ New, Changed, Same int }
	}
	b, err := os.ReadFile(report)
	m.fails(err)
	m.fails(json.Unmarshal(b, &says))
	if people = says.People.New + says.People.Changed + says.People.Same; people == 0 {
		m.Fatalf("the import brought nobody: %s", b)
	}
	return people, row{engine: p.engine, rate: float64(people) / took.Seconds(), mb: mb, cpu: cpu / time.Duration(people)}
}

// backup copies everything while people read, then puts it back and checks it.
func (m *measure) backup(p place, s *process, tokens []string) {
	file := filepath.Join(m.TempDir(), "preau.backup")
	var group sync.WaitGroup
	var f figures
	var failed error
	stop := m.cell / 2
	group.Go(func() { f, failed = load(s.addr, 16, pages("/", tokens), stop) })
	time.Sleep(stop / 8)
	took := m.timed(append(p.flags("backup"), file))
	group.Wait()
	m.fails(failed)
	info, err := os.Stat(file)
	m.fails(err)
	size := float64(info.Size()) / 1e6
	m.add(row{what: "sauvegarde, en servant", engine: p.engine, p50: took, mb: size}.aims(took < time.Minute, "une minute"))
	m.add(row{what: "  accueil pendant ce temps", engine: p.engine, readers: 16}.figures(f))
	to := p.empty(m.T)
	m.add(row{what: "  restauration", engine: p.engine, p50: m.timed(append(to.flags("restore"), file)), mb: size})
	m.add(row{what: "  vérification", engine: p.engine, p50: m.timed(to.flags("check"))})
}

func (m *measure) timed(args []string) time.Duration {
	m.Helper()
	begun := time.Now()
	run(m.T, program, args...)
	return time.Since(begun)
}
