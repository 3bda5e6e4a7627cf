package trial

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"

	"linli/solve/triage"
)

// Read reads sorted texts, tab-separated with a heading that names subject, body and label; each is somebody else's.
func Read(path string) ([]triage.Example, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	var column [3]int
	var out []triage.Example
	for n := 1; lines.Scan(); n++ {
		cells := strings.Split(strings.TrimSuffix(lines.Text(), "\r"), "\t")
		if n == 1 {
			for i, name := range []string{"subject", "body", "label"} {
				if column[i] = slices.Index(cells, name); column[i] < 0 {
					return nil, fmt.Errorf("%s: the heading names no %s", path, name)
				}
			}
			continue
		}
		if len(cells) <= max(column[0], column[1], column[2]) {
			return nil, fmt.Errorf("%s, line %d: %d columns are too few", path, n, len(cells))
		}
		out = append(out, triage.Example{
			Text: triage.Text{Title: cells[column[0]], Body: cells[column[1]]}, Label: cells[column[2]], From: fmt.Sprint(n),
		})
	}
	return out, lines.Err()
}
