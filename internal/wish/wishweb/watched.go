package wishweb

import (
	"slices"

	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/escalate"
)

// bySystem tells whether an act is one of those that look after dates, which nobody does by hand.
func bySystem(act string) bool {
	return slices.Contains([]wish.Act{wish.Warn, wish.Report, wish.RulingSoon, wish.RulingLate, wish.Escalate}, wish.Act(act))
}

// Watched is what a list says beside the title of a wish about its date: moved up, told to the level above, reminded of, in this
// order; the key of a word, empty where there is nothing.
func Watched(w wish.Wish, marks map[string]escalate.Mark) string {
	m := marks[w.ID]
	switch {
	case !w.Open():
		return ""
	case w.First != "":
		return "escalate.mark.up"
	case m.Told:
		return "escalate.mark.told"
	case m.Warned:
		return "escalate.mark.warned"
	}
	return ""
}

// watchWords are reminders and moves up a level.
func watchWords() []i18n.Message {
	return []i18n.Message{
		{"escalate.mark.up", "提级督办", "Moved up"},
		{"escalate.mark.told", "已报上级", "Told above"},
		{"escalate.mark.warned", "已提醒", "Reminded"},
		{"escalate.ground.redos", "再办多次还没办好", "taken up again too often"},
		{"escalate.ground.transfers", "转来转去没人办", "passed on too often"},
		{"escalate.ground.overdue", "超期没答复", "overdue, without an answer"},
		{"escalate.ground.unruled", "该裁定的没有按时裁定", "nobody ruled in time who has it"},
		{"escalate.ground.reopened", "第二次没办好", "not done for the second time"},
		{"escalate.first", "首办单位", "First unit"},
		{"escalate.first.says", "{0}。它仍要对这件负责，超期算它的。", "{0}. It still answers for this: being overdue counts as its own."},
		{"wish.act.warn", "提醒", "Remind"},
		{"wish.act.report", "报上级", "Tell the level above"},
		{"wish.act.ruling_soon", "提醒裁定", "Remind of the ruling"},
		{"wish.act.ruling_late", "裁定超期报区里", "Tell the district that the ruling is overdue"},
		{"wish.act.escalate", "提级督办", "Move up a level"},
		{"wish.act.lower", "交回下级办", "Give it back down"},
		{"wish.event.warn", "提醒{0}：{1}到期", "{0} reminded: due on {1}"},
		{"wish.event.report.blue", "超期，告诉了街道（{0}在办）", "Overdue: the street was told ({0} has it)"},
		{"wish.event.report.yellow", "超期，告诉了区里（{0}在办）", "Overdue: the district was told ({0} has it)"},
		{"wish.event.report.red", "超期，告诉了区里（{0}在办）", "Overdue: the district was told ({0} has it)"},
		{"wish.event.ruling_soon", "提醒裁定由谁办：{0}前定下来", "Reminded to rule who has it, by {0}"},
		{"wish.event.ruling_late", "{0}前应裁定由谁办，还没定，告诉了区里", "Who has it was to be ruled by {0}: the district was told that it is not"},
		{"wish.event.escalate", "提级督办：{0}，改由{1}来办", "Moved up a level: {0}; now at {1}"},
		{"wish.event.lower", "交回{0}来办", "Given back to {0}"},
		{"wish.forbidden.warn", "到日子由系统提醒", "The system reminds"},
		{"wish.forbidden.report", "超期由系统报上级", "The system tells the level above"},
		{"wish.forbidden.ruling_soon", "该裁定的由系统提醒", "The system reminds of rulings"},
		{"wish.forbidden.ruling_late", "裁定超期由系统报区里", "The system tells the district of overdue rulings"},
		{"wish.forbidden.escalate", "提级由系统按规则来做", "The system moves it up, by the rule"},
		{"wish.forbidden.lower", "交回由接手的这一级负责人来定，您可以看，不能办", "Who leads the level that has it now gives it back; you may see it, not do it"},
	}
}
