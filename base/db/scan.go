package db

import (
	"fmt"
	"math"
	"reflect"
)

// kind is what a cell holds: the five storage classes of SQLite. A BOOLEAN is a
// whole number on both engines.
type kind uint8

const (
	null kind = iota
	whole
	real
	words
	raw
)

func (k kind) String() string {
	return [...]string{"NULL", "a whole number", "a real number", "text", "bytes"}[k]
}

// cell is one value of an answer, of either engine.
type cell struct {
	kind  kind
	whole int64
	real  float64
	words string
	raw   []byte
}

// any is the cell as nil, int64, float64, string or []byte.
func (c *cell) any() any {
	switch c.kind {
	case whole:
		return c.whole
	case real:
		return c.real
	case words:
		return c.words
	case raw:
		return c.raw
	}
	return nil
}

// cells is a row an engine stands on.
type cells interface {
	width() int
	cell(i int) (cell, error)
}

// row is the Row of both engines, so that both scan alike.
type row struct{ cells }

// Scan implements Row.
func (r row) Scan(dest ...any) error {
	if n := r.width(); n != len(dest) {
		return fmt.Errorf("db: scan %d columns into %d variables", n, len(dest))
	}
	for i, d := range dest {
		c, err := r.cell(i)
		if err == nil {
			err = c.into(d)
		}
		if err != nil {
			return fmt.Errorf("db: scan column %d: %w", i+1, err)
		}
	}
	return nil
}

func (c *cell) into(dest any) error {
	switch d := dest.(type) {
	case *string:
		if c.kind != words {
			return c.wrong(dest)
		}
		*d = c.words
	case *int64:
		if c.kind != whole {
			return c.wrong(dest)
		}
		*d = c.whole
	case *int:
		if c.kind != whole {
			return c.wrong(dest)
		}
		*d = int(c.whole)
	case *bool:
		if c.kind != whole || c.whole>>1 != 0 {
			return c.wrong(dest)
		}
		*d = c.whole == 1
	case *float64:
		return c.intoFloat(d)
	case *[]byte:
		if c.kind != raw {
			return c.wrong(dest)
		}
		*d = c.raw
	case *any:
		*d = c.any()
	default:
		return c.reflected(reflect.ValueOf(dest))
	}
	return nil
}

func (c *cell) intoFloat(d *float64) error {
	switch c.kind {
	case real:
		*d = c.real
	case whole:
		*d = float64(c.whole)
	default:
		return c.wrong(d)
	}
	return nil
}

// reflected fills a variable of a named kind, or a pointer, which is nil for
// NULL.
func (c *cell) reflected(dest reflect.Value) error {
	if dest.Kind() != reflect.Pointer || dest.IsNil() {
		return fmt.Errorf("a %T is not a variable's address", dest)
	}
	v := dest.Elem()
	switch k := v.Kind(); {
	case k == reflect.Pointer && c.kind == null:
		v.SetZero()
	case k == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return c.into(v.Interface())
	case k == reflect.String && c.kind == words:
		v.SetString(c.words)
	case v.CanInt() && c.kind == whole && !v.OverflowInt(c.whole):
		v.SetInt(c.whole)
	case v.CanUint() && c.kind == whole && c.whole >= 0 && !v.OverflowUint(uint64(c.whole)):
		v.SetUint(uint64(c.whole))
	case k == reflect.Bool && c.kind == whole && c.whole>>1 == 0:
		v.SetBool(c.whole == 1)
	case v.CanFloat() && (c.kind == real || c.kind == whole):
		var f float64
		_ = c.intoFloat(&f) // a number, as the case says
		v.SetFloat(f)
	case k == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 && c.kind == raw:
		v.SetBytes(c.raw)
	default:
		return c.wrong(dest.Interface())
	}
	return nil
}

func (c *cell) wrong(dest any) error {
	if c.kind == whole && c.whole != math.MinInt64 {
		return fmt.Errorf("%d does not go into a %T", c.whole, dest)
	}
	return fmt.Errorf("%s does not go into a %T", c.kind, dest)
}
