package seal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Where a file cannot be given to its reader, it stays as it was, and nothing is left beside it.
func TestKeysThatCannotBeGivenAreNotChanged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "keys")
	if err := Create(path, SM); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	err = replace(path, "new", func(*os.File, fs.FileInfo) error { return errors.New("operation not permitted") })
	if err == nil || !strings.Contains(err.Error(), "Nothing was changed. Run this as that user, or as root") {
		t.Errorf("%v", err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the file has changed, %v", err)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 1 {
		t.Errorf("%d files, %v", len(list), err)
	}
}
