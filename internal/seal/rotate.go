package seal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Create makes a key file with one key of each purpose. It never overwrites one.
func Create(path string, suite Suite) error {
	if suite != SM && suite != Intl {
		return refuse("seal.suite", string(suite))
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return refuse("seal.exists", path)
	}
	if err != nil {
		return unwritable(path, err)
	}
	_, err = f.WriteString(head + "\n" + newKeys(suite, time.Time{}))
	return errors.Join(err, f.Sync(), f.Close(), keep(filepath.Dir(path)))
}

// unwritable says why a key file cannot be written.
func unwritable(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse("seal.no_folder", filepath.Dir(path))
	case errors.Is(err, fs.ErrPermission):
		return refuse("seal.folder_denied", filepath.Dir(path))
	}
	return err
}

// Rotate adds a new key of each purpose to a key file. They come into use after Lead, when every process has seen them;
// then the job brings what is stored to them. The old keys stay: what was sealed with them must be read until then. The
// file keeps its owner and mode, so that whoever reads it still can; where they cannot be kept, nothing is changed. A link
// stays one: the file that it names is changed.
func Rotate(path string, suite Suite, now time.Time) error {
	old, _, err := fetch("file:" + path)
	if err != nil {
		return err
	}
	r := &Ring{now: func() time.Time { return now }, source: "file:" + path}
	if err := r.take(old); err != nil {
		return err
	}
	if suite != SM && suite != Intl {
		return refuse("seal.suite", string(suite))
	}
	from := now.Add(Lead)
	text := strings.TrimRight(string(old), "\n") + "\n" + newKeys(suite, from)
	return replace(path, text, give)
}

// Rehearsal is the keys of a source, and new ones beside them that are in use at once and that nobody keeps: what is brought
// to them, in a database that is thrown away, has been opened.
func Rehearsal(source string) (*Ring, error) {
	body, _, err := fetch(source)
	if err != nil {
		return nil, err
	}
	r := &Ring{now: time.Now, source: source}
	if err := r.take([]byte(strings.TrimRight(string(body), "\n") + "\n" + newKeys(SM, time.Time{}))); err != nil {
		return nil, err
	}
	r.source = "" // it is not read again
	return r, nil
}

// replace writes a file beside the old one, gives it to the old one's owner with the old one's mode, and puts it in its
// place: keys are never half written, and never out of their reader's reach.
func replace(path, text string, give func(f *os.File, like fs.FileInfo) error) error {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return unreadable(path, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return unreadable(path, err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".keys-")
	if err != nil {
		return unwritable(path, err)
	}
	if err = give(f, info); err != nil {
		err = refuse("seal.owner", path)
	} else {
		_, err = f.WriteString(text)
	}
	if err = errors.Join(err, f.Chmod(info.Mode().Perm()), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return keep(filepath.Dir(path))
}
