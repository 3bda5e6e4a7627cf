package few_test

import (
	"testing"

	"pgregory.net/rapid"

	"linli/internal/few"
)

func TestCount(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]few.Cell{0: {}, 1: {Few: true}, 4: {Few: true}, 5: {N: 5}, 328: {N: 328}} {
		if got := few.Count(n, 5); got != want {
			t.Errorf("%d is shown as %+v, want %+v", n, got, want)
		}
	}
}

// attack finds every value that a hidden cell may have when all that is shown is true: somebody with patience and a pencil.
func attack(t few.Shown, least int) (possible []map[int]bool) {
	type spot struct{ i, j int }
	var hidden []spot
	for i, row := range t.Cells {
		for j, c := range row {
			if c.Few {
				hidden = append(hidden, spot{i, j})
			}
		}
	}
	possible = make([]map[int]bool, len(hidden))
	for k := range possible {
		possible[k] = map[int]bool{}
	}
	guess := make([]int, len(hidden))
	agrees := func() bool {
		rows, columns, all := make([]int, len(t.Rows)), make([]int, len(t.Columns)), 0
		add := func(i, j, n int) { rows[i], columns[j], all = rows[i]+n, columns[j]+n, all+n }
		for i, row := range t.Cells {
			for j, c := range row {
				add(i, j, c.N)
			}
		}
		for k, s := range hidden {
			add(s.i, s.j, guess[k])
		}
		ok := func(c few.Cell, n int) bool { return c.Held || few.Count(n, least) == c }
		for i := range rows {
			if !ok(t.Rows[i], rows[i]) {
				return false
			}
		}
		for j := range columns {
			if !ok(t.Columns[j], columns[j]) {
				return false
			}
		}
		return ok(t.All, all)
	}
	var try func(k int)
	try = func(k int) {
		if k == len(hidden) {
			if agrees() {
				for k, n := range guess {
					possible[k][n] = true
				}
			}
			return
		}
		for guess[k] = 1; guess[k] < least; guess[k]++ {
			try(k + 1)
		}
	}
	try(0)
	return possible
}

// No sum gives a small figure away: whoever knows everything that is shown is left with at least two values for it.
func TestNothingGivesASmallFigureAway(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		least := rapid.IntRange(3, 5).Draw(rt, "least")
		rows, columns := rapid.IntRange(1, 3).Draw(rt, "rows"), rapid.IntRange(1, 3).Draw(rt, "columns")
		counts := make([][]int, rows)
		small := 0
		for i := range counts {
			for range columns {
				n := rapid.OneOf(rapid.IntRange(0, least+1), rapid.IntRange(0, 100)).Draw(rt, "n")
				if n > 0 && n < least {
					if small++; small > 6 {
						n = 0 // the attack is exhaustive
					}
				}
				counts[i] = append(counts[i], n)
			}
		}
		shown := few.Table(counts, least)
		for k, values := range attack(shown, least) {
			if len(values) < 2 {
				rt.Fatalf("%v is shown as %+v: hidden figure %d can only be %v", counts, shown, k, values)
			}
		}
		for i, row := range counts {
			for j, n := range row {
				if c := shown.Cells[i][j]; c != few.Count(n, least) {
					rt.Fatalf("%d is shown as %+v", n, c)
				}
			}
		}
	})
}

// What needs no care is shown, with its sums.
func TestLargeFiguresAreShown(t *testing.T) {
	t.Parallel()
	got := few.Table([][]int{{5, 0}, {12, 9}}, 5)
	if got.Rows[0].N != 5 || got.Rows[1].N != 21 || got.Columns[0].N != 17 || got.Columns[1].N != 9 || got.All.N != 26 {
		t.Errorf("%+v", got)
	}
	got = few.Table([][]int{{2, 7}, {3, 9}}, 5)
	if got.All.N != 21 || !got.Rows[0].Held || got.Columns[1].N != 16 || !got.Columns[0].Held {
		t.Errorf("two small figures that nothing tells apart leave the sum of all: %+v", got)
	}
	if got = few.Table([][]int{{1, 7}, {1, 9}}, 5); !got.All.Held {
		t.Errorf("the sum of all says that both are one: %+v", got)
	}
}
