package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"linli/internal/file"
	"linli/internal/file/content"
)

// How long looking at the photos may take: on the page somebody waits for it, and a command may read them all.
const (
	glance   = 4 * time.Second
	thorough = time.Hour
)

// leftFor is how old a content without a row is when somebody is told: removing takes a day, and comes every six hours.
const leftFor = 48 * time.Hour

// lookAtFiles looks whether what the database names is there, and whether the folder is in order.
func (f *Facts) lookAtFiles(ctx context.Context, e Eyes) {
	long := glance
	if e.Deep {
		long = thorough
	}
	ctx, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	x, dir := &f.Files, f.Setup.Files
	f.folder(dir)
	var named map[string]bool
	var seen func(hash string)
	if x.Whole = e.Deep; e.Deep {
		named = map[string]bool{}
		seen = func(hash string) { named[hash] = true }
	}
	store := content.New(dir)
	n, err := file.Check(ctx, e.DB, store, e.Deep && x.There, seen, f.damaged)
	x.N = n
	if x.Part = errors.Is(err, context.DeadlineExceeded); err != nil {
		if !x.Part {
			x.Err = err.Error()
		}
		return
	}
	if e.Deep {
		x.Left, x.LeftSize, err = store.Left(time.Now().Add(-leftFor), func(hash string) bool { return named[hash] }) // the folder's clock is the machine's
		if err != nil {
			x.Err = err.Error()
		}
	}
}

func (f *Facts) damaged(d file.Damage) {
	x := &f.Files
	switch {
	case errors.Is(d.Err, content.ErrMissing):
		x.Missing++
	case errors.Is(d.Err, fs.ErrPermission):
		x.Unread++
		return
	default:
		x.Damaged++
	}
	if x.One == "" {
		x.One = d.Content
	}
}

// folder looks at the folder itself and at the folders in it: what another user has made there, often root by restoring, is
// closed to the server. Everything should belong to whom the database's file belongs to.
func (f *Facts) folder(dir string) {
	x := &f.Files
	if dir == "" {
		return
	}
	info, err := os.Stat(dir)
	if x.There = err == nil; err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			x.Err = err.Error()
		}
		return
	}
	x.Mode, x.Writable = info.Mode().Perm(), writable(dir, info.Mode())
	want, known := owner(info)
	if data := fileOf(f.Setup.DSN); data != "" {
		if info, err := os.Stat(data); err == nil {
			want, known = owner(info)
		}
	}
	if !known {
		return
	}
	x.Owner = userName(want)
	inside, err := filepath.Glob(filepath.Join(dir, "*")) // at most 256 of them, and tmp
	if err != nil {
		x.Err = err.Error()
	}
	for _, path := range append(inside, dir) {
		if info, err := os.Stat(path); err == nil {
			if uid, _ := owner(info); uid != want {
				x.Foreign++
			}
		}
	}
}
