package suggestweb

import (
	"slices"

	"linli/internal/web/i18n"
)

// Words are the page of suggestions, and what package suggest refuses.
func Words() []i18n.Message { return slices.Concat(runWords(), modelWords()) }

func runWords() []i18n.Message {
	return []i18n.Message{
		{"suggest.nav", "分办建议", "Suggestions"},
		{"suggest.title", "{0}的分办建议", "Suggestions of {0}"},
		{"suggest.about", "从本区办完的心愿里学怎么分。少于 {0} 个人写过的词不学，电话、门牌和姓名不学。把握不到 {1}% 就不提建议。怎么分，由社区来定。", "Learnt from how the district's ended wishes were sorted. Words that fewer than {0} people have written are not learnt, nor are telephones, doors and names. Below {1}% sure nothing is suggested. The community decides."},
		{"suggest.run", "学习", "Learning"},
		{"suggest.run.never", "还没有学过。", "Nothing has been learnt yet."},
		{"suggest.run.running", "正在学，学了 {0}%。", "Learning: {0}% done."},
		{"suggest.run.done", "{0} {1}学完。", "Learnt on {0}, {1}."},
		{"suggest.run.few", "{0} {1}看过：办完的心愿还不够多。", "Looked on {0}, {1}: too few wishes have ended."},
		{"suggest.run.same", "{0} {1}看过：没有新办完的心愿。", "Looked on {0}, {1}: no other wish has ended."},
		{"suggest.run.cancelled", "{0} {1}停下了，用的还是原来的。", "Stopped on {0}, {1}; the earlier ones are still in use."},
		{"suggest.run.failed", "{0}开始的那次没有学完，可以再学一遍。", "The one begun on {0} did not end; it can be started again."},
		{"suggest.look", "看看学到哪了", "See how far it is"},
		{"suggest.cancel", "停下", "Stop"},
		{"suggest.train", "现在学一遍", "Learn now"},
		{"suggest.train.note", "平时每天自己学一遍。", "It also learns by itself every day."},
		{"suggest.done.train", "开始学了", "Learning has begun"},
		{"suggest.done.cancel", "停下了，用的还是原来的", "Stopped; the earlier ones are still in use"},
		{"suggest.busy", "正在学，学完再来", "It is learning already"},
		{"suggest.idle", "现在没有在学", "It is not learning now"},
		{"suggest.forbidden", "这一步由区指挥中心或系统管理员来办，您可以看", "The district's command centre or the system administrator does this; you may look"},
	}
}

func modelWords() []i18n.Message {
	return []i18n.Message{
		{"suggest.none.few", "办完的心愿才 {0} 件，到 {1} 件才学。", "Only {0} wishes have ended; learning begins at {1}."},
		{"suggest.none.worse", "学过，不比总猜最多的那一种准，所以不用。", "What was learnt is no better than always naming the commonest, so it is not used."},
		{"suggest.none.yet", "还没有可用的。", "None is in use yet."},
		{"suggest.made", "{0}学的：{2}以前办完的 {1} 件用来学，以后的 {3} 件用来考", "Learnt on {0} from {1} wishes that ended before {2}, tested on {3} that ended since"},
		{"suggest.scores", "考得怎样", "How it did"},
		{"suggest.accuracy", "答对", "Right"},
		{"suggest.macro", "各类平均 F1", "Macro F1"},
		{"suggest.score.own", "现在用的", "In use"},
		{"suggest.score.base", "总猜最多的那一种", "Always the commonest"},
		{"suggest.score.rival", "在它以前用的", "The one before"},
		{"suggest.labels", "每一类", "Each label"},
		{"suggest.label", "哪一类", "Label"},
		{"suggest.given", "实际", "Really"},
		{"suggest.answered", "答成这类", "Answered"},
		{"suggest.both", "答对", "Right"},
		{"suggest.kind.community_committee", "社区", "The community"},
		{"suggest.kind.street", "街道", "The street"},
		{"suggest.shares", "建议用了多少", "How often suggestions are followed"},
		{"suggest.shares.note", "只算看到建议以后定下来的", "Only decisions made where a suggestion was shown"},
		{"suggest.shares.none", "还没有人看着建议定过", "Nobody has decided with a suggestion before them yet"},
		{"suggest.shares.none.then", "社区收下或分办一件有建议的心愿，这里就有数了。", "There are figures once a community receives or sorts a wish with one."},
		{"suggest.share", "{0}（{1} 件里 {2} 件）", "{0} ({2} of {1})"},
		{"suggest.share.few", "{0} 件，太少不算", "{0}: too few"},
		{"suggest.month", "{0}年{1}月", "{0}-{1}"},
		{"suggest.col.month", "月份", "Month"},
		{"suggest.past", "学过的", "What was learnt"},
		{"suggest.past.note", "同一批心愿上比以前的准，才换新的", "A new one is used only if it is better on the same wishes"},
		{"suggest.past.none", "还没有学出什么", "Nothing has been learnt"},
		{"suggest.past.none.then", "办完的心愿到 {0} 件，就自己开始学。", "Learning begins by itself when {0} wishes have ended."},
		{"suggest.past.wishes", "学 {0} 件，考 {1} 件", "{0} learnt, {1} tested"},
		{"suggest.col.when", "时间", "When"},
		{"suggest.col.field", "学什么", "What"},
		{"suggest.col.state", "用不用", "Used"},
		{"suggest.col.wishes", "用了多少心愿", "Wishes"},
		{"suggest.col.base", "总猜最多的", "Commonest"},
		{"suggest.col.rival", "那时在用的", "In use then"},
		{"suggest.state.used", "在用", "In use"},
		{"suggest.state.former", "以前用过", "Used before"},
		{"suggest.state.refused", "没有用", "Not used"},
	}
}
