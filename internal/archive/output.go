package archive

import (
	"crypto/sha256"
	"errors"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
)

// partEnding marks what is not whole yet.
const partEnding = ".part"

// output is a file that has its name only when it is whole and on the disk.
type output struct {
	f    *os.File
	hash hash.Hash
	size int64
	done bool
}

func create(file string) (*output, error) {
	if err := os.Remove(file + partEnding); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	f, err := os.OpenFile(file+partEnding, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	return &output{f: f, hash: sha256.New()}, err
}

// Write writes and hashes.
func (o *output) Write(b []byte) (int, error) {
	n, err := o.f.Write(b)
	_, _ = o.hash.Write(b[:n]) // a hash takes everything
	o.size += int64(n)
	return n, err
}

// publish puts everything on the disk and gives it its name.
func (o *output) publish(file string) error {
	if err := errors.Join(o.f.Sync(), o.f.Close()); err != nil {
		return err
	}
	if err := os.Rename(file+partEnding, file); err != nil {
		return err
	}
	o.done = true
	return syncDir(file)
}

// drop removes what was not published.
func (o *output) drop() {
	if o.done {
		return
	}
	_ = o.f.Close() // what is removed need not be whole
	_ = os.Remove(o.f.Name())
}

// syncDir puts the name of a file on the disk.
func syncDir(file string) error {
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
