package console_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"linli/internal/app/console"
	"linli/internal/app/doctor"
)

func TestFindingsForPeopleAndForPrograms(t *testing.T) {
	t.Parallel()
	found := []doctor.Finding{
		{Check: "calendar", Level: doctor.Warning, Key: "doctor.calendar.next", Args: []any{2027}},
		{Check: "limits", Level: doctor.OK, Key: "doctor.limits.ok", Args: []any{uint64(4096)}},
	}
	var b bytes.Buffer
	if err := console.TellFindings(found, false, console.Terminal{Out: &b}); err != nil {
		t.Fatal(err)
	}
	if want := "[要留意] 工作日历 · 还没有 2027 年的放假安排：跨年的期限先按周一到周五算\n    怎么办：国务院办公厅的通知出来后，把放假和调休写成表，运行 linli import calendar 文件.csv（date,notice_year,kind）；期限会自动重算。\n[正常] 系统限额 · 一次能打开 4096 个文件\n"; b.String() != want {
		t.Errorf("%s", b.String())
	}
	b.Reset()
	if err := console.TellFindings(found, true, console.Terminal{Out: &b, English: true}); err != nil {
		t.Fatal(err)
	}
	var lines []map[string]string
	if err := json.Unmarshal(b.Bytes(), &lines); err != nil || len(lines) != 2 || lines[0]["id"] != "calendar.next" || lines[0]["level"] != "warning" || lines[1]["do"] != "" {
		t.Errorf("%v %v", lines, err)
	}
}
