package bench_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"linli/bench"
)

// A workbook is made, read in and read again; what that took is told.
func TestImport(t *testing.T) {
	t.Parallel()
	r, err := bench.Import(t.Context(), bench.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "b.db"), Wishes: 300})
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := r.WriteText(&text); err != nil || len(r.Stages) != 3 || r.Stages[1].CPU <= 0 || r.Memory.Own <= 0 || !strings.Contains(text.String(), "the import") {
		t.Errorf("%+v, %v\n%s", r, err, &text)
	}
}
