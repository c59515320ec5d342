// Package generate invents schools that look like real ones: pupils with their families, staff with their
// services, divisions, groups, and who teaches what to whom. It writes them as the ministry's own files, so that
// demonstrations, tests and benches walk through the real importers.
//
// All of it is invented: the department 999 does not exist, telephone numbers are of the ranges that ARCEP keeps for
// fiction (decision 2018-0881, annexe 3.2), mail goes to example.org (RFC 2606). The same options give the same bytes.
package generate

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"time"
)

// Limits of Options.
const (
	MaxSchools = 9000 // the invented department has four digits for its schools
	MaxPupils  = 5000 // in one school
)

// Options says what to invent.
type Options struct {
	Schools int    // how many schools, 1 to MaxSchools
	Pupils  int    // in each school, 1 to MaxPupils
	Seed    uint64 // another seed, other people
	Plans   []Plan // the first schools, where they are not to be chance; see Plan
}

// FirstDay is the first day of the school year 2026-2027 for pupils, as YYYY-MM-DD.
const FirstDay = "2026-09-01"

// ExportDay is the day of the files unless another is asked: the day on which the demonstration begins.
var ExportDay = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

// Check says what is out of bounds.
func (o Options) Check() error {
	switch {
	case o.Schools < 1 || o.Schools > MaxSchools:
		return fmt.Errorf("generate: %d schools, want 1 to %d", o.Schools, MaxSchools)
	case o.Pupils < 1 || o.Pupils > MaxPupils:
		return fmt.Errorf("generate: %d pupils in a school, want 1 to %d", o.Pupils, MaxPupils)
	}
	return nil
}

// planned is how many blocks of keys are kept for planned schools: those of chance never meet them in one directory,
// as a set that somebody generates beside a demonstration would.
const planned = 100

// block is the block of keys of school i.
func (o Options) block(i int) int {
	if i < len(o.Plans) {
		return i
	}
	return planned + i
}

// Schools invents the schools one after the other. At most two are in memory: a school is given once the next one is
// made, since teachers complete their service there and families have children in both. What a school holds of
// others is values and keys, never pointers into them, so that a school that was given can be forgotten.
func Schools(o Options) iter.Seq[*School] {
	return func(yield func(*School) bool) {
		var before *School
		next := &carry{}
		for i := range o.Schools {
			school := makeSchool(o, i, next)
			if before != nil && !yield(before) {
				return
			}
			before = school
		}
		if before != nil {
			yield(before)
		}
	}
}

// carry is what one school hands on to the next: families with a child there too, teachers short of hours.
type carry struct {
	families []*family
	teachers []*Staff
}

// makeSchool invents the school number i.
func makeSchool(o Options, i int, c *carry) *School {
	b := &builder{
		dice:  dice{rand.New(rand.NewPCG(o.Seed, uint64(i)))},
		plan:  planOf(o, i),
		base:  int64(o.block(i)+1) * keysPerSchool,
		alike: map[string]bool{},
	}
	b.last = i == o.Schools-1
	b.school = b.plan.school(b.dice, o.block(i))
	b.divisions()
	b.families(c)
	b.fillDivisions()
	b.groups()
	b.staff(c)
	b.formTeachers()
	b.seal()
	return b.school
}

// builder makes one school.
type builder struct {
	dice
	plan    Plan
	school  *School
	base    int64 // of this school's keys
	pupils  int64 // keys given so far, of each kind
	adults  int64
	workers int64
	last    bool            // no school follows
	alike   map[string]bool // family name and birth date, so that homonyms stay rare
	levels  [][]*Pupil      // the pupils of each level of the plan, before they are in divisions
}
