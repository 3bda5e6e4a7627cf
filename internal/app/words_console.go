package app

import "linli/internal/web/i18n"

// consoleWords is what the commands say.
func consoleWords() []i18n.Message {
	return []i18n.Message{
		{"console.no_committee", "{0} 还没有居委会，请先建：linli org add --kind community_committee --place {0} --name …", "There is no community committee at {0} yet; add it first: linli org add --kind community_committee --place {0} --name …"},
		{"console.date", "“{0}”不是日期，写成 2026-06-01", "“{0}” is not a day; write it as 2026-06-01"},
		{"console.rule.head", "规则\t值\t地方\t自\t至（不含）\t状态\t依据", "rule\tvalue\tplace\tfrom\tuntil\tstate\tsource"},
		{"console.rule.now", "现行", "holds"},
		{"console.rule.past", "已止", "ended"},
		{"console.rule.planned", "待行", "planned"},
		{"console.rule.set", "{0}：自 {2} 起是 {1}", "{0}: {1} from {2} on"},
		{"console.rule.changed", "{0}：{1} 改成 {2}，自 {3} 起", "{0}: {1} becomes {2} from {3} on"},
		{"console.rule.same", "{0}：自 {2} 起就是 {1}，没有改动", "{0}: it is {1} since {2}; nothing was changed"},
		{"console.rule.ended", "{0}：{1} 自 {2} 起不再有自己的值", "{0}: {1} has no value of its own from {2} on"},
	}
}

// ruleWords is what rules refuse.
func ruleWords() []i18n.Message {
	return []i18n.Message{
		{"rule.error.key", "没有“{0}”这条规则，有哪些看：linli rule list", "There is no rule “{0}”; linli rule list shows those that there are"},
		{"rule.error.span", "时限写成 5wd（工作日）、4wh（工作时）、24h（小时）或 12mo（月）", "Write a period as 5wd (working days), 4wh (working hours), 24h (hours) or 12mo (months)"},
		{"rule.error.months", "写几个月，{0}mo 到 {1}mo", "Write months, {0}mo to {1}mo"},
		{"rule.error.hours", "写几小时，{0}h 到 {1}h", "Write hours, {0}h to {1}h"},
		{"rule.error.count", "写 {0} 到 {1} 的整数", "Write a whole number from {0} to {1}"},
		{"rule.error.yes", "写 yes 或 no", "Write yes or no"},
		{"rule.error.source", "请写依据：哪份文件、谁定的", "Please say where it comes from: which document, who decided it"},
		{"rule.error.place", "这条规则到处一样，去掉 --place", "This rule is one for all places; leave --place out"},
		{"rule.error.everywhere", "到处都用的规则不能撤，只能改：linli rule set；要撤一处自己的，加 --place", "A rule for all places does not end, it changes: linli rule set. To end a place's own, name it with --place"},
		{"rule.error.none", "这里没有自己的值，不用撤", "This place has no value of its own; there is nothing to end"},
		{"rule.error.past", "过去的已经照当时的规定办了，最早从 {0} 起", "What is past was done by the rules of its day; the earliest day is {0}"},
		{"rule.error.last", "自 {0} 起已经改过，再改最早从 {1} 起", "It was changed from {0} on; it can change again from {1} on"},
	}
}
