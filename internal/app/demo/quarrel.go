package demo

import (
	"linli/internal/actor"
	"linli/internal/wish"
	"linli/internal/wish/side"
)

// quarrels are what nobody wanted to have: returned twice, ruled on, and the next one of the kind, which is to be sorted and for which
// the precedent is proposed; one that was passed on three times and has been moved up, with its first unit named; one that the street has
// given back down; and a red one on which nobody has ruled in time.
func quarrels() []tale {
	return []tale{
		{
			by: "宓见微", home: "和畅里 2幢", matter: say(wish.Traffic, wish.Yellow, "和畅里公交站台没有雨棚，下雨天老人没处躲。", "", ""), unit: "社会事务办", stage: classified, days: [5]int{14, 13, 12},
			then: []beat{
				{11, returns("苏见山", side.NotOurs, "站台的雨棚归城建，不归我们。")},
				{10, hands("闻立溪", "城市建设办", "请你们看雨棚。")},
				{9, returns("陶砚秋", side.NeedsOthers, "先要和公交公司谈，请社会事务办牵头。")},
				{8, rules("时守正", "城市建设办", "站台设施由城建牵头，公交公司由城建去谈。", task{"社会事务办", "问清哪几位老人天天在这里等车。", 5})},
				{7, takesUp("陶砚秋")},
				{5, notes("陶砚秋", "和公交公司说好了，雨棚他们出料，我们出工。")},
			},
		},
		{by: "应若谷", home: "秀水苑 3幢", matter: say(wish.Traffic, wish.Yellow, "秀水苑公交站台没有雨棚和座位，老人等车没处躲雨。", "", ""), stage: accepted, days: [5]int{2, 1}},
		{
			by: "卞春和", matter: say(wish.Repair, wish.Yellow, "桥头的栏杆断了两根，小孩老往外探。", "", ""), unit: "社会事务办", stage: classified, days: [5]int{10, 9, 8},
			then: []beat{
				{7, hands("柏时雨", "城市建设办", "栏杆归城建，请你们办。")},
				{6, hands("柏时雨", "自来水公司", "断的地方是过桥水管的护栏。")},
				{4, hands("柏时雨", "城市建设办", "水司说护栏不是他们的，还是请城建办。")},
			},
		},
		{
			by: "芮小满", matter: say(wish.Environment, wish.Yellow, "河边的垃圾桶满了没人倒，猫狗扒得一地。", "", ""), unit: "社会事务办", stage: classified, days: [5]int{10, 9, 8},
			then: []beat{
				{6, hands("柏时雨", "城市建设办", "")},
				{5, hands("柏时雨", "社会事务办", "")},
				{4, hands("柏时雨", "城市建设办", "河岸归你们。")},
				{3, movesUp()},
				{2, lowers("时守正", "街道自己就能定，请城市建设办今天倒。")},
			},
		},
		{
			by: "应若谷", matter: say(wish.Traffic, wish.Red, "中心村门口的路口没有红绿灯，学生上学抢着过。", "", ""), unit: "区交通工作组", stage: classified, days: [5]int{9, 8, 7},
			then: []beat{
				{6, returns("言慎之", side.NeedsOthers, "路口归市里的交警支队，请他们牵头。")},
				{5, hands("闻立溪", "区交通工作组", "支队说要区里先报，请你们报。")},
				{4, returns("言慎之", side.NotOurs, "报批的事不归工作组。")},
				{2, rest},
				{2, rest},
				{2, rest},
				{2, rest},
				{2, movesUp()}, // who is to rule by the evening is reminded
			},
		},
	}
}

// rest is nothing: what comes fifth on a day comes in the afternoon (teller.ago).
func rest(*teller, string) error { return nil }

// movesUp is what the system does about dates and quarrels at that moment.
func movesUp() deed {
	return func(t *teller, _ string) error {
		_, err := t.Escalate.Run(t.ctx)
		return err
	}
}

func lowers(who, why string) deed {
	return by(who, func(t *teller, a actor.Actor, id string) (wish.Wish, error) {
		return t.Escalate.Lower(t.ctx, a, id, why, "")
	})
}
