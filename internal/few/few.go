// Package few keeps statistics about people from telling of one of them (domain.md B15): a count of one to four is shown
// as “fewer than five”, and no sum beside it gives it away. It is for figures about people that others than those who
// handle their matters get to see; how much work lies on a desk is no such figure.
package few

import "slices"

// Cell is a figure as it may be shown.
type Cell struct {
	N    int  // when it is shown
	Few  bool // one to least-1: say “fewer than”
	Held bool // a sum that would give a small figure away: say that it is not shown
}

// Count is one figure that stands alone. least is the smallest figure that is shown, the rule statistic.least.
func Count(n, least int) Cell {
	if n > 0 && n < least {
		return Cell{Few: true}
	}
	return Cell{N: n}
}

// Shown is a table with its sums as it may be shown.
type Shown struct {
	Cells   [][]Cell
	Rows    []Cell // the sum of each row
	Columns []Cell // the sum of each column
	All     Cell
}

// Table is a table of counts, each row of the same length. A row or column with a small figure in it shows no sum, so that
// no equation holds one; the sum of all stands only where it leaves every small figure at least two values. Nothing but
// what is shown is assumed to be known: tables that overlap are one table.
func Table(counts [][]int, least int) Shown {
	out := Shown{Cells: make([][]Cell, len(counts)), Rows: make([]Cell, len(counts))}
	if len(counts) > 0 {
		out.Columns = make([]Cell, len(counts[0]))
	}
	columns := make([]int, len(out.Columns))
	hiddenColumn := make([]bool, len(columns))
	all, hidden, sum := 0, 0, 0
	for i, row := range counts {
		inRow, hides := 0, false
		for j, n := range row {
			c := Count(n, least)
			out.Cells[i] = append(out.Cells[i], c)
			inRow, columns[j], all = inRow+n, columns[j]+n, all+n
			if c.Few {
				hidden, sum, hides, hiddenColumn[j] = hidden+1, sum+n, true, true
			}
		}
		out.Rows[i] = total(inRow, least, hides)
	}
	for j, n := range columns {
		out.Columns[j] = total(n, least, hiddenColumn[j])
	}
	// All less what is shown is the sum of the small figures: it tells them when there is one, or when all are the
	// smallest or the largest that they can be.
	told := hidden == 1 || hidden > 0 && (sum == hidden || sum == hidden*(least-1))
	out.All = total(all, least, told)
	return out
}

// total is a sum that is held back, or shown as any figure.
func total(n, least int, held bool) Cell {
	if held {
		return Cell{Held: true}
	}
	return Count(n, least)
}

// Parts is a sum and what it is made of, as they may be shown.
type Parts struct {
	Cells []Cell
	All   Cell
}

// Shared is counts of parts, and their sum, as they may be shown side by side: each small figure is left with at least two
// values for whoever knows all the others. Where the sum would tell, a larger part is held back, the smallest first; where
// none is left, the sum is. What overlaps must be given together; nothing but what is shown is assumed to be known.
func Shared(counts []int, least int) Parts {
	p := Parts{Cells: make([]Cell, len(counts))}
	var larger []int // the parts that are no small figure
	all, small, smalls := 0, 0, 0
	for i, n := range counts {
		p.Cells[i] = Count(n, least)
		all += n
		switch {
		case p.Cells[i].Few:
			small, smalls = small+1, smalls+n
		case n > 0:
			larger = append(larger, i)
		}
	}
	p.All = Count(all, least)
	if p.All.Few && small > least-2 {
		p.All = Cell{Held: true} // so many ones leave no room below least
	}
	slices.SortStableFunc(larger, func(a, b int) int { return counts[a] - counts[b] })
	// The small figures are known to be smalls together, or, beside parts that are held, between their number and what
	// these leave, each of which is at least least.
	held, tells := 0, small == 1 || smalls == small || smalls == small*(least-1)
	for small > 0 && tells && !p.All.Few && !p.All.Held {
		if held == len(larger) {
			p = Parts{Cells: p.Cells, All: Cell{Held: true}}
			for _, i := range larger {
				p.Cells[i] = Count(counts[i], least)
			}
			break
		}
		p.Cells[larger[held]] = Cell{Held: true}
		smalls += counts[larger[held]] - least
		held++
		tells = smalls <= small
	}
	return p
}
