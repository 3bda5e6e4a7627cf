package db_test

import (
	"os"
	"path/filepath"
	"testing"

	"linli/internal/db"
)

// A new database and its log of writes belong to their owner alone.
func TestANewFileIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "linli.db")
	d, err := db.Open(t.Context(), "sqlite:"+file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if _, err := d.SQL().ExecContext(t.Context(), "CREATE TABLE x (y TEXT)"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + "-wal", file + "-shm"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", filepath.Base(name), info.Mode(), err)
		}
	}
}
