package receptionweb

import (
	"slices"

	"linli/internal/reception"
	"linli/internal/workday"
)

// sorted are promises as a ledger's table has them: overdue, open, kept.
func sorted(list []reception.Promise, today workday.Date) []reception.Promise {
	out := slices.Clone(list)
	rank := func(p reception.Promise) int {
		switch p.Outcome(today) {
		case reception.Broken:
			return 0
		case reception.Open:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(out, func(x, y reception.Promise) int {
		a, b := rank(x), rank(y)
		switch {
		case a != b:
			return a - b
		case a == 2:
			return int(y.Kept - x.Kept)
		}
		return int(x.Due - y.Due)
	})
	return out
}
