package sheet

import (
	"strconv"

	"linli/internal/errs"
)

// grid reads the cells of a sheet, line by line.
type grid struct {
	*scan
	texts  *texts
	merged []area // those that no line has reached yet
	open   []area // those that reach the line that is read
	to     *eacher

	n, column int // the line and the cell that are read, from 1
	kind      string
	value     string
	aid       bool
	cells     []string
}

// rows goes to the end of the cells.
func (g *grid) rows() error {
	for {
		if err := g.next(); err != nil {
			return err
		}
		name, opens, closes := g.name()
		switch string(name) {
		case "row":
			if err := g.row(opens, closes); err != nil {
				return err
			}
		case "c":
			if err := g.cell(opens, closes); err != nil {
				return err
			}
		case "rPh":
			g.aid = opens && !closes
		case "v", "t":
			if closes && !opens && !g.aid {
				g.value += unescape(g.text)
			}
		case "sheetData":
			if closes {
				return nil
			}
		}
	}
}

// row begins a line, or hands it on.
func (g *grid) row(opens, closes bool) error {
	if opens {
		last := g.n
		g.n++
		if n, err := strconv.Atoi(g.attr("r")); err == nil {
			g.n = n
		}
		if g.n <= last {
			return errXML // lines stand in their order
		}
		g.column, g.cells = 0, g.cells[:0]
	}
	if !closes {
		return nil
	}
	g.spread()
	return g.to.line(g.n, g.cells)
}

// cell begins a cell, or keeps what it says.
func (g *grid) cell(opens, closes bool) error {
	if opens {
		g.column++
		if column, _, ok := cellOf(g.attr("r")); ok {
			g.column = column
		}
		g.kind, g.value = g.attr("t"), ""
	}
	if !closes {
		return nil
	}
	value := g.value
	if g.kind == "s" && value != "" {
		i, err := strconv.Atoi(value)
		text, ok := g.texts.at(i)
		if err != nil || !ok {
			return errXML
		}
		value = text
	}
	if value == "" {
		return nil
	}
	if g.column > g.to.lim.Columns {
		return errs.New(errs.Invalid, "sheet.error.large", g.to.lim.Lines-1, g.to.lim.Columns)
	}
	g.put(g.column, value)
	return nil
}

func (g *grid) put(column int, value string) {
	for len(g.cells) < column {
		g.cells = append(g.cells, "")
	}
	g.cells[column-1] = value
}

// spread puts what the first cell of a merged range says into each of its cells on this line.
func (g *grid) spread() {
	for len(g.merged) > 0 && g.merged[0].top <= g.n {
		a := g.merged[0]
		if a.top == g.n && a.left <= len(g.cells) {
			a.value = g.cells[a.left-1]
		}
		if a.value != "" {
			g.open = append(g.open, a)
		}
		g.merged = g.merged[1:]
	}
	still := g.open[:0]
	for _, a := range g.open {
		if a.bottom < g.n {
			continue
		}
		for column := a.left; column <= a.right; column++ {
			g.put(column, a.value)
		}
		still = append(still, a)
	}
	g.open = still
}
