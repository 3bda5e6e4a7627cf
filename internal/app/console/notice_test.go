package console_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linli/internal/app/console"
	"linli/internal/dbtest"
)

func TestTheConsolePublishesANotice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	dsn, text := dbtest.SQLite(t), filepath.Join(dir, "notice.md")
	if err := os.WriteFile(text, []byte(strings.Repeat("## 谁在用\n我们这样用您的信息。\n", 20)), 0o600); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	terminal := console.Terminal{Out: &b, English: true}
	if err := console.PublishNotice(t.Context(), dsn, console.NoticeFiles{Zh: text, En: text, From: "2999-01-01"}, terminal); err != nil {
		t.Fatal(err)
	}
	if err := console.ListNotices(t.Context(), dsn, terminal); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); !strings.Contains(got, "version 2, from 2999-01-01 on") || !strings.Contains(got, "1\t2021-11-01\tthe sample") {
		t.Error(got)
	}
}
