//go:build !linux

package blob

import "errors"

// freeSpace is not known here: the disk says itself when it is full.
func freeSpace(string) (uint64, error) { return 0, errors.ErrUnsupported }
