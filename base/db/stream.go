package db

// stream is a cursor that can be emptied into memory when the connection is
// wanted for another statement.
type stream struct {
	cursor
	rest    [][]cell
	current []cell
	drained bool
	closed  bool
	err     error
}

func (s *stream) width() int {
	if s.drained {
		return len(s.current)
	}
	return s.cursor.width()
}

func (s *stream) cell(i int) (cell, error) {
	if s.drained {
		return s.current[i], nil
	}
	return s.cursor.cell(i)
}

func (s *stream) next() (bool, error) {
	if !s.drained {
		return s.cursor.next()
	}
	if s.err != nil || len(s.rest) == 0 {
		return false, s.err
	}
	s.current, s.rest = s.rest[0], s.rest[1:]
	return true, nil
}

// drain reads the row the stream stands on and those to come, and closes the
// cursor.
func (s *stream) drain() error {
	current, err := s.copy()
	for err == nil {
		var more bool
		if more, err = s.cursor.next(); err != nil || !more {
			break
		}
		var r []cell
		if r, err = s.copy(); err == nil {
			s.rest = append(s.rest, r)
		}
	}
	s.close()
	s.current, s.drained, s.err = current, true, err
	return err
}

func (s *stream) copy() ([]cell, error) {
	r := make([]cell, s.cursor.width())
	for i := range r {
		var err error
		if r[i], err = s.cursor.cell(i); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (s *stream) close() {
	if !s.closed {
		s.closed = true
		s.cursor.close()
	}
}
