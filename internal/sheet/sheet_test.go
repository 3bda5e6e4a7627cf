package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"linli/internal/errs"
	"linli/internal/sheet"
)

func key(err error) string {
	if e := (*errs.Error)(nil); errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// What is written is read back the same, formulas and all, in either form.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[=+@a-z0-9\p{Han}-]{1,12}`)
		head := rapid.SliceOfN(text, 3, 3).Draw(t, "head")
		lines := rapid.SliceOfN(rapid.SliceOfN(text, 3, 3), 1, 4).Draw(t, "lines")
		for form, write := range map[string]func(*bytes.Buffer) error{
			"csv":  func(b *bytes.Buffer) error { return sheet.Write(b, sheet.CSV, "表", head, lines) },
			"xlsx": func(b *bytes.Buffer) error { return sheet.Write(b, sheet.XLSX, "表", head, lines) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(form, err)
			}
			got, err := sheet.Read(b.Bytes())
			if err != nil || len(got.Lines) != len(lines) {
				t.Fatalf("%s: %+v, %v", form, got, err)
			}
			for i, l := range lines {
				if got.Lines[i].N != i+2 || strings.Join(got.Lines[i].Cells, "|") != strings.Join(l, "|") {
					t.Fatalf("%s: %q becomes %+v", form, l, got.Lines[i])
				}
			}
		}
	})
}

func TestWhatOfficesSend(t *testing.T) {
	t.Parallel()
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("名称,上级\n电梯,设施维修\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text, cell string
		n          int
	}{
		"with a mark":       {"\ufeff名称\n电梯\n", "电梯", 2},
		"GB 18030":          {gbk, "电梯", 2},
		"Unicode text":      {wide(t, unicode.LittleEndian, "名称\t上级\r\n电梯\t设施维修\r\n"), "电梯", 2},
		"big-endian":        {wide(t, unicode.BigEndian, "名称,上级\n电梯,x\n"), "电梯", 2},
		"tabs":              {"名称\t上级\n电梯\t设施维修\n", "电梯", 2},
		"empty lines first": {"\n\n名称\n,\n电梯\n", "电梯", 5},
		"quoted":            {"名称,上级\n\"电\n梯\",x\n", "电\n梯", 2},
		"Windows":           {"名称,上级\r\n电梯,x\r\n", "电梯", 2},
	} {
		s, err := sheet.Read([]byte(c.text))
		if err != nil || len(s.Lines) != 1 || s.Lines[0].Cell(s.Column("名称")) != c.cell || s.Lines[0].N != c.n {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

// wide is a text as UTF-16 with its mark.
func wide(t *testing.T, order unicode.Endianness, text string) string {
	t.Helper()
	out, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A text in UTF-16 gets its copy with the reasons as any other; half a character is no text.
func TestUnicodeTextIsMarked(t *testing.T) {
	t.Parallel()
	text := wide(t, unicode.LittleEndian, "名称\t上级\r\n电梯\t没有\r\n")
	var b bytes.Buffer
	err := sheet.Mark(&b, strings.NewReader(text), sheet.Large(), 2, 1, "原因", func(n int) string { return map[int]string{2: "没有这个上级"}[n] })
	if want := "\ufeff名称\t上级\t原因\r\n电梯\t没有\t没有这个上级\r\n"; err != nil || b.String() != want {
		t.Errorf("%q, %v", b.String(), err)
	}
	for name, broken := range map[string]string{"half a character": text[:len(text)-1], "half a pair": "\xff\xfe\x00\xd8a\x00"} {
		if _, err := sheet.Read([]byte(broken)); key(err) != "sheet.error.unreadable" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// People write the upper level of a list once, over all its lines.
func TestMergedCells(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for at, v := range map[string]string{"A1": "一级", "B1": "二级", "A2": "城乡建设", "B2": "电梯", "B3": "门禁", "A4": "交通", "B4": "公交"} {
		if err := f.SetCellStr("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range [][2]string{{"A2", "A3"}, {"D1", "E2"}} {
		if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	// The second range becomes the whole sheet, as a file may say that wants to be large.
	s, err := sheet.Read(rewritten(t, b.Bytes(), "D1:E2", "D1:XFD1048576"))
	if err != nil || len(s.Lines) != 3 || s.Lines[1].Cell(0) != "城乡建设" || s.Lines[1].Cell(1) != "门禁" || s.Lines[2].Cell(0) != "交通" {
		t.Errorf("%+v, %v", s, err)
	}
}

// rewritten is a packed file with other words in its parts.
func rewritten(t *testing.T, packed []byte, old, now string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out, found := zip.NewWriter(&b), false
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		w, err := out.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		found = found || bytes.Contains(text, []byte(old))
		if _, err := w.Write(bytes.ReplaceAll(text, []byte(old), []byte(now))); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil || !found {
		t.Fatal(found, err)
	}
	return b.Bytes()
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(bytes.Repeat([]byte(" "), 80<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		body []byte
		want string
	}{
		"a zip bomb":       {bomb.Bytes(), "sheet.error.unreadable"},
		"an old .xls":      {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 renamed"), "sheet.error.xls"},
		"nothing":          {nil, "sheet.error.empty"},
		"only empty lines": {[]byte("\n,,\n"), "sheet.error.empty"},
		"half a quote":     {[]byte("a,b\n\"c,d\n"), "sheet.error.line"},
		"a hidden sign":    {[]byte("a\nb\u202ec\n"), "sheet.error.cell"},
		"a long cell":      {[]byte("a\n" + strings.Repeat("长", 501)), "sheet.error.cell"},
		"many columns":     {[]byte(strings.Repeat("a,", 60) + "a\n"), "sheet.error.large"},
		"many lines":       {[]byte(strings.Repeat("a\n", sheet.MaxLines+2)), "sheet.error.large"},
		"too many bytes":   {make([]byte, sheet.MaxBytes+1), "sheet.error.bytes"},
		"no text":          {[]byte{0xff, 0xff, 0xff, 0x80}, "sheet.error.unreadable"},
		"a broken zip":     {[]byte("PK\x03\x04 nothing more"), "sheet.error.unreadable"},
	} {
		if _, err := sheet.Read(c.body); key(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"2026-01-31": "2026-01-31", "2026/1/31": "2026-01-31", "2026.1.31": "2026-01-31", "2026年1月31日": "2026-01-31", "46053": "2026-01-31",
		"31.1.2026": "", "2026-02-30": "", "12": "", "明天": "", "": "",
	} {
		if got, ok := sheet.Day(cell); got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", cell, got, want)
		}
	}
}

// Whatever is sent: a table within its bounds, or a refusal with a sentence; never a panic.
func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := sheet.Write(&b, sheet.XLSX, "表", []string{"编号", "名称"}, [][]string{{"1", "电梯"}}); err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"一级分类\t二级分类\n城乡建设\t电梯\n", "编号,名称\n1,\"电\n梯\"\n", "\ufeff地方编码,颜色\n320613,蓝\n", "\xd0\xcf\x11\xe0", "PK\x03\x04", b.String(), "\xc3\xfb\xb3\xc6\n\xb5\xe7\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := sheet.Read(body)
		switch {
		case err != nil && key(err) == "":
			t.Fatalf("refused without a sentence: %v", err)
		case err == nil && (len(s.Head) == 0 || len(s.Lines) > sheet.MaxLines):
			t.Fatalf("%d columns, %d lines", len(s.Head), len(s.Lines))
		}
	})
}
