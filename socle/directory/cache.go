package directory

import (
	"context"
	"strings"
	"sync"

	"preau/base/day"
	"preau/base/db"
)

// generation is half of how many people a [Cache] holds at most.
const generation = 10_000

// Cache keeps the people and schools that were read lately in memory, and drops
// them when an event says that they changed: "person:ID", "directory:UAI" for
// all of a school, "*" for everything. It is safe for concurrent use.
type Cache struct {
	db *db.DB

	mu       sync.RWMutex
	young    map[ID]entry // read since the last turn
	old      map[ID]entry
	schools  map[ID]School
	dropped  uint64 // counts the drops: what was read before one is not kept
	stopping func()
}

type entry struct {
	person *Person
	day    day.Day
}

// NewCache returns an empty cache over d. Close it after use.
func NewCache(d *db.DB) *Cache {
	c := &Cache{db: d, young: map[ID]entry{}, schools: map[ID]School{}}
	c.stopping = d.Subscribe(c.drop)
	return c
}

// Close stops listening to events.
func (c *Cache) Close() { c.stopping() }

// Person is the person with that id as of today, from memory or the database.
func (c *Cache) Person(ctx context.Context, id ID, today day.Day) (*Person, bool, error) {
	c.mu.RLock()
	e, ok := c.young[id]
	if !ok {
		e, ok = c.old[id]
	}
	before := c.dropped
	c.mu.RUnlock()
	if ok && e.day == today {
		return e.person, true, nil
	}
	var p *Person
	err := c.db.Read(ctx, func(t *db.Tx) (err error) {
		p, ok, err = Load(t, id, today)
		return err
	})
	if err != nil || !ok {
		return nil, false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dropped == before {
		if len(c.young) >= generation {
			c.old, c.young = c.young, make(map[ID]entry, generation)
		}
		c.young[id] = entry{p, today}
	}
	return p, true, nil
}

// School is the school with that UAI, from memory or the database.
func (c *Cache) School(ctx context.Context, id ID) (School, bool, error) {
	c.mu.RLock()
	s, ok := c.schools[id]
	before := c.dropped
	c.mu.RUnlock()
	if ok {
		return s, true, nil
	}
	err := c.db.Read(ctx, func(t *db.Tx) (err error) {
		s, ok, err = LoadSchool(t, id)
		return err
	})
	if err != nil || !ok {
		return School{}, false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dropped == before {
		c.schools[id] = s
	}
	return s, true, nil
}

func (c *Cache) drop(topic string) {
	kind, id, _ := strings.Cut(topic, ":")
	c.mu.Lock()
	defer c.mu.Unlock()
	switch kind {
	case "person":
		delete(c.young, ID(id))
		delete(c.old, ID(id))
	case "directory", "*":
		// A person may be dropped by any school of theirs; a school changes
		// rarely and whole, so everything goes rather than an index be kept.
		clear(c.young)
		clear(c.old)
		clear(c.schools)
	default:
		return
	}
	c.dropped++
}

// Touch tells every process that a person changed, once t is committed.
func Touch(t *db.Tx, person ID) { t.Publish("person:" + string(person)) }

// TouchSchool tells every process that a school changed, or many of its people.
func TouchSchool(t *db.Tx, school ID) { t.Publish("directory:" + string(school)) }
