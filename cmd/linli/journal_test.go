package main

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // to tamper with
)

// linli runs a command and returns its exit status and what it says.
func linli(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(context.Background(), args, &out, &errs)
	return status, out.String(), errs.String()
}

// The whole path of an operator: a checkpoint is kept, an export made, both are verified; then somebody changes a row.
func TestVerifyFromTheCommandLine(t *testing.T) {
	t.Setenv("LANG", "zh_CN.UTF-8")
	t.Setenv("LC_ALL", "")
	dir := t.TempDir()
	file := filepath.Join(dir, "linli.db")
	dsn, kept, export := "--db=sqlite:"+file, filepath.Join(dir, "checkpoint"), filepath.Join(dir, "journal.jsonl.gz")
	expect := func(want int, says string, args ...string) string {
		t.Helper()
		status, out, err := linli(t, args...)
		if status != want || !strings.Contains(out+err, says) {
			t.Fatalf("linli %s ends with %d, want %d and %q:\n%s%s", strings.Join(args, " "), status, want, says, out, err)
		}
		return out
	}
	expect(2, "linli.db", "verify", dsn) // nothing there yet
	expect(0, "", "keys", "new", file+".keys")
	expect(0, "", "migrate", dsn)
	expect(2, "还没有日志", "verify", dsn)
	expect(0, "2999-06-01", "rule", "set", dsn, "wish.anonymous.hourly", "9", "--source=x", "--from=2999-06-01")
	note := expect(0, "linli-journal/", "journal", "checkpoint", dsn)
	if err := os.WriteFile(kept, []byte(note), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(0, "只能证明数据库自己前后一致", "verify", dsn)
	expect(0, "和另存的检查点一致", "verify", dsn, "--checkpoint="+kept)
	expect(0, "导出", "journal", "export", dsn, export)
	expect(0, "和另存的检查点一致", "verify", "--export="+export, "--checkpoint="+kept)
	expect(2, "不是检查点", "verify", dsn, "--checkpoint="+export)
	d, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.ExecContext(t.Context(), "UPDATE journal SET at = at + 1 WHERE pos = 0"); err != nil {
		t.Fatal(err)
	}
	expect(1, "不一致。第一处：位置 0 的记录", "verify", dsn)
	expect(0, "和另存的检查点一致", "verify", "--export="+export, "--checkpoint="+kept)
}
