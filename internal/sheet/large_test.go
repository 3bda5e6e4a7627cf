package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"linli/internal/sheet"
)

// lines are all lines of a file.
func lines(t interface{ Fatal(...any) }, body []byte) (out []sheet.Line, width int) {
	width, n, err := sheet.Each(bytes.NewReader(body), sheet.Large(), func(l sheet.Line) error { out = append(out, l); return nil })
	if err != nil || n != len(out) {
		t.Fatal(n, err)
	}
	return out, width
}

// filed is a workbook as Excel writes one: texts shared, numbers as numbers.
func filed(t interface{ Fatal(...any) }, rows [][]any, more func(*excelize.File)) []byte {
	f := excelize.NewFile()
	for i, r := range rows {
		if err := f.SetSheetRow("Sheet1", "A"+strconv.Itoa(i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	if more != nil {
		more(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What a library reads out of a workbook (excelize, an independent reader), Each reads too: shared texts, signs of XML, control
// characters that Excel writes in its own way, empty cells and lines.
func TestAsAnotherReaderReads(t *testing.T) {
	t.Parallel()
	text := rapid.OneOf(rapid.StringMatching(`[ -~\n\p{Han}_x0-9A-F&<>"']{0,14}`), rapid.SampledFrom([]string{"", "_x000D_", "_x005F_x0041_", "a\r\nb", "<v>", "&amp;", "]]>"}))
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.SliceOfN(text, 0, 5), 1, 6).Draw(t, "cells")
		rows := make([][]any, len(cells))
		for i, line := range cells {
			for _, c := range line {
				rows[i] = append(rows[i], c)
			}
		}
		body := filed(t, rows, nil)
		f, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		want, err := f.GetRows("Sheet1")
		if err != nil {
			t.Fatal(err)
		}
		got := map[int][]string{}
		_, _, err = sheet.Each(bytes.NewReader(body), sheet.Large(), func(l sheet.Line) error { got[l.N] = l.Cells; return nil })
		for i, line := range want {
			for j, c := range line {
				c = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(c, "\r\n", "\n"), "\r", "\n"))
				if rest, quoted := strings.CutPrefix(c, "'"); quoted && sheet.Inert(rest) != rest {
					c = rest
				}
				own := ""
				if l := got[i+1]; j < len(l) {
					own = l[j]
				}
				if own != c {
					t.Fatalf("line %d, cell %d: %q, want %q (%v)", i+1, j+1, own, c, err)
				}
			}
		}
	})
}

// Formula injection: what is written is opened by another reader as a text, in every form, and never as a formula.
func TestFormulaInjection(t *testing.T) {
	t.Parallel()
	bad := []string{`=HYPERLINK("http://x","y")`, "+86 138", "-1+1", "@SUM(A1)", "|calc", "\t=1+1", "＝1+1"}
	var x, c bytes.Buffer
	if err := errors.Join(sheet.Write(&x, sheet.XLSX, "表", bad, [][]string{bad}), sheet.Write(&c, sheet.CSV, "表", bad, [][]string{bad})); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(x.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for i := range bad {
		at, _ := excelize.CoordinatesToCellName(i+1, 2)
		formula, err := f.GetCellFormula("表", at)
		kind, err2 := f.GetCellType("表", at)
		if formula != "" || err != nil || err2 != nil || kind != excelize.CellTypeInlineString {
			t.Errorf("%q is the formula %q, of kind %v", bad[i], formula, kind)
		}
	}
	for _, cell := range strings.FieldsFunc(strings.TrimPrefix(c.String(), "\ufeff"), func(r rune) bool { return r == '\n' || r == '\r' }) {
		if strings.ContainsAny(strings.TrimLeft(cell, `"`)[:1], "=+-@|\t") {
			t.Errorf("a line of the CSV begins with a formula: %q", cell)
		}
	}
}

// Zip bombs: a part that unpacks to more than it may, texts that do, and a package of very many parts are refused, and quickly.
func TestZipBombs(t *testing.T) {
	t.Parallel()
	good := filed(t, [][]any{{"编号"}, {"1"}}, nil)
	began := time.Now()
	for name, body := range map[string][]byte{
		"the sheet":  inflated(t, good, "xl/worksheets/sheet1.xml", "<sheetData>", 400<<20, " "),
		"the texts":  inflated(t, good, "xl/sharedStrings.xml", "<si>", 400<<20, "<si><t></t></si>"),
		"a long tag": inflated(t, good, "xl/worksheets/sheet1.xml", "<sheetData", 8<<20, " "),
	} {
		_, _, err := sheet.Each(bytes.NewReader(body), sheet.Large(), func(sheet.Line) error { return nil })
		if k := key(err); k != "sheet.error.unpacked" && k != "sheet.error.unreadable" || len(body) > 4<<20 {
			t.Errorf("%s: %v, a file of %d bytes", name, err, len(body))
		}
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("that took %v", took)
	}
}

// inflated is a workbook in which a part holds a great deal of something behind a mark.
func inflated(t *testing.T, body []byte, part, mark string, size int, of string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		w, err2 := out.Create(f.Name)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			before, after, found := bytes.Cut(text, []byte(mark))
			if !found {
				t.Fatalf("%s has no %s", part, mark)
			}
			_, _ = w.Write(append(before, mark...))
			some := []byte(strings.Repeat(of, 1<<16))
			for n := 0; n < size; n += len(some) {
				_, _ = w.Write(some)
			}
			text = after
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A renamed .xls: its first bytes say what it is, whatever it is called.
func TestARenamedXLS(t *testing.T) {
	t.Parallel()
	_, _, err := sheet.Each(bytes.NewReader([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("x", 512))), sheet.Large(), func(sheet.Line) error { return nil })
	if key(err) != "sheet.error.xls" {
		t.Error(err)
	}
}

// Dates as text, as Excel's number and as a real date cell are the same time.
func TestDatesAsText(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 8*3600)
	want := time.Date(2026, 1, 31, 14, 30, 0, 0, zone)
	body := filed(t, [][]any{{"时间"}, {time.Date(2026, 1, 31, 14, 30, 0, 0, time.UTC)}, {"2026-01-31 14:30"}, {"2026/1/31 14:30:00"}, {"2026年1月31日14时30分"}, {"2026.1.31  14:30"}, {46053.604166667}, {"20260131143000"}}, nil)
	all, _ := lines(t, body)
	for _, l := range all[1:] {
		if at, ok := sheet.Moment(l.Cell(0), zone); !ok || !at.Equal(want) {
			t.Errorf("line %d: %q is %v, %v", l.N, l.Cell(0), at, ok)
		}
	}
	for _, bad := range []string{"", "昨天", "2026-02-30", "31/01/2026", "12", "9999999"} {
		if at, ok := sheet.Moment(bad, zone); ok {
			t.Errorf("%q is %v", bad, at)
		}
	}
}

// What a spreadsheet has made a number keeps its digits, or says that they are lost.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]struct {
		digits string
		lost   bool
	}{
		"13800000001": {"13800000001", false}, "1.3800000001E10": {"13800000001", false}, "3.20613195803020E17": {"320613195803020000", true}, "钟秀": {"钟秀", false}, "1e400": {"1e400", false},
	} {
		if digits, lost := sheet.Whole(cell); digits != want.digits || lost != want.lost {
			t.Errorf("%q: %s, %v", cell, digits, lost)
		}
	}
}

// The copy of a file is the file: every cell stays, the formula's value too, and beside a line stands what is said of it.
func TestMark(t *testing.T) {
	t.Parallel()
	body := filed(t, [][]any{{"登记表"}, {"姓名", "电话", "数"}, {"甲", "1", 3}, {"乙", "2", 4}, {}, {"丙", "=1+1", 5}}, func(f *excelize.File) {
		if err := errors.Join(f.MergeCell("Sheet1", "A1", "C1"), f.SetCellFormula("Sheet1", "D3", "1+2"), f.SetColWidth("Sheet1", "A", "A", 40)); err != nil {
			t.Fatal(err)
		}
		if _, err := f.NewSheet("另一张"); err != nil {
			t.Fatal(err)
		}
	})
	text := []byte("姓名,电话,数\r\n甲,1,3\r\n乙,=2,4\r\n")
	for name, c := range map[string]struct {
		body []byte
		head int
		bad  int
	}{"xlsx": {body, 2, 4}, "csv": {text, 1, 3}} {
		before, width := lines(t, c.body)
		var b bytes.Buffer
		err := sheet.Mark(&b, bytes.NewReader(c.body), sheet.Large(), width, c.head, "原因", func(n int) string {
			if n == c.bad {
				return "=没有这个地方 <&>"
			}
			return ""
		})
		if err != nil {
			t.Fatal(name, err)
		}
		after, wider := lines(t, b.Bytes())
		if wider != width+1 || len(after) != len(before) {
			t.Fatalf("%s: %d lines of %d, %d columns of %d", name, len(after), len(before), wider, width)
		}
		for i, l := range after {
			want := map[int]string{c.head: "原因", c.bad: "=没有这个地方 <&>"}[l.N]
			if l.Cell(width) != want || strings.Join(l.Cells[:min(width, len(l.Cells))], "|") != strings.Join(padded(before[i].Cells, min(width, len(l.Cells))), "|") {
				t.Errorf("%s line %d: %q, was %q", name, l.N, l.Cells, before[i].Cells)
			}
		}
		if name == "xlsx" {
			f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			w, err := f.GetColWidth("Sheet1", "A")
			formula, err2 := f.GetCellFormula("Sheet1", "D3")
			if w != 40 || err != nil || err2 != nil || formula != "" || len(f.GetSheetList()) != 2 {
				t.Errorf("the copy has lost its form: %v %q %v %v %v", w, formula, f.GetSheetList(), err, err2)
			}
		}
	}
}

func padded(cells []string, n int) []string {
	for len(cells) < n {
		cells = append(cells, "")
	}
	return cells[:n]
}

// FuzzEach: whatever is sent is read within its limits or refused with a sentence, and what was read can be marked and read again.
func FuzzEach(f *testing.F) {
	var b bytes.Buffer
	if err := sheet.Write(&b, sheet.XLSX, "表", []string{"编号", "名称"}, [][]string{{"1", "=电梯"}}); err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{b.Bytes(), []byte("编号,名称\n1,\"电\n梯\"\n"), []byte("a\tb\n1\t2\n"), []byte("\xd0\xcf\x11\xe0"), []byte("\xc3\xfb\xb3\xc6\n\xb5\xe7\n"), []byte("\xff\xfea\x00\t\x00b\x00\n\x001\x00")} {
		f.Add(seed)
	}
	lim := sheet.Limits{Bytes: 1 << 20, Lines: 1000, Columns: 40, Cell: 500, Unpacked: 1 << 20}
	f.Fuzz(func(t *testing.T, body []byte) {
		var all []sheet.Line
		width, n, err := sheet.Each(bytes.NewReader(body), lim, func(l sheet.Line) error { all = append(all, l); return nil })
		if err != nil {
			if key(err) == "" {
				t.Fatalf("refused without a sentence: %v", err)
			}
			return
		}
		if n == 0 || n > lim.Lines || width > lim.Columns || n != len(all) {
			t.Fatalf("%d lines of %d columns, %d handed on", n, width, len(all))
		}
		var out bytes.Buffer
		if err := sheet.Mark(&out, bytes.NewReader(body), lim, width, all[0].N, "原因", func(int) string { return "" }); err != nil {
			t.Fatalf("it cannot be marked: %v", err)
		}
		again := 0
		lim := sheet.Large()
		if _, _, err := sheet.Each(bytes.NewReader(out.Bytes()), lim, func(sheet.Line) error { again++; return nil }); err != nil || again != n {
			t.Fatalf("the copy has %d lines of %d: %v", again, n, err)
		}
	})
}
