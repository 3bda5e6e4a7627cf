package demo

import (
	"bytes"
	"time"

	"linli/internal/intake"
	"linli/internal/sheet"
	"linli/internal/workday"
)

// tellOrders: this morning the hotline's list came to the community; the social worker has had it read, and it waits for her to
// say that it is to be imported. Two of its lines are not right.
func (t *teller) tellOrders() error {
	ago := func(days int) string { return t.now.In(workday.Zone).AddDate(0, 0, -days).Format("2006-01-02 15:04") }
	lines := [][]string{
		{"12345", "CC0001", ago(2), "中心村社区", "楼道口的路灯一闪一闪，晚上走路看不清", "陈女士", "待办", ""},
		{"12345", "CC0002", ago(2), "中心村社区", "垃圾桶盖子坏了，天热味道大", "卞先生", "待办", ""},
		{"12345", "CC0003", ago(3), "中心村社区", "小区门口的斑马线磨得看不见了", "", "待办", ""},
		{"12345", "CC0004", ago(12), "中心村社区", "雨水井盖松动，车压过去很响", "陈女士", "已办结", ago(5)},
		{"12345", "CC0005", "上星期三", "中心村社区", "健身器材的螺丝松了", "", "待办", ""},
		{"12345", "CC0006", ago(1), "中心邨社区", "树枝碰到三楼的窗户", "吕先生", "待办", ""},
	}
	var b bytes.Buffer
	if err := sheet.Write(&b, sheet.XLSX, "转办单", []string{"来源", "来源编号", "提出时间", "地方", "内容", "姓名", "办理情况", "办结时间"}, lines); err != nil {
		return err
	}
	t.clock.set(t.now.Add(-time.Hour))
	defer t.clock.set(t.now)
	ji := t.people["季小舟"]
	run, err := t.Intake.Take(t.ctx, ji, intake.Upload{Kind: "wishes", Name: "12345 转办单.xlsx", Body: b.Bytes()})
	if err != nil {
		return err
	}
	return t.Intake.WorkAs(t.ctx, ji, run.ID, func(intake.Run) {})
}
