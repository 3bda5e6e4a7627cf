package arrival

import (
	"slices"
	"strings"

	"linli/internal/intake"
	"linli/internal/person"
	"linli/internal/wish"
)

// The columns, by their places in a row.
const (
	source = iota
	outside
	filed
	where
	spot
	text
	subject
	channel
	name
	phone
	public
	state
	ended
	colour
	answer
	handler
	due
	taken
	solved
	rating
	called
)

var columns = []intake.Column{
	{Key: "source", Zh: "来源", En: "Source", Also: []string{"数据来源", "来源系统", "平台"}, Shows: "12345"},
	{Key: "outside", Zh: "来源编号", En: "Source number", Also: []string{"工单编号", "工单号", "诉求编号", "案件编号", "事件编号", "受理编号", "单号"}, Shows: "NT20260511001"},
	{Key: "filed", Zh: "提出时间", En: "Raised at", Also: []string{"诉求时间", "来电时间", "登记时间", "受理时间", "上报时间", "反映时间", "日期"}, Need: true, Shows: "2026-05-11 14:30"},
	{Key: "place", Zh: "地方", En: "Place", Also: []string{"所属社区", "社区", "区划代码", "地方编码", "所属区域", "邻里"}, Need: true, Shows: "中心村社区"},
	{Key: "spot", Zh: "具体位置", En: "Exact spot", Also: []string{"详细地址", "地址", "地点", "发生地址", "事发地点"}, Shows: "3 号楼东门口"},
	{Key: "text", Zh: "内容", En: "Text", Also: []string{"诉求内容", "心愿内容", "问题描述", "主要内容", "事项内容", "反映内容", "心愿"}, Shows: "楼道灯坏了三天，晚上看不见台阶"},
	{Key: "topic", Zh: "事项", En: "Topic", Also: []string{"事项编号", "诉求类型", "类别", "分类", "问题类型"}, Shows: "设施维修"},
	{Key: "channel", Zh: "渠道", En: "Channel", Also: []string{"受理渠道", "来源方式", "反映方式"}, Shows: "12345"},
	{Key: "name", Zh: "姓名", En: "Name", Also: []string{"提出人", "诉求人", "来电人", "居民姓名", "反映人", "联系人"}, Shows: "陈女士"},
	{Key: "phone", Zh: "电话", En: "Telephone", Also: []string{"联系电话", "手机", "手机号", "手机号码", "来电号码", "联系方式"}, Shows: "0513-0000 0001"},
	{Key: "public", Zh: "公开", En: "Public", Also: []string{"是否公开"}, Shows: "否"},
	{Key: "state", Zh: "办理情况", En: "State", Also: []string{"办理状态", "工单状态", "状态"}, Shows: "待办"},
	{Key: "ended", Zh: "办结时间", En: "Ended at", Also: []string{"办结日期", "结案时间", "完成时间", "结束"}, Shows: ""},
	{Key: "colour", Zh: "颜色", En: "Colour", Also: []string{"三色", "分色"}, Shows: ""},
	{Key: "answer", Zh: "答复", En: "Answer", Also: []string{"答复内容", "办理结果", "处理结果", "回复内容"}, Shows: ""},
	{Key: "unit", Zh: "承办单位", En: "Responsible unit", Also: []string{"承办部门", "办理单位", "办理部门", "处置单位", "处置部门", "责任单位", "主办单位"}, Shows: "花半里物业"},
	{Key: "due", Zh: "期限", En: "Deadline", Also: []string{"处理时限", "办结时限", "办理时限", "处置时限", "截止时间", "截止日期", "办理期限", "处理期限", "到期时间"}, Shows: "2026-05-18 17:30"},
	{Key: "taken", Zh: "签收时间", En: "Taken up at", Also: []string{"接单时间", "签收日期", "接收时间"}, Shows: ""},
	{Key: "solved", Zh: "是否解决", En: "Solved", Also: []string{"解决情况", "是否已解决", "诉求是否解决", "解决与否"}, Shows: ""},
	{Key: "rating", Zh: "满意度", En: "Rating", Also: []string{"满意情况", "是否满意", "群众评价", "满意度评价", "评价结果", "满意程度"}, Shows: ""},
	{Key: "called", Zh: "回访时间", En: "Called back at", Also: []string{"回访日期", "评价时间"}, Shows: ""},
}

// Own is the source of what was raised here.
const Own = "邻里+"

// What the words of a cell mean.
var (
	channelWords = map[string]wish.Channel{
		"下午茶": wish.Tea, "书记下午茶": wish.Tea, "tea": wish.Tea, "窗口": wish.Window, "window": wish.Window, "来访": wish.Window, "电话": wish.Telephone, "telephone": wish.Telephone,
		"网格": wish.Grid, "网格员": wish.Grid, "grid": wish.Grid, "代表": wish.Deputy, "人大代表": wish.Deputy, "deputy": wish.Deputy,
		"12345": wish.Hotline, "12345热线": wish.Hotline, "热线": wish.Hotline, "hotline": wish.Hotline, "来信": wish.Letter, "信件": wish.Letter, "letter": wish.Letter,
		"自己提交": wish.App, "app": wish.App, "网上": wish.App,
	}
	colourWords = map[string]wish.Colour{
		"": wish.Unsorted, "未分色": wish.Unsorted, "unsorted": wish.Unsorted, "蓝": wish.Blue, "蓝色": wish.Blue, "blue": wish.Blue, "黄": wish.Yellow, "黄色": wish.Yellow, "yellow": wish.Yellow, "红": wish.Red, "红色": wish.Red, "red": wish.Red,
	}
	endedWords  = []string{"办结", "已办结", "已办", "办成", "已办成", "完成", "已完成", "结案", "已结案", "已答复", "已归档", "closed", "ended", "done"}
	handWords   = []string{"办理中", "处理中", "在办", "已签收", "in hand", "in progress"}
	openWords   = append([]string{"", "待办", "未办", "未办结", "待受理", "受理中", "已受理", "已派单", "待签收", "open", "pending"}, handWords...)
	publicWords = map[string]wish.Visibility{"": wish.Private, "否": wish.Private, "不公开": wish.Private, "no": wish.Private, "private": wish.Private, "是": wish.Public, "公开": wish.Public, "yes": wish.Public, "public": wish.Public}
	solvedWords = map[string]bool{"解决": true, "已解决": true, "是": true, "yes": true, "solved": true, "未解决": false, "没有解决": false, "没解决": false, "否": false, "no": false, "not solved": false}
	ratingWords = map[string]wish.Rating{
		"满意": wish.Satisfied, "是": wish.Satisfied, "非常满意": wish.Satisfied, "很满意": wish.Satisfied, "satisfied": wish.Satisfied,
		"基本满意": wish.Basically, "比较满意": wish.Basically, "较满意": wish.Basically, "一般": wish.Basically, "mostly satisfied": wish.Basically,
		"不满意": wish.Unsatisfied, "否": wish.Unsatisfied, "很不满意": wish.Unsatisfied, "非常不满意": wish.Unsatisfied, "not satisfied": wish.Unsatisfied,
	}
	silentWords = []string{"", "-", "—", "无", "未评价", "未回访", "未接通", "联系不上", "none"} // nobody has judged
)

// channelOf is a channel by what the file says, or by the source; not ok where the cell says something that is none.
func channelOf(cell, from string) (wish.Channel, bool) {
	if cell == "" {
		if c, ok := channelWords[strings.ToLower(from)]; ok && c != wish.App {
			return c, true
		}
		return wish.Window, true
	}
	c, ok := channelWords[strings.ToLower(cell)]
	return c, ok
}

// isEnded tells whether a state's word says that it has ended; not ok where it is no such word.
func isEnded(cell string) (yes, ok bool) {
	cell = strings.ToLower(cell)
	if slices.Contains(endedWords, cell) {
		return true, true
	}
	return false, slices.Contains(openWords, cell)
}

// Shows are the columns of which a page says what a line would do: who gets it, until when, and what was said of it.
func (k *Kind) Shows() []string {
	return []string{"state", "ended", "colour", "unit", "due", "taken", "solved", "rating", "called"}
}

// Label is what a page says of a line: its number, or where and when, and the beginning of the text.
func (k *Kind) Label(cells []string) string {
	parts := []string{cells[outside], cells[where], wish.TitleOf(cells[text])}
	if cells[name] != "" {
		parts = append(parts, person.MaskName(cells[name]))
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}
