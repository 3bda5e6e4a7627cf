//go:build unix

package seal

import (
	"io/fs"
	"os"
	"syscall"
)

// give makes a new file its owner's and group's whose the old one was.
func give(f *os.File, like fs.FileInfo) error {
	was, ok := like.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	if info, err := f.Stat(); err == nil {
		if is, ok := info.Sys().(*syscall.Stat_t); ok && is.Uid == was.Uid && is.Gid == was.Gid {
			return nil
		}
	}
	return f.Chown(int(was.Uid), int(was.Gid))
}

// keep makes the name of a file in a folder last.
func keep(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	_ = d.Close() // it was only synced
	return err
}
