package bench

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"
)

// waiting is how many people wait at the door while others read.
const waiting = 300

// hashes is argon2id alone, as the product asks for it (19 MiB, two passes), in
// as many goroutines as the door has seats: cores − 1, one at least.
func hashes(d time.Duration) figures {
	var group sync.WaitGroup
	var n atomic.Int64
	salt := make([]byte, 16)
	begun := time.Now()
	for range max(1, runtime.NumCPU()-1) {
		group.Go(func() {
			for time.Since(begun) < d {
				argon2.IDKey([]byte(password), salt, 2, 19<<10, 1, 32)
				n.Add(1)
			}
		})
	}
	group.Wait()
	return figures{count: int(n.Load()), took: time.Since(begun)}
}

// door measures sign-ins beside bare hashes, and the home page of those who are
// in while many wait.
func (m *measure) door(p place, s *process, tokens []string) {
	var each []request
	for _, who := range p.people(m.T, "pupil", pupils) {
		each = append(each, enter(who, password))
	}
	nude := hashes(m.cell)
	m.add(row{what: "argon2id nu, 19 Mio, t=2", engine: p.engine}.figures(nude))
	r, f := m.read(p, s, "connexions", 32, each)
	share := 100 * f.rate() / nude.rate()
	m.add(r.aims(share >= 90, "90 %% du nu : %.0f %%", share))

	var group sync.WaitGroup
	var crowded error
	group.Go(func() { _, crowded = load(s.addr, waiting, each, m.cell*5/4+time.Second) })
	time.Sleep(time.Second) // the line is full
	r, f = m.read(p, s, "accueil, 300 à la porte", 16, pages("/", tokens))
	group.Wait()
	r.cpu = 0 // it holds the hashes of the others
	aim := "p99 < 100"
	if crowded != nil { // who waits a minute is cut off: web.WriteTimeout
		aim += " ; porte : " + crowded.Error()
	}
	m.add(r.aims(f.p99 < 100*time.Millisecond && crowded == nil, "%s", aim))
}
