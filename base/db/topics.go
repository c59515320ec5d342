package db

import (
	"slices"
	"sync"
)

// everything is the topic that stands for all of them.
const everything = "*"

// topics are the subscribers of one open database.
type topics struct {
	mu   sync.RWMutex
	subs []*func(string)
}

func (p *topics) subscribe(fn func(string)) func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	sub := &fn
	// A new slice each time, so that deliver walks the old one undisturbed.
	p.subs = append(slices.Clip(p.subs), sub)
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.subs = slices.DeleteFunc(slices.Clone(p.subs), func(s *func(string)) bool { return s == sub })
	}
}

// deliver tells every subscriber each topic. It is called by one goroutine.
func (p *topics) deliver(names ...string) {
	p.mu.RLock()
	subs := p.subs
	p.mu.RUnlock()
	for _, name := range names {
		for _, sub := range subs {
			(*sub)(name)
		}
	}
}
