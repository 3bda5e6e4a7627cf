package e2e_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/intake"
	"linli/internal/web/webtest"
)

// orders writes a workbook of the hotline's orders as an office does: a title over the heads, texts shared, one that is bad now
// and then.
func orders(t *testing.T, path string, n int, bad map[int]string) {
	t.Helper()
	f := excelize.NewFile()
	must(t, f.SetCellStr("Sheet1", "A1", "崇川区 12345 转办单"))
	must(t, f.MergeCell("Sheet1", "A1", "G1"))
	rows := [][]any{{"工单编号", "诉求时间", "所属社区", "诉求内容", "诉求人", "联系电话", "办理状态"}}
	for i := range n {
		row := []any{fmt.Sprintf("NT%05d", i), "2026-05-06 10:30", community, fmt.Sprintf("第 %d 件：楼道里的灯坏了好几天", i), fmt.Sprintf("住户%d", i%300), fmt.Sprintf("138%08d", i%300), "待办"}
		switch bad[i] {
		case "time":
			row[1] = "上个月"
		case "place":
			row[2] = "没有这个社区"
		case "phone":
			row[5] = "1380"
		case "text":
			row[3] = "灯"
		}
		rows = append(rows, row)
	}
	for i, row := range rows {
		must(t, f.SetSheetRow("Sheet1", "A"+strconv.Itoa(i+2), &row))
	}
	must(t, f.SaveAs(path))
}

// fetched is a file that a link leads to, as the browser gets it.
func (v *device) fetched(path string) []byte {
	v.t.Helper()
	b, err := hex.DecodeString(webtest.Eval[string](v.Page, `(() => {
		const x = new XMLHttpRequest()
		x.open('GET', `+strconv.Quote(path)+`, false)
		x.overrideMimeType('text/plain; charset=x-user-defined')
		x.send()
		return Array.from(x.responseText, c => (c.charCodeAt(0) & 255).toString(16).padStart(2, '0')).join('')
	})()`))
	must(v.t, err)
	return b
}

// stands waits until the run's page says how it stands.
func (v *device) stands(key string, args ...any) {
	v.t.Helper()
	words := v.say(key, args...)
	v.until(words, `document.querySelector('#run') && document.querySelector('#run').innerText.includes(`+strconv.Quote(words)+`)`)
}

// An Excel file of 1,000 wishes with 7 bad rows is uploaded, shown, imported; the copy with the reasons is corrected as
// somebody does who reads it, and imported again: then all 1,000 are there, each once.
func TestAThousandWishesFromExcel(t *testing.T) {
	t.Parallel()
	d := newDistrict(t, webtest.Start(t), nil)
	must(t, d.app.Start(t.Context()))
	t.Cleanup(func() { must(t, d.app.Stop(context.Background())) })
	count := func() int {
		n, err := db.Value[int](t.Context(), d.app.DB, "SELECT COUNT(*) FROM wish_source WHERE outside LIKE 'NT%'")
		must(t, err)
		return n
	}
	dir := t.TempDir()
	bad := map[int]string{17: "time", 230: "place", 231: "phone", 499: "text", 500: "time", 777: "phone", 999: "place"}
	first := filepath.Join(dir, "orders.xlsx")
	orders(t, first, 1000, bad)

	v := d.device(t, look{width: 1280})
	v.become("季小舟")
	v.press("intake.nav")
	v.press("intake.kind.wishes")
	v.Attach("#file", first)
	v.press("catalogue.file.read")
	v.stands("intake.said.planned", 993, 0, 0, 7)
	v.shows(".ll-table", v.say("intake.why", "电话", v.say("person.phone.missing", 7)))
	v.fine()
	if n := count(); n != 0 {
		t.Fatalf("%d are in before anybody has said so", n)
	}
	v.press("intake.begin", 993)
	v.stands("intake.said.done", 993, 0, 7)
	if n := count(); n != 993 {
		t.Fatalf("%d are in", n)
	}

	report := webtest.Attr(v.HTML().All(`a[href$="/report"]`)[0], "href")
	second := filepath.Join(dir, "corrected.xlsx")
	corrected(t, v.fetched(report), second)
	v.press("intake.other")
	v.Attach("#file", second)
	v.press("catalogue.file.read")
	v.stands("intake.said.planned", 7, 0, 993, 0)
	v.press("intake.begin", 7)
	v.stands("intake.said.done", 7, 993, 0)
	v.fine()
	if n := count(); n != 1000 {
		t.Fatalf("%d are in", n)
	}
}

// corrected does what somebody does with the copy: looks at each line with a reason, and mends it.
func corrected(t *testing.T, body []byte, path string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	must(t, err)
	rows, err := f.GetRows("Sheet1")
	must(t, err)
	mended := 0
	for i, row := range rows {
		if i < 2 || len(row) < 8 || row[7] == "" {
			continue
		}
		mended++
		for column, word := range map[string]string{"B": "提出时间", "C": "地方", "D": "内容", "F": "电话"} {
			if strings.Contains(row[7], word) {
				must(t, f.SetCellStr("Sheet1", column+strconv.Itoa(i+1), map[string]string{"B": "2026-05-07", "C": community, "D": "楼道里的灯坏了好几天", "F": "13800000001"}[column]))
			}
		}
	}
	if mended != 7 || rows[1][7] != "原因" {
		t.Fatalf("%d lines of the copy have a reason, its column is called %q", mended, rows[1][7])
	}
	must(t, f.SaveAs(path))
}

// TestImportKilled kills the import of 3,000 wishes again and again, wherever it is, and lets a server go on with what was cut
// off: at the end every wish is there once, with its timeline and its journal row, and the numbers have no gap.
func TestImportKilled(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			importKilled(t, dsn(t))
		})
	}
}

func importKilled(t *testing.T, dsn string) {
	const rows = 3000
	found(t, dsn)
	dir := t.TempDir()
	keys, table := filepath.Join(dir, "keys"), filepath.Join(dir, "orders.xlsx")
	must(t, app.NewKeys(keys, "sm"))
	orders(t, table, rows, nil)
	for range 6 {
		cmd := exec.Command(linli(t), "import", "wishes", table, "--do", "--db", dsn, "--keys", "file:"+keys)
		cmd.Env = environment()
		must(t, cmd.Start())
		time.Sleep(time.Duration(300+rand.IntN(1500)) * time.Millisecond) // the moment is the point, nothing waits for it
		_ = cmd.Process.Kill()                                            // it may have ended by itself
		_ = cmd.Wait()
	}
	p := start(t, dsn, "--log-level", "ERROR", "--keys", "file:"+keys)
	time.Sleep(time.Second)
	p.kill()
	_, said, status := run(t, "", "import", "wishes", table, "--do", "--db", dsn, "--keys", "file:"+keys)
	if status != 0 {
		t.Fatalf("the last import ends with %d:\n%s", status, said)
	}
	ring, err := app.New(t.Context(), app.Config{DSN: dsn, Existing: true, Keys: "file:" + keys})
	must(t, err)
	defer func() { must(t, ring.Close()) }()
	finished(t, ring)
	for what, query := range map[string]string{
		"wishes":            "SELECT COUNT(*) FROM wish",
		"sources":           "SELECT COUNT(DISTINCT outside) FROM wish_source",
		"timelines":         "SELECT COUNT(DISTINCT wish) FROM wish_event WHERE act = 'file'",
		"acts":              "SELECT COUNT(DISTINCT subject) FROM journal WHERE act = 'wish.arrive'",
		"last of numbering": "SELECT MAX(last) FROM wish_counter",
	} {
		if n, err := db.Value[int](t.Context(), ring.DB, query); err != nil || n != rows {
			t.Errorf("%d %s of %d, %v", n, what, rows, err)
		}
	}
}

// finished lets every run that was cut off come to its end.
func finished(t *testing.T, a *app.App) {
	t.Helper()
	ids, err := db.All(t.Context(), a.DB, func(r db.Row) (s string, err error) { return s, r.Scan(&s) }, "SELECT id FROM intake_run WHERE state IN ('reading', 'doing')")
	must(t, err)
	for _, id := range ids {
		must(t, a.Intake.Work(t.Context(), id))
	}
	t.Logf("%d runs were cut off", len(ids))
	if left, err := db.Value[int](t.Context(), a.DB, "SELECT COUNT(*) FROM intake_run WHERE state IN ('reading', 'doing')"); err != nil || left != 0 {
		t.Errorf("%d runs are still being worked on, %v", left, err)
	}
}

// importSheets are the pages on which files are read in.
func importSheets(w *town) []sheet {
	const ji = "季小舟"
	table := filepath.Join(w.t.TempDir(), "orders.csv")
	w.must(os.WriteFile(table, []byte("来源,来源编号,提出时间,地方,内容,姓名,电话,备注,承办单位,期限\n12345,S1,2026-05-06,"+community+",楼道里的灯坏了好几天,陈女士,13800000001,x,中心村社区,2026-05-20\n12345,S2,上个月,没有这里,灯,,1380,,,\n12345,S3,2026-05-06,"+community+",公交站台的顶棚漏雨,,,,社会事务办,2026-05-20\n"), 0o600))
	body, err := os.ReadFile(table)
	w.must(err)
	run := func(act func(context.Context, actor.Actor, string) error) string {
		r, err := w.app.Intake.Take(context.Background(), w.who(ji), intake.Upload{Kind: "wishes", Name: "12345 转办单.csv", Body: body})
		w.must(err)
		if act == nil {
			return "/import/wishes/" + r.ID
		}
		w.must(w.app.Intake.WorkAs(context.Background(), w.who(ji), r.ID, func(intake.Run) {}))
		w.must(act(context.Background(), w.who(ji), r.ID))
		return "/import/wishes/" + r.ID
	}
	keep := func(context.Context, actor.Actor, string) error { return nil }
	done := run(func(ctx context.Context, a actor.Actor, id string) error {
		if err := w.app.Intake.Begin(ctx, a, id); err != nil {
			return err
		}
		return w.app.Intake.WorkAs(ctx, a, id, func(intake.Run) {})
	})
	return []sheet{
		{name: "import", who: ji, open: at("/import")},
		{name: "import-wishes", who: ji, open: at("/import/wishes")},
		{name: "import-people", who: ji, open: at("/import/people")},
		{name: "import-error", who: ji, open: func(v *device) {
			v.open("/import/wishes")
			v.refused(422, "catalogue.file.read")
		}},
		{name: "import-reading", who: ji, open: at(run(nil))},
		{name: "import-planned", who: ji, open: at(run(keep))},
		{name: "import-done", who: ji, open: at(done)},
	}
}
