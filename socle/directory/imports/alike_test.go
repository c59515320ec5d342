package imports_test

import (
	"slices"
	"strings"
	"testing"

	"preau/socle/directory/aaf"
	"preau/socle/directory/feed"
	"preau/socle/directory/feed/source"
	"preau/socle/directory/generate"
	"preau/socle/directory/generate/sets"
	"preau/socle/directory/imports"
)

// The two pupils, the guardian and the teacher whom a second source brings
// again, under keys of its own.
const (
	family  = `SELECT id FROM directory_person ORDER BY 1`
	sources = `SELECT p.first_name || ' ' || k.source FROM directory_key k JOIN directory_person p ON p.id = k.person WHERE k.source <> 'ine' ORDER BY 1`
)

// another turns the bench's feed to another source: new keys, no national number.
func (b *bench) another(name string) {
	b.feed.header.Source = name + ":1"
	for _, r := range b.feed.records {
		switch v := r.(type) {
		case *feed.Pupil:
			v.Key, v.INE, v.Local = name+v.Key, "", ""
			for i := range v.Links {
				v.Links[i].Guardian = name + v.Links[i].Guardian
			}
		case *feed.Guardian:
			v.Key = name + v.Key
		case *feed.Staff:
			v.Key = name + v.Key
		}
	}
}

func household() []feed.Record {
	return []feed.Record{
		school("1", here), guardian("g", "Nadia", "Moreau"),
		pupil("a", "Inès", "Moreau", "2013-05-04", "1", mother("g")),
		&feed.Staff{Person: person("t", "Claire", "Ferrand", "1980-02-01"), School: "1", Teacher: true},
	}
}

// Who is surely the same is joined without a question, and the second run of
// the second source changes nothing.
func TestSurelyTheSame(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = household()
		b.apply(b.stage(imports.Options{}))
		b.feed.records = household()
		b.another("other")
		r := b.apply(b.stage(imports.Options{}))
		if r.People.Doubtful != 0 || r.People.New != 0 {
			b.Errorf("report %+v", r.People)
		}
		b.want("people", b.rows(`SELECT first_name FROM directory_person ORDER BY 1`), "Claire", "Inès", "Nadia")
		b.want("keys", b.rows(sources), "Claire other:1", "Claire test", "Inès other:1", "Inès siecle:"+here, "Inès test", "Nadia other:1", "Nadia test")
		b.want("second run", b.differences(b.stage(imports.Options{})))
	})
}

// One thing more or less, and a person is asked.
func TestNotSure(t *testing.T) {
	for name, change := range map[string]func(b *bench, ines *feed.Pupil, nadia *feed.Guardian){
		"nothing more in common":  func(b *bench, ines *feed.Pupil, _ *feed.Guardian) { ines.Groups, ines.Links = nil, nil },
		"another national number": func(b *bench, ines *feed.Pupil, _ *feed.Guardian) { ines.INE = "99999999999" },
		"two in the feed": func(b *bench, ines *feed.Pupil, _ *feed.Guardian) {
			twin := *ines
			twin.Key = "twin"
			b.feed.records = append(b.feed.records, &twin)
		},
		"two mothers of one name": func(b *bench, ines *feed.Pupil, nadia *feed.Guardian) {
			b.feed.records = append(b.feed.records, guardian("second", nadia.First, nadia.Family))
			ines.Links = append(ines.Links, mother("second"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(b *bench) {
				b.feed.records = household()
				b.apply(b.stage(imports.Options{}))
				before := b.rows(family)
				b.feed.records = household()
				b.another("other")
				change(b, b.feed.records[2].(*feed.Pupil), b.feed.records[1].(*feed.Guardian))
				r := b.apply(b.stage(imports.Options{}))
				if r.People.Doubtful == 0 || r.Exit() != imports.ExitToSettle {
					b.Errorf("nobody was asked: %+v", r.People)
				}
				b.want("people", b.rows(family), before...)
			})
		})
	}
}

// Who comes without a birth date is the one of the same name of the school's staff
// when they teach the same class; else somebody is asked.
func TestTeacherWithoutBirthDate(t *testing.T) {
	for division, doubtful := range map[string]int{"4B": 0, "4C": 1} {
		each(t, func(b *bench) {
			claire := func(class string) *feed.Staff {
				return &feed.Staff{Person: person("t", "Claire", "Ferrand", "1980-02-01"), School: "1", Teacher: true, Teaches: []feed.Ref{{School: "1", Kind: feed.Division, Code: class}}}
			}
			b.feed.records = []feed.Record{school("1", here), claire("4B")}
			b.apply(b.stage(imports.Options{}))
			again := claire(division)
			again.BirthDate = ""
			b.feed.records = []feed.Record{school("1", here), again}
			b.another("other")
			if r := b.apply(b.stage(imports.Options{})); r.People.New != 0 || r.People.Doubtful != doubtful {
				b.Errorf("%s: %+v", division, r.People)
			}
			b.want("people", b.rows(`SELECT birth_date FROM directory_person`), "1980-02-01")
		})
	}
}

// Two teachers of one name whom the feed tells apart are two people.
func TestTwoTeachersOfOneName(t *testing.T) {
	each(t, func(b *bench) {
		claire := func(key string) *feed.Staff {
			return &feed.Staff{Person: person(key, "Claire", "Ferrand", ""), School: "1", Teacher: true}
		}
		b.feed.records = []feed.Record{school("1", here), claire("t")}
		b.apply(b.stage(imports.Options{}))
		b.feed.records = append(b.feed.records, claire("u"))
		if r := b.apply(b.stage(imports.Options{})); r.People != (imports.Counts{New: 1, Same: 1}) {
			b.Errorf("%+v", r.People)
		}
	})
}

// Files of pupils alone say nothing of their guardians.
func TestGuardiansStay(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = household()
		b.apply(b.stage(imports.Options{}))
		links := b.rows(`SELECT guardian FROM directory_guardian`)
		ines := pupil("a", "Inès", "Moreau", "2013-05-04", "1")
		b.feed.records, b.feed.header.Covers = []feed.Record{school("1", here), ines}, []string{feed.KindPupil}
		b.apply(b.stage(imports.Options{}))
		b.want("guardians", b.rows(`SELECT guardian FROM directory_guardian`), links...)
		b.feed.header.Covers = []string{feed.KindPupil, feed.KindGuardian}
		b.apply(b.stage(imports.Options{}))
		b.want("guardians of a file that has some", b.rows(`SELECT guardian FROM directory_guardian`))
	})
}

// A guardian of the same name of another child is somebody else.
func TestNamesakeOfAnotherChild(t *testing.T) {
	each(t, func(b *bench) {
		b.feed.records = household()
		b.apply(b.stage(imports.Options{}))
		b.feed.records = []feed.Record{school("1", here), guardian("g", "Nadia", "Moreau"), pupil("z", "Zoé", "Petit", "2014-01-01", "1", mother("g"))}
		b.another("other")
		b.feed.header.Complete = false
		b.apply(b.stage(imports.Options{}))
		b.want("two Nadia", b.rows(`SELECT first_name FROM directory_person WHERE first_name = 'Nadia'`), "Nadia", "Nadia")
	})
}

// What a source that knows better said stays; a lesser one completes it.
func TestRank(t *testing.T) {
	each(t, func(b *bench) {
		never := func(*source.Set) (bool, error) { return false, nil }
		b.engine.Formats = append(b.engine.Formats, imports.Format{Name: "better", Rank: 2, Knows: never}, imports.Format{Name: "equal", Rank: 2, Knows: never})
		b.feed.records = household()
		b.feed.header.Source = "better:1"
		b.feed.records[2].(*feed.Pupil).Phone = "0199000001"
		b.apply(b.stage(imports.Options{}))

		// other is what another source says of Inès.
		other := func(name string) []string {
			b.feed.records = household()
			ines := b.feed.records[2].(*feed.Pupil)
			ines.Phone, ines.Email, ines.Board = "0199000002", "ines@example.org", "Interne"
			b.another(name)
			b.apply(b.stage(imports.Options{}))
			ines.Groups = []feed.Ref{{School: "1", Kind: feed.Division, Code: "4C"}}
			b.apply(b.stage(imports.Options{}))
			b.want("second run of "+name, b.differences(b.stage(imports.Options{})))
			return b.rows(`SELECT p.phone || ' ' || p.email || ' ' || u.board || ' ' || g.code FROM directory_person p JOIN directory_pupil u ON u.person = p.id
				JOIN directory_member m ON m.person = p.id JOIN directory_group g ON g.id = m.group_id WHERE p.first_name = 'Inès' ORDER BY 1`)
		}
		b.want("after a lesser source", other("lesser"), "0199000001 ines@example.org Externe 4B")
		b.want("after an equal source", other("equal"), "0199000002 ines@example.org Interne 4C")
	})
}

// TestPrecision brings invented schools, then the same people from a source that
// has other keys and no national number; of ten pupils one is in another
// division, and one is not that pupil at all but a namesake born that day: nobody
// is joined to somebody else, and 95 in 100 are joined or asked about.
func TestPrecision(t *testing.T) {
	each(t, func(b *bench) {
		dir := b.TempDir()
		if err := sets.WriteAAF(dir, generate.Schools(generate.Options{Schools: 3, Pupils: 300, Seed: 7}), sets.AAF{}); err != nil {
			b.Fatal(err)
		}
		b.apply(b.stage(imports.Options{}, dir))
		b.feed.header, b.feed.records = records(t, dir)
		var keys []string
		n, namesakes := 0, 0
		for _, r := range b.feed.records {
			switch v := r.(type) {
			case *feed.Pupil:
				if n++; n%10 < 2 {
					for i := range v.Groups {
						v.Groups[i].Code = "AUTRE"
					}
				}
				if n%10 == 1 { // reached otherwise, and of another family
					v.Email, v.Phone, v.Mobile, v.Street, v.Links = "", "", "", "", nil
					v.Key = "namesake" + v.Key
					namesakes++
				}
				keys = append(keys, v.Key)
			case *feed.Guardian:
				keys = append(keys, v.Key)
			case *feed.Staff:
				keys = append(keys, v.Key)
			}
		}
		b.another("other")
		run := b.stage(imports.Options{})
		r := b.apply(run)
		person := map[string]string{}
		for _, line := range b.rows(`SELECT source || ' ' || key || ' ' || person FROM directory_key`) {
			words := strings.Fields(line)
			name, _, _ := strings.Cut(words[0], ":")
			person[name+words[1]] = words[2]
		}
		joined, wrong, made := 0, 0, 0
		for _, key := range keys {
			is, was := person["otherother"+key], person["aaf"+key]
			if original, namesake := strings.CutPrefix(key, "namesake"); namesake {
				if is != "" && is == person["aaf"+original] {
					wrong++
				}
				continue
			}
			switch {
			case is == "":
			case is == was:
				joined++
			case slices.Contains(b.told, is) && !known(b, is):
				made++
			default:
				wrong++
			}
		}
		b.Logf("%d people: %d joined, %d asked about, %d taken for somebody new, %d joined to somebody else", len(keys), joined, r.People.Doubtful, made, wrong)
		asked := r.People.Doubtful - namesakes
		if wrong != 0 || (joined+asked)*100 < 95*(len(keys)-namesakes) || joined*100 < 90*(len(keys)-namesakes) || made > 0 {
			b.Error("this is not who they are")
		}
	})
}

// known tells that a person has a key of the first source.
func known(b *bench, person string) bool {
	return len(b.rows(`SELECT key FROM directory_key WHERE source LIKE 'aaf%' AND person = ?`, person)) > 0
}

// records reads an AAF set whole.
func records(t *testing.T, dir string) (feed.Header, []feed.Record) {
	t.Helper()
	set, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	r, err := aaf.Open(set)
	if err != nil {
		t.Fatal(err)
	}
	var all []feed.Record
	for v, err := range r.Records() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return r.Header(), all
}
