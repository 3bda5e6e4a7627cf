package demo

import (
	"bytes"
	"time"

	"linli/internal/intake"
	"linli/internal/sheet"
	"linli/internal/workday"
)

// orderHeads are the columns of the hotline's lists.
var orderHeads = []string{"来源", "来源编号", "提出时间", "地方", "内容", "姓名", "办理情况", "办结时间", "承办单位", "期限", "是否解决", "满意度", "回访时间"}

// tellOrders: this morning the hotline's list came to the community; the social worker has had it read, and it waits for her to
// say that it is to be imported. Some of its lines are not right. The command centre has the list of the whole street, with who
// handles what until when, and what was said in call-backs.
func (t *teller) tellOrders() error {
	ago := func(days int) string { return t.now.In(workday.Zone).AddDate(0, 0, -days).Format("2006-01-02 15:04") }
	day := func(days int) string { return t.now.In(workday.Zone).AddDate(0, 0, days).Format("2006-01-02") }
	t.clock.set(t.now.Add(-time.Hour))
	defer t.clock.set(t.now)
	err := t.order("季小舟", [][]string{
		{"12345", "CC0001", ago(2), "中心村社区", "楼道口的路灯一闪一闪，晚上走路看不清", "陈女士", "待办", "", "中心村社区", day(5), "", "", ""},
		{"12345", "CC0002", ago(2), "中心村社区", "垃圾桶盖子坏了，天热味道大", "卞先生", "待办", "", "", "", "", "", ""},
		{"12345", "CC0003", ago(3), "中心村社区", "小区门口的斑马线磨得看不见了", "", "待办", "", "", day(7), "", "", ""},
		{"12345", "CC0004", ago(12), "中心村社区", "雨水井盖松动，车压过去很响", "陈女士", "已办结", ago(5), "和畅物业", day(-4), "", "", ""},
		{"12345", "CC0005", "上星期三", "中心村社区", "健身器材的螺丝松了", "", "待办", "", "", "", "", "", ""},
		{"12345", "CC0006", ago(1), "中心邨社区", "树枝碰到三楼的窗户", "吕先生", "待办", "", "", "", "", "", ""},
		{"12345", "CC0007", ago(1), "中心村社区", "公交站台的顶棚漏雨", "卞先生", "待办", "", "社会事务办", day(9), "", "", ""},
	})
	if err != nil {
		return err
	}
	return t.order("时守正", [][]string{
		{"12345", "CC0101", ago(4), "城北村社区", "自来水发黄，烧开了有沉淀", "闵女士", "待办", "", "自来水公司", day(2), "", "", ""},
		{"12345", "CC0102", ago(20), "中心村社区/花半里", "地下车库的道闸抬不起来", "卞先生", "办理中", "", "和畅物业", day(-6), "", "", ""},
		{"12345", "CC0103", ago(6), "百花村社区", "文体活动室想周末也开门", "翁先生", "待办", "", "社会事务办、百花村社区", day(8), "", "", ""},
		{"12345", "CC0104", ago(25), "中心村社区", "路边的树池盖板翘起来，老人绊过脚", "陈女士", "已办结", ago(14), "城市建设办", day(-10), "解决", "满意", ago(12)},
		{"12345", "CC0105", ago(28), "城北村社区", "夜里施工声音大，睡不着", "", "已办结", ago(20), "城北村社区", day(-18), "未解决", "不满意", ago(18)},
		{"12345", "CC0106", ago(24), "百花村社区", "快递柜挡住了消防通道", "翁先生", "已办结", ago(16), "百花村社区", day(-15), "解决", "", ""},
		{"12345", "CC0107", ago(3), "中心村社区", "楼顶的太阳能支架松了", "", "待办", "", "花半里物业", "", "", "", ""},
	})
}

// order has a list of the hotline read by somebody.
func (t *teller) order(who string, lines [][]string) error {
	var b bytes.Buffer
	if err := sheet.Write(&b, sheet.XLSX, "转办单", orderHeads, lines); err != nil {
		return err
	}
	a := t.people[who]
	run, err := t.Intake.Take(t.ctx, a, intake.Upload{Kind: "wishes", Name: "12345 转办单.xlsx", Body: b.Bytes()})
	if err != nil {
		return err
	}
	return t.Intake.WorkAs(t.ctx, a, run.ID, func(intake.Run) {})
}
