package edition

import (
	"slices"
	"strings"

	"linli/internal/db"
	"linli/internal/place"
)

// check sorts the rows by code, so that a parent comes before its children, finds duplicates and links each row to its
// parent's.
func (l *list) check() {
	slices.SortFunc(l.rows, func(a, b row) int {
		if c := strings.Compare(a.code, b.code); c != 0 {
			return c
		}
		return int(a.line - b.line)
	})
	l.dropDuplicates()
	l.link()
	l.checkOlds()
}

// dropDuplicates keeps the first row of a code.
func (l *list) dropDuplicates() {
	kept := l.rows[:0]
	for i := range l.rows {
		r := l.rows[i]
		if n := len(kept); n > 0 && kept[n-1].code == r.code {
			l.reject(&r, colCode, "place.import.duplicate", int(kept[n-1].line))
			continue
		}
		kept = append(kept, r)
	}
	clear(l.rows[len(kept):])
	l.rows = kept
}

// link finds each row's parent among the rows whose codes are prefixes of its own: they are a short stack.
func (l *list) link() {
	l.top = place.Building
	var above []int32
	for i := range l.rows {
		r := &l.rows[i]
		l.top = min(l.top, place.LevelOf(r.code))
		for len(above) > 0 && !strings.HasPrefix(r.code, l.rows[above[len(above)-1]].code) {
			above = above[:len(above)-1]
		}
		for _, j := range above {
			if l.rows[j].code == r.parent {
				r.up, l.rows[j].children = j, true
			}
		}
		above = append(above, int32(i)) //nolint:gosec // rows of a file
	}
}

// checkOlds refuses an old code that the list still has, or that two places claim to replace.
func (l *list) checkOlds() {
	if len(l.olds) == 0 {
		return
	}
	claimed := map[string]int32{}
	for i := range l.rows {
		r := &l.rows[i]
		for _, old := range l.olds[r.line] {
			if _, there := l.find(old); there && l.tree {
				l.reject(r, colOld, "place.import.old_present", old)
			}
			if line, twice := claimed[old]; twice {
				l.reject(r, colOld, "place.import.old_twice", old, int(line))
			}
			claimed[old] = r.line
		}
	}
}

// find is the row of a code.
func (l *list) find(code string) (*row, bool) {
	i, ok := slices.BinarySearchFunc(l.rows, code, func(r row, code string) int { return strings.Compare(r.code, code) })
	if !ok {
		return nil, false
	}
	return &l.rows[i], true
}

// end is beyond everything below any row: the end of the subtree of the highest place above the last one.
func (l *list) end() string {
	last := l.rows[len(l.rows)-1].code
	for _, a := range place.Ancestors(last) {
		if _, ok := l.find(a); ok {
			last = a
			break
		}
	}
	_, to := db.Subtree(last)
	return to
}

// skipBelow skips what hangs under a skipped row. Parents come before their children, so one pass is enough.
func (l *list) skipBelow() {
	for i := range l.rows {
		r := &l.rows[i]
		if !r.bad && r.up >= 0 && l.rows[r.up].bad {
			l.reject(r, colParent, "place.import.parent_skipped", int(l.rows[r.up].line))
		}
		if r.bad {
			l.spared[r.code] = true
		}
	}
}

// spares tells whether a place that the list does not have is near a row that could not be read: it may be that row.
func (l *list) spares(code string) bool {
	if len(l.spared) == 0 {
		return false
	}
	if l.spared[""] || l.spared[code] {
		return true
	}
	return slices.ContainsFunc(place.Ancestors(code), func(a string) bool { return l.spared[a] })
}
