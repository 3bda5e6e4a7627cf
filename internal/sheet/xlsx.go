package sheet

import (
	"bytes"
	"io"

	"github.com/xuri/excelize/v2"

	"linli/internal/errs"
)

// What a packed file may unpack to, in all and one part of it: a zip bomb is refused before it is unpacked.
const (
	unpacked = 64 << 20
	unpart   = 16 << 20
)

// readXLSX reads the first sheet. A cell that spans several is in each of them: so people write the upper levels of a list.
func readXLSX(b []byte) (Sheet, error) {
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: unpacked, UnzipXMLSizeLimit: unpart, RawCellValue: true})
	if err != nil {
		return Sheet{}, errs.New(errs.Invalid, "sheet.error.unreadable")
	}
	defer func() { _ = f.Close() }() // parts that were too large for the memory lie in files of their own
	name := f.GetSheetName(0)
	grid, err := gridOf(f, name)
	if err != nil {
		return Sheet{}, err
	}
	if err := spread(f, name, grid); err != nil {
		return Sheet{}, err
	}
	var out Sheet
	for i, cells := range grid {
		if err := out.add(i+1, cells); err != nil {
			return Sheet{}, err
		}
	}
	return out, nil
}

// gridOf is the lines of a sheet as they stand, with empty ones between them. One line more than may be is enough to refuse it.
func gridOf(f *excelize.File, name string) (grid [][]string, err error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, errs.New(errs.Invalid, "sheet.error.unreadable")
	}
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, errs.New(errs.Invalid, "sheet.error.unreadable")
		}
		if len(grid) > 2*MaxLines {
			return nil, errs.New(errs.Invalid, "sheet.error.large", MaxLines, maxColumns)
		}
		grid = append(grid, cells[:min(len(cells), maxColumns+1)])
	}
	if rows.Error() != nil || rows.Close() != nil {
		return nil, errs.New(errs.Invalid, "sheet.error.unreadable")
	}
	return grid, nil
}

// spread puts the value of a merged range into each of its cells, as far as the sheet has lines.
func spread(f *excelize.File, name string, grid [][]string) error {
	merged, err := f.GetMergeCells(name)
	if err != nil {
		return errs.New(errs.Invalid, "sheet.error.unreadable")
	}
	for _, m := range merged {
		left, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		right, bottom, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil || err2 != nil || top > len(grid) || left > maxColumns {
			continue
		}
		value := ""
		if left <= len(grid[top-1]) {
			value = grid[top-1][left-1]
		}
		if value == "" {
			continue
		}
		for y := top; y <= min(bottom, len(grid)); y++ {
			for len(grid[y-1]) < min(right, maxColumns) {
				grid[y-1] = append(grid[y-1], "")
			}
			for x := left; x <= min(right, maxColumns); x++ {
				grid[y-1][x-1] = value
			}
		}
	}
	return nil
}

// WriteXLSX writes a table as the only sheet of a file. Cells are texts: a sign of a formula stays a sign.
func WriteXLSX(out io.Writer, title string, head []string, lines [][]string) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // nothing of it lies in a file
	if err := f.SetSheetName("Sheet1", title); err != nil {
		return err
	}
	w, err := f.NewStreamWriter(title)
	if err != nil {
		return err
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := w.SetColWidth(1, max(len(head), 1), 18); err != nil {
		return err
	}
	for i, cells := range append([][]string{head}, lines...) {
		if err := setRow(w, i+1, cells); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Write(out)
}

func setRow(w *excelize.StreamWriter, n int, cells []string) error {
	row := make([]any, len(cells))
	for j, c := range cells {
		row[j] = c
	}
	at, err := excelize.CoordinatesToCellName(1, n)
	if err != nil {
		return err
	}
	return w.SetRow(at, row)
}
