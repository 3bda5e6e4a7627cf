//go:build unix

package db

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// onlyOne makes sure that one process at a time copies databases of a folder. The lock is on the folder, so that no file is
// left behind, and it ends with the process; SQLite's own locks are of another kind and on the file.
func onlyOne(file string) (release func(), err error) {
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil { //nolint:gosec // a descriptor
		_ = dir.Close()
		return nil, fmt.Errorf("db: another copy is being made in %s: %w", filepath.Dir(file), err)
	}
	return func() { _ = dir.Close() }, nil // closing it ends the lock
}
