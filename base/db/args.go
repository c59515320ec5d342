package db

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"unicode/utf8"
)

// errText refuses what PostgreSQL would: SQLite stores anything.
var errText = errors.New("text that is not UTF-8, or holds a zero byte")

// plainAll reduces parameters to nil, int64, float64, bool, string and []byte,
// in place of a copy when they already are.
func plainAll(args []any) ([]any, error) {
	out := make([]any, len(args))
	for i, a := range args {
		p, err := plain(a)
		if err != nil {
			return nil, fmt.Errorf("parameter %d: %w", i+1, err)
		}
		out[i] = p
	}
	return out, nil
}

func plain(a any) (any, error) {
	switch v := a.(type) {
	case nil, int64, bool:
		return a, nil
	case int:
		return int64(v), nil
	case string:
		return a, text(v)
	case float64:
		if math.IsNaN(v) {
			return nil, errors.New("not a number")
		}
		return a, nil
	case []byte:
		if v == nil { // an empty value on both engines, not NULL
			return []byte{}, nil
		}
		return a, nil
	}
	return reflected(reflect.ValueOf(a))
}

// reflected handles named kinds and pointers; a nil pointer is NULL.
func reflected(v reflect.Value) (any, error) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return plain(v.Elem().Interface())
	case reflect.String:
		s := v.String()
		return s, text(s)
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > math.MaxInt64 {
			return nil, fmt.Errorf("%d is over 63 bits", v.Uint())
		}
		return int64(v.Uint()), nil
	case reflect.Float32, reflect.Float64:
		return plain(v.Float())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return plain(v.Bytes())
		}
	}
	return nil, fmt.Errorf("a %s is no parameter", v.Type())
}

func text(s string) error {
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return errText
	}
	return nil
}
