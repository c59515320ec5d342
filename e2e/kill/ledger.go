package kill

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// A ledger is what the clients know to be acknowledged, in memory and in a file that a person can read afterwards.
type ledger struct {
	mu   sync.Mutex
	file *os.File
	all  []string
}

func openLedger(folder string) (*ledger, error) {
	file, err := os.Create(filepath.Join(folder, "acknowledged.log"))
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	return &ledger{file: file}, nil
}

func (l *ledger) add(line string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, line)
	_, err := fmt.Fprintln(l.file, line)
	return err
}

func (l *ledger) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

func (l *ledger) close() { _ = l.file.Close() } // each line was written as it came
