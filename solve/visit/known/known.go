// Package known keeps the best values known of public days of visits, and the rows of a long comparison with them, so that it can be stopped and go on.
package known

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// Case is one problem with the best value known.
type Case struct {
	Set, Name string
	Patients  int
	Best      float64
}

// Row is a problem planned.
type Row struct {
	Case
	Ours       float64
	Iterations int
	CPU        float64 // seconds of processor time
}

// Gap is how far ours is above the best known, in per cent of it.
func (r Row) Gap() float64 { return 100 * (r.Ours - r.Best) / r.Best }

// Better and Equal compare with the best known, which is given to four decimals.
func (r Row) Better() bool { return r.Ours < r.Best-1e-4 }

// Equal tells whether ours is the best known value.
func (r Row) Equal() bool { return !r.Better() && r.Ours < r.Best+1e-4 }

// Rows is a file of rows, all of one seed and one time.
type Rows struct {
	Path    string // empty: nothing is kept
	Seed    uint64
	Seconds float64
}

func (f Rows) key() (seed, seconds string) {
	return strconv.FormatUint(f.Seed, 10), strconv.FormatFloat(f.Seconds, 'f', -1, 64)
}

// Done are the rows of the file with this seed and time, by set/name. Other rows stay where they are.
func (f Rows) Done() (map[string]Row, error) {
	out := map[string]Row{}
	if f.Path == "" {
		return out, nil
	}
	text, err := os.ReadFile(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Path, err)
	}
	seed, seconds := f.key()
	for _, x := range rows {
		if len(x) != 6 || x[1] != seed || x[2] != seconds {
			continue
		}
		var r Row
		var bad [3]error
		r.Ours, bad[0] = strconv.ParseFloat(x[3], 64)
		r.Iterations, bad[1] = strconv.Atoi(x[4])
		r.CPU, bad[2] = strconv.ParseFloat(x[5], 64)
		if err := errors.Join(bad[:]...); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", f.Path, x[0], err)
		}
		out[x[0]] = r
	}
	return out, nil
}

// Keep adds a row to the file, with every digit: a sum over rows that are read again is the sum over the rows as they were made.
func (f Rows) Keep(r Row) error {
	if f.Path == "" {
		return nil
	}
	to, err := os.OpenFile(f.Path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	seed, seconds := f.key()
	_, err = fmt.Fprintf(to, "%s/%s,%s,%s,%s,%d,%s\n", r.Set, r.Name, seed, seconds, whole(r.Ours), r.Iterations, whole(r.CPU))
	return errors.Join(err, to.Close())
}

// whole writes a number so that it is read as the same number.
func whole(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// Read reads the rows of a table of best values (set, instance, patients, cost) that have one.
func Read(path string) ([]Case, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s: no rows: %w", path, err)
	}
	at := map[string]int{}
	for x, head := range rows[0] {
		at[head] = x
	}
	for _, head := range []string{"set", "instance", "patients", "cost"} {
		if _, ok := at[head]; !ok {
			return nil, fmt.Errorf("%s: no column %s", path, head)
		}
	}
	var out []Case
	for _, row := range rows[1:] {
		if row[at["cost"]] == "" {
			continue
		}
		k := Case{Set: row[at["set"]], Name: strings.TrimSuffix(row[at["instance"]], ".json")}
		if k.Patients, err = strconv.Atoi(row[at["patients"]]); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, k.Name, err)
		}
		if k.Best, err = strconv.ParseFloat(row[at["cost"]], 64); err != nil || !(k.Best > 0) {
			return nil, fmt.Errorf("%s: %s: cost %q: %w", path, k.Name, row[at["cost"]], err)
		}
		out = append(out, k)
	}
	return out, nil
}
