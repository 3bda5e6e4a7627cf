package demo

import (
	"slices"
	"time"

	"linli/internal/app/demo/picture"
	"linli/internal/reception"
	"linli/internal/wish"
	"linli/internal/workday"
)

// benchText begins the wish that the story of the benches is about (domain.md A4.7).
const benchText = "花园里没有坐的地方"

// benchTea is the tea at which it is promised.
var benchTea = teaTale{
	title: "花半里的花园怎么用", spot: hall, reason: reception.Reason{Why: reception.ForTopic, Topic: wish.Repair, N: 6}, residents: 19,
	guests: []reception.Guest{street, fan, builds, shu}, wishes: []string{benchText},
	minutes:   "居民说，花园修得好看，走一圈 600 米没有一处能坐。建设方说可以补椅子，位置要避开管线。委员建议样式让居民自己挑。",
	decisions: "样式由每幢推一户来选，点位一起走一遍再定。",
	vows: []vow{
		{text: "花园装 20 张座椅", owner: "社会事务办", wish: benchText, due: 150, kept: 134, done: "20 张木制铁艺座椅都装好了，居民代表逐张坐过。"},
		{text: "请建设方到场看一次", owner: "闻立溪", wish: benchText, due: 10, kept: 7, done: "走了一圈，管线图也带来了。"},
		{text: "座椅样式交给居民代表选", owner: "穆青禾", wish: benchText, due: 15, kept: 13, done: "九幢各推一户，选了木制铁艺。"},
	},
}

// planBench puts the story of the benches into the queue: 谈桂芬 wishes for them, the street puts them into the year's list,
// they are promised at a tea with the builder and a member of the CPPCC, residents' representatives choose how they look and
// walk where they will stand, 20 of them are put up, and she judges. Days are counted from the tea, half a year ago.
func (t *teller) planBench(queue *steps) {
	tea := workday.DateOf(t.now.In(workday.Zone).AddDate(0, -6, 12))
	day := func(n int) workday.Date {
		d := tea + workday.Date(n)
		for !t.cal.IsWorkday(d.At(0)) {
			d++
		}
		return d
	}
	tea = day(0)
	const n = 50_000
	meeting := benchTea
	meeting.vows = slices.Clone(benchTea.vows)
	meeting.vows[0].kept = int(day(meeting.vows[0].kept) - tea) // the day of the answer
	t.planTea(queue, n, meeting, tea)

	const su = "苏见山"
	x := tale{
		by: "谈桂芬", desk: "window", urgency: wish.Urgent, unit: "社会事务办", photo: picture.EmptyGarden, after: picture.Benches, handler: su, stage: answered,
		matter: say(wish.Repair, wish.Yellow, benchText+"，老人走一圈中间没处歇。能不能装几张椅子？", "看过了，社区、街道都愿意办，钱要排进年度清单。", "花半里花园装了 20 张木制铁艺座椅，样式和点位都是居民代表定的。哪张松了打物业电话，三天内来修。"),
	}
	var id string
	var all acts // ago is the days before today here
	who, desk, secretary := t.people[x.by], t.people["季小舟"], t.people["闻立溪"]
	days := [5]int{-33, -32, -31, -29, 134}
	for i, d := range days {
		x.days[i] = int(workday.DateOf(t.now) - day(d))
	}
	all.add(x.days[0], func() (err error) { id, err = t.file(x, who, desk, who.Home); return err })
	t.planLoop(all.add, x, who, desk, secretary, &id)
	for _, b := range benchDeeds(x.by, su) {
		all.add(int(workday.DateOf(t.now)-day(b.ago)), func() error { return b.do(t, id) })
	}
	t.spreadOver(queue, n+1000, all, func(ago, k int) time.Time {
		return (workday.DateOf(t.now) - workday.Date(ago)).At(9*time.Hour + time.Duration(ago*37%330+k*25)*time.Minute)
	})
}

// benchDeeds are what happens beside the straight way, each some days after the tea: the year's list, what comes
// of the promises, and the judgement.
func benchDeeds(she, street string) []beat {
	return []beat{
		{-24, plans(street, "今年的维修费用完了，请列入年度为民服务项目清单。")},
		{-23, grants("时守正", "同意列入清单，样式和点位请居民定。")},
		{7, notes(street, "建设方到场走了一圈，标出了不能动的管线。")},
		{13, notes(street, "九幢各推一户，从四种样式里选了木制铁艺的。")},
		{20, notes(street, "现场走了一遍：和居民代表从南门走到北门，累了就停，停的地方就是要放椅子的地方，一共 20 处。")},
		{128, resumes(street, "椅子到货了，这周开始装。")},
		{136, judges(she, wish.Satisfied, "走到哪儿都能歇一歇，老姐妹天天来。")},
	}
}
