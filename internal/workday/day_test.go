package workday_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"linli/internal/errs"
	"linli/internal/workday"
)

func TestDateIsTheDayInChina(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, moment, want string }{
		{"noon", "2026-03-04T12:00:00+08:00", "2026-03-04"},
		{"midnight opens the day", "2026-03-04T00:00:00+08:00", "2026-03-04"},
		{"last microsecond", "2026-03-04T23:59:59.999999+08:00", "2026-03-04"},
		{"evening in UTC is the next day in China", "2026-03-04T16:00:00Z", "2026-03-05"},
		{"just before", "2026-03-04T15:59:59.999999Z", "2026-03-04"},
		{"before 1970", "1969-12-31T15:59:59Z", "1969-12-31"},
		{"leap day", "2024-02-29T23:00:00+08:00", "2024-02-29"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339Nano, c.moment)
			if err != nil {
				t.Fatal(err)
			}
			if got := workday.DateOf(at).String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			d, err := workday.ParseDate(c.want)
			if err != nil || d != workday.DateOf(at) {
				t.Errorf("ParseDate(%q) = %v, %v", c.want, d, err)
			}
		})
	}
	for _, s := range []string{"", "2026-2-14", "2026-02-30", "20260214", "2026/02/14", "2026-02-14 "} {
		if _, err := workday.ParseDate(s); !errs.Is(err, errs.Invalid) {
			t.Errorf("ParseDate(%q): %v, want Invalid", s, err)
		}
	}
}

func TestDefaultIsTheSharedTable(t *testing.T) {
	t.Parallel()
	days := workday.Default()
	if len(days) != 220 {
		t.Errorf("%d days, want 220", len(days))
	}
	per := map[int]int{}
	for _, d := range days {
		per[d.NoticeYear]++
	}
	for year := 2021; year <= 2026; year++ {
		if per[year] == 0 {
			t.Errorf("no day of the notice for %d", year)
		}
	}
	days[0].Kind = workday.Work
	if workday.Default()[0].Kind != workday.Off {
		t.Error("a caller can change the shipped table")
	}
	compareWithShared(t)
}

// compareWithShared compares the embedded copy with the project's data, where that is at hand.
func compareWithShared(t *testing.T) {
	t.Helper()
	name := shared("data/calendar/china.csv")
	if name == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("the shared data is missing; set LINLI_SHARED")
		}
		t.Skip("the shared data is not here (LINLI_SHARED): the embedded copy was not compared with it")
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("china.csv")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("china.csv differs from the shared table")
	}
}

// shared is a file of the project's data folder: under LINLI_SHARED, or `shared` beside a folder above; else empty.
func shared(name string) string {
	roots := []string{os.Getenv("LINLI_SHARED")}
	if dir, err := os.Getwd(); err == nil && roots[0] == "" {
		for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			roots = append(roots, filepath.Join(dir, "shared"))
		}
	}
	for _, root := range roots {
		file := filepath.Join(root, name)
		if _, err := os.Stat(file); root != "" && err == nil {
			return file
		}
	}
	return ""
}

func TestParseAccepts(t *testing.T) {
	t.Parallel()
	const plain = "date,notice_year,kind\n2022-12-31,2023,off\n2023-01-28,2023,work\n"
	want := "[{2022-12-31 2023 off} {2023-01-28 2023 work}]"
	for _, c := range []struct{ name, text string }{
		{"plain; a notice may name a day of the year before", plain},
		{"byte order mark and CRLF, as spreadsheets write", "\ufeff" + strings.ReplaceAll(plain, "\n", "\r\n")},
		{"no end of the last line", strings.TrimSuffix(plain, "\n")},
		{"empty lines", strings.ReplaceAll(plain, "\n", "\n\n")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			days, err := workday.Parse(strings.NewReader(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(days); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestParseReportsEveryBadLine(t *testing.T) {
	t.Parallel()
	text := strings.Join([]string{
		"date,notice_year,kind",
		"2026-01-01,2026,off",
		"2026-02-30,2026,off",
		"2026-01-02,2026",
		"",
		"2026-01-03,2024,off",
		"2026-01-03,zwanzig,off",
		"2026-01-03,2026,holiday",
		"2026-01-05,2026,work",
		"2026-01-01,2026,off",
		"\"2026-01-04\",2026,work",
		"\xff\xfe,2026,off",
		"2026-01-04,2026,work",
	}, "\n")
	days, err := workday.Parse(strings.NewReader(text))
	if days != nil && err == nil {
		t.Fatal("accepted")
	}
	if !errs.Is(err, errs.Invalid) {
		t.Fatalf("%v, want Invalid", err)
	}
	want := []string{
		"line.3 3 workday.date",
		"line.4 4 workday.columns",
		"line.6 6 workday.notice_year",
		"line.7 7 workday.notice_year",
		"line.8 8 workday.kind",
		"line.9 9 workday.not_weekend",
		"line.10 10 workday.duplicate",
		"line.11 11 workday.date",
		"line.12 12 workday.date",
	}
	var got []string
	for _, f := range errs.FieldsOf(err) {
		got = append(got, fmt.Sprint(f.Name, " ", f.Args[0], " ", f.Key))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if first := errs.FieldsOf(err)[6].Args[2]; first != 2 {
		t.Errorf("the duplicate points to line %v, want 2", first)
	}
}

func TestParseRefusesTheFile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, key string }{
		{"empty", "", "workday.empty"},
		{"nothing but the header", "date,notice_year,kind\n", "workday.empty"},
		{"larger than any calendar", "date,notice_year,kind\n" + strings.Repeat("\n", 256<<10), "workday.too_large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := workday.Parse(strings.NewReader(c.text))
			var e *errs.Error
			if !errors.As(err, &e) || e.Kind != errs.Invalid || e.Key != c.key {
				t.Errorf("%v, want Invalid %s", err, c.key)
			}
		})
	}
	t.Run("no header", func(t *testing.T) {
		t.Parallel()
		_, err := workday.Parse(strings.NewReader("2026-01-01,2026,off\n"))
		if f := errs.FieldsOf(err); len(f) != 1 || f[0].Name != "line.1" || f[0].Key != "workday.header" {
			t.Errorf("%v, want line.1 workday.header", err)
		}
	})
	t.Run("a reader that breaks is not the file's fault", func(t *testing.T) {
		t.Parallel()
		_, err := workday.Parse(iotest.ErrReader(errors.New("cut")))
		if !errs.Is(err, errs.Internal) {
			t.Errorf("%v, want Internal", err)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("date,notice_year,kind\n2022-12-31,2023,off\n2023-01-28,2023,work\n")
	f.Add("\ufeffdate,notice_year,kind\r\n2026-01-01,2026,off\r\n")
	f.Add("date,notice_year,kind\n2026-02-30,2026,off\n,,\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		days, err := workday.Parse(strings.NewReader(text))
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("%v, want Invalid", err)
			}
			return
		}
		if _, err := workday.New(workday.DefaultHours(), days); err != nil {
			t.Fatalf("accepted days make no calendar: %v", err)
		}
		var b strings.Builder
		b.WriteString("date,notice_year,kind\n")
		for _, d := range days {
			fmt.Fprintf(&b, "%s,%d,%s\n", d.Date, d.NoticeYear, d.Kind)
		}
		again, err := workday.Parse(strings.NewReader(b.String()))
		if err != nil || fmt.Sprint(again) != fmt.Sprint(days) {
			t.Fatalf("written and read again: %v, %v", again, err)
		}
	})
}
