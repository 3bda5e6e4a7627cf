package bulkweb_test

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"linli/internal/export"
	"linli/internal/id"
	"linli/internal/web/webtest"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
	"linli/internal/wish/wishweb/wishwebtest"
)

// table is the lines of an export as CSV, its heads first and its stamp last.
func table(t *testing.T, got wishwebtest.Answer) [][]string {
	t.Helper()
	body, marked := strings.CutPrefix(got.Body, "\ufeff")
	if got.Status != http.StatusOK || !marked {
		t.Fatalf("%d: %s", got.Status, got.Body)
	}
	r := csv.NewReader(strings.NewReader(body))
	r.FieldsPerRecord = -1
	lines, err := r.ReadAll()
	if err != nil || len(lines) < 2 {
		t.Fatalf("%v: %s", err, got.Body)
	}
	return lines
}

// numbers are the numbers of the wishes in a table.
func numbers(lines [][]string) (out []string) {
	at := slices.Index(lines[0], "编号")
	for _, l := range lines[1 : len(lines)-1] {
		out = append(out, l[at])
	}
	slices.Sort(out)
	return out
}

// From whichever list one comes, with whichever filters: what goes out is what that list shows, row by row, and the question
// before it says so. Each export has the next number.
func TestTheExportIsTheList(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	some(w, 2, wish.InProgress)
	some(w, 1, wish.Submitted)
	some(w, 1, wish.Answered)
	ji := w.As("who=ji")
	seen := map[int]bool{}
	for i, query := range []string{
		"list=wishes", "list=wishes&state=in_progress", "list=wishes&state=working", "list=wishes&colour=none", "list=wishes&colour=blue&state=answered",
		"list=wishes&place=" + wishwebtest.Building, "list=wishes&place=320613009", "list=wishes&urgency=critical", "list=wishes&state=nonsense",
		"list=inbox", "list=inbox&view=all", "list=inbox&view=judgment", "list=inbox&view=all&state=submitted",
	} {
		path := "/wishes?"
		if strings.HasPrefix(query, "list=inbox") {
			path = "/inbox?"
		}
		var want []string
		for _, n := range ji.Get(path + query).All("#list [name=wish]") {
			s, err := w.Wishes.See(t.Context(), w.Actors["ji"], webtest.Attr(n, "value"))
			w.Must(err)
			want = append(want, s.Wish.Number)
		}
		slices.Sort(want)
		page := ji.Get("/wishes/export?" + query)
		page.Sound()
		if page.Status != http.StatusOK || page.Text("h1 + .ll-count") != strconv.Itoa(len(want)) || (len(want) > 0) != page.Has("form[action='/wishes/export']") {
			t.Errorf("%s: %d, %q of %d", query, page.Status, page.Text("h1 + .ll-count"), len(want))
		}
		seen[len(want)] = true
		sent := []string{"purpose", "report", "as", "csv", "key", "k" + strconv.Itoa(i)}
		for _, pair := range strings.Split(query, "&") {
			name, value, _ := strings.Cut(pair, "=")
			sent = append(sent, name, value)
		}
		got := ji.Post("/wishes/export", sent...)
		if len(want) == 0 {
			if got.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: nothing goes out as %d", query, got.Status)
			}
			continue
		}
		if lines := table(t, got); !slices.Equal(numbers(lines), want) {
			t.Errorf("%s: %v goes out, the list has %v", query, numbers(lines), want)
		}
	}
	if !seen[0] || !seen[1] || !seen[4] {
		t.Errorf("the lists have %v rows: the test proves little", seen)
	}
}

// What the address narrows goes out narrowed, as if the form said it; where the place is not the reader's to see, nothing does.
func TestTheAddressNarrowsWhatGoesOut(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	all := some(w, 2, wish.InProgress)
	some(w, 1, wish.Submitted)
	ji := w.As("who=ji")
	for query, want := range map[string]int{"?state=in_progress": 2, "?place=" + wishwebtest.Building: 3, "?wish=" + all[0]: 1, "": 3} {
		if got := len(numbers(table(t, ji.Post("/wishes/export"+query, "purpose", "report", "as", "csv", "key", id.New())))); got != want {
			t.Errorf("%s: %d wishes go out, want %d", query, got, want)
		}
	}
	for _, query := range []string{"?place=320613009", "?place=nowhere", "?state=nonsense"} {
		if got := ji.Post("/wishes/export"+query, "purpose", "report", "as", "csv", "key", id.New()); got.Status != http.StatusUnprocessableEntity || got.Text("h1 + .ll-count") != "0" {
			t.Errorf("%s: %d", query, got.Status)
		}
	}
}

// Ticked ones alone go out, and of them only what the one who asks may take out; a private wish of another desk does not.
func TestTickedWishesGoOut(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	private := w.Filed("tan", wish.Private)
	own := some(w, 3, wish.InProgress)
	got := w.As("who=ji").Post("/wishes/export", form(own[:2], "purpose", "report", "as", "csv", "key", id.New(), "list", "wishes")...)
	if n := len(numbers(table(t, got))); n != 2 {
		t.Errorf("%d of two go out", n)
	}
	firm := w.As("who=su")
	if got := firm.Post("/wishes/export", form([]string{private.ID}, "purpose", "report", "as", "csv", "key", id.New())...); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a private wish goes out as %d", got.Status)
	}
	got = firm.Post("/wishes/export", form([]string{private.ID, own[0]}, "purpose", "report", "as", "csv", "key", id.New())...)
	if strings.Contains(got.Body, private.Number) {
		t.Error("a private wish of another desk goes out")
	}
}

// As Excel or as CSV, numbered, stamped, its purpose asked for, once for a key; no words, names or telephones. Behind the columns
// of the import stand some that it does not take for its own, in either language.
func TestWhatGoesOut(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	some(w, 2, wish.InProgress)
	ji, key := w.As("who=ji"), id.New()
	bare := ji.Post("/wishes/export", "as", "csv", "state", "in_progress")
	if bare.Status != http.StatusUnprocessableEntity || !bare.Has("#e-purpose") || !bare.Has("[name=as][value=csv][checked]") || bare.Attr("[name=state]", "value") != "in_progress" || bare.Attr("[name=key]", "value") == "" {
		t.Errorf("with nothing said: %d %s", bare.Status, bare.Text("main"))
	}
	if got := ji.Post("/wishes/export", "key", key); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text("main"), "请选做什么用") {
		t.Errorf("without a purpose: %d", got.Status)
	}
	got := ji.Post("/wishes/export", "purpose", "report", "key", key, "as", "csv", "state", "in_progress")
	lines := table(t, got)
	if last := lines[len(lines)-1]; len(lines) != 4 || !strings.HasPrefix(last[0], "※ 导出编号 1 ·") {
		t.Errorf("%q", lines)
	}
	if !slices.Contains(lines[1], "谈*") || strings.Contains(got.Body, "谈桂芬") || strings.Contains(got.Body, "二楼转角") || strings.Contains(got.Body, "13800000123") {
		t.Errorf("%q", lines[1])
	}
	again := ji.Post("/wishes/export", "purpose", "report", "key", key, "as", "csv", "state", "in_progress")
	again.Sound()
	if again.Status != http.StatusOK || !strings.Contains(again.Text(".ll-toast"), "编号 1，5月11日") || again.Attr("[name=key]", "value") == key ||
		!again.Has("[name=purpose][value=report][checked]") || !again.Has("[name=as][value=csv][checked]") || again.Attr("[name=state]", "value") != "in_progress" {
		t.Errorf("again: %d %s", again.Status, again.Text(".ll-toast"))
	}
	if other := ji.Post("/wishes/export", "purpose", "report", "key", key, "as", "csv"); other.Status != http.StatusConflict {
		t.Errorf("another list with the same key: %d", other.Status)
	}
	row, err := export.ByNumber(t.Context(), w.DB, "1")
	if err != nil || row.Records != 2 || row.Filter != "/wishes?state=in_progress" || row.Purpose != "report" || row.Kind != "wish_table" {
		t.Errorf("%+v, %v", row, err)
	}
	if n := journalled(w, "export.number", "1"); n != 1 {
		t.Errorf("%d entries", n)
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(ji.Post("/wishes/export", "purpose", "report", "key", id.New()).Body)))
	w.Must(err)
	rows, err := book.GetRows("心愿")
	if err != nil || len(rows) != 4 || !slices.Equal(rows[0], lines[0]) || !strings.HasPrefix(rows[3][0], "※ 导出编号 2 ·") {
		t.Errorf("%v %q", err, rows)
	}
	var names []string
	for _, c := range arrival.Columns() {
		names = append(names, append(c.Also, strings.ToLower(c.Zh), strings.ToLower(c.En))...)
	}
	english := table(t, w.As("who=ji; lang=en").Post("/wishes/export", "purpose", "report", "as", "csv", "key", id.New()))
	for _, heads := range [][]string{lines[0], english[0]} {
		for _, h := range heads[len(arrival.Columns()):] {
			if slices.Contains(names, strings.ToLower(h)) {
				t.Errorf("the import takes %q for its own", h)
			}
		}
	}
}

// TestTitlesThatGoOut: the first words of a resident, which are the title until the desk has taken the wish, stay here; what the desk
// has not taken out of a title does not go out either.
func TestTitlesThatGoOut(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	for i, title := range []string{"", "东门路灯坏了，找 13800000123"} {
		x, err := w.Wishes.File(t.Context(), w.Actors["tan"], wish.Filing{
			Topic: wish.Repair, Text: "东门外路灯坏了，电话13800000123", Place: wishwebtest.Building, Visibility: wish.Private, Key: strconv.Itoa(i),
		})
		w.Must(err)
		if title != "" {
			_, err = w.Wishes.Accept(t.Context(), w.Actors["ji"], x.ID, wish.Acceptance{Title: title})
			w.Must(err)
		}
	}
	got := w.As("who=ji").Post("/wishes/export", "purpose", "report", "as", "csv", "key", id.New())
	lines := table(t, got)
	at, titles := slices.Index(lines[0], "标题"), []string{}
	for _, l := range lines[1 : len(lines)-1] {
		titles = append(titles, l[at])
	}
	slices.Sort(titles)
	if !slices.Equal(titles, []string{"", "东门路灯坏了，找 ***"}) || strings.Contains(got.Body, "13800000123") {
		t.Errorf("%q", titles)
	}
}

// Who handles nothing takes nothing out.
func TestWhoMayNotExport(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	some(w, 1, wish.InProgress)
	for who, want := range map[string]int{"qu": http.StatusForbidden, "tan": http.StatusNotFound, "": http.StatusUnauthorized} {
		v := w.As("who=" + who)
		if got := v.Get("/wishes/export"); got.Status != want {
			t.Errorf("%q is asked: %d", who, got.Status)
		}
		if got := v.Post("/wishes/export", "purpose", "report", "key", id.New()); got.Status != want {
			t.Errorf("%q: %d", who, got.Status)
		}
	}
}
