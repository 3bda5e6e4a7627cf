package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// Forms of a file that is written.
const (
	XLSX = "xlsx"
	CSV  = "csv"
)

// Media is what an answer calls a form.
func Media(form string) string {
	if form == CSV {
		return "text/csv; charset=utf-8"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// Writer writes a table line by line and holds none of it. Cells are texts: no spreadsheet takes one for a formula.
type Writer struct {
	csv  *csv.Writer
	zip  *zip.Writer
	xml  *bufio.Writer
	next int // line of the sheet
	open int // sheets begun
}

// NewWriter begins a file with a sheet of a title. CSV has one sheet and no title.
func NewWriter(out io.Writer, form string, titles ...string) (*Writer, error) {
	if form == CSV {
		_, err := io.WriteString(out, "\ufeff")
		w := csv.NewWriter(out)
		w.UseCRLF = true
		return &Writer{csv: w}, err
	}
	w := &Writer{zip: zip.NewWriter(out)}
	if err := w.parts(titles); err != nil {
		return nil, err
	}
	return w, w.Sheet()
}

// The parts of a workbook that only name others.
const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS   = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relNS    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packNS   = "http://schemas.openxmlformats.org/package/2006/"
	bookType = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

func (w *Writer) parts(titles []string) error {
	var types, sheets, rels strings.Builder
	for i, title := range titles {
		n := i + 1
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, bookType)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escape(title), n, n)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, relNS, n)
	}
	styles := len(titles) + 1
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + packNS + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + bookType + `sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="` + bookType + `styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + packNS + `relationships"><Relationship Id="rId1" Type="` + relNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + mainNS + `" xmlns:r="` + relNS + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packNS + `relationships">` + rels.String() + fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, styles, relNS) + `</Relationships>`},
		{"xl/styles.xml", `<styleSheet xmlns="` + mainNS + `"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`},
	} {
		to, err := w.zip.Create(part[0])
		if err != nil {
			return err
		}
		if _, err := io.WriteString(to, xmlHead+part[1]); err != nil {
			return err
		}
	}
	return nil
}

// Sheet ends a sheet and begins the next.
func (w *Writer) Sheet() error {
	if err := w.endSheet(); err != nil {
		return err
	}
	w.open++
	w.next = 0
	to, err := w.zip.Create("xl/worksheets/sheet" + strconv.Itoa(w.open) + ".xml")
	if err != nil {
		return err
	}
	w.xml = bufio.NewWriterSize(to, 1<<16)
	_, err = w.xml.WriteString(xmlHead + `<worksheet xmlns="` + mainNS + `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="60" width="18" style="1" customWidth="1"/></cols><sheetData>`)
	return err
}

func (w *Writer) endSheet() error {
	if w.xml == nil {
		return nil
	}
	if _, err := w.xml.WriteString("</sheetData></worksheet>"); err != nil {
		return err
	}
	return w.xml.Flush()
}

// Line writes a line; the first of a sheet is its head.
func (w *Writer) Line(cells []string) error { return w.line(cells, false) }

// Figures writes a line in which what reads as a number is one, so that a spreadsheet can reckon with it.
func (w *Writer) Figures(cells []string) error { return w.line(cells, true) }

// plainNumber is a number that every spreadsheet reads alike.
var plainNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$`)

func (w *Writer) line(cells []string, numbers bool) error {
	if w.csv != nil {
		own := make([]string, len(cells))
		for i, c := range cells {
			own[i] = Inert(c)
		}
		return w.csv.Write(own)
	}
	w.next++
	style := "1"
	if w.next == 1 {
		style = "2"
	}
	fmt.Fprintf(w.xml, `<row r="%d">`, w.next)
	for i, c := range cells {
		at := columnName(i+1) + strconv.Itoa(w.next)
		switch {
		case numbers && plainNumber.MatchString(c):
			fmt.Fprintf(w.xml, `<c r="%s" s="0"><v>%s</v></c>`, at, c)
		case c != "":
			w.xml.WriteString(cellXML("", at, style, c))
		}
	}
	_, err := w.xml.WriteString("</row>")
	return err
}

// Close ends the file. The writer below stays open.
func (w *Writer) Close() error {
	if w.csv != nil {
		w.csv.Flush()
		return w.csv.Error()
	}
	if err := w.endSheet(); err != nil {
		return err
	}
	return w.zip.Close()
}

// cellXML is a cell that holds a text; prefix is that of the sheet's names.
func cellXML(prefix, at, style, text string) string {
	if style != "" {
		style = ` s="` + style + `"`
	}
	return "<" + prefix + `c r="` + at + `"` + style + ` t="inlineStr"><` + prefix + `is><` + prefix + `t xml:space="preserve">` + escape(text) + "</" + prefix + "t></" + prefix + "is></" + prefix + "c>"
}

// columnName is A for 1, AA for 27.
func columnName(n int) string {
	name := ""
	for ; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// escape is a text as it stands in XML. What XML cannot hold is left out; what reads like Excel's way of writing a control
// character is written so that it stays what it is.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "_x", "_x005F_x").Replace(s)
}

// Write writes a table as the only sheet of a file.
func Write(out io.Writer, form, title string, head []string, lines [][]string) error {
	w, err := NewWriter(out, form, title)
	if err != nil {
		return err
	}
	if err := w.Line(head); err != nil {
		return err
	}
	for _, cells := range lines {
		if err := w.Line(cells); err != nil {
			return err
		}
	}
	return w.Close()
}
