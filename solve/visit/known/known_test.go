package known_test

import (
	"path/filepath"
	"testing"

	"linli/solve/visit/known"

	"pgregory.net/rapid"
)

// TestRowsAreReadAsTheyWereMade: no digit of a row is lost in the file; else the sums of a table differ between the run that planned and the run that read.
func TestRowsAreReadAsTheyWereMade(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		f := known.Rows{Path: filepath.Join(dir, rapid.StringMatching(`[a-z]{12}`).Draw(t, "file")+".csv"), Seed: 1, Seconds: 0.05}
		row := known.Row{Case: known.Case{Set: "own", Name: "a"}, Ours: rapid.Float64Range(0, 1e6).Draw(t, "ours"), Iterations: 7, CPU: rapid.Float64Range(0, 60).Draw(t, "cpu")}
		if err := f.Keep(row); err != nil {
			t.Fatal(err)
		}
		done, err := f.Done()
		if got := done["own/a"]; err != nil || got.Ours != row.Ours || got.CPU != row.CPU || got.Iterations != row.Iterations {
			t.Fatalf("%v: %+v, was %+v", err, got, row)
		}
	})
}
