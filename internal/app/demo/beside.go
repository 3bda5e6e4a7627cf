package demo

import (
	"slices"

	"linli/internal/wish"
	"linli/internal/wish/side"
)

// beside are wishes that do not go the straight way, by what happens to them (domain.md 3.1, table of side acts).
func beside() []tale {
	return slices.Concat(moreTime(), pauses(), colours(), returned(), together(), again(), merged(), months())
}

// moreTime is asked for: granted, refused, and to be decided.
func moreTime() []tale {
	return []tale{
		{
			by: "封小满", matter: say(wish.Repair, wish.Blue, "健身步道坑坑洼洼，晨练的人崴过脚。", "量过了，要补 60 米。", ""), stage: inProgress, days: [5]int{9, 8, 7, 6},
			then: []beat{
				{4, wantsTime("季小舟", 6, "塑胶料要等天晴两天才能铺，请延几天。")},
				{3, grants("柏时雨", "同意，铺之前把坑先围起来。")},
				{2, notes("季小舟", "坑都围好了，料到了，等天晴。")},
			},
		},
		{
			by: "柯兰舟", matter: say(wish.Environment, wish.Yellow, "五洲里门口的烧烤摊油烟直往楼上飘。", "和摊主谈过一次。", "摊子移到夜市里去了，原来的地方摆了花箱。"), unit: "社会事务办", handler: "苏见山", stage: answered, days: [5]int{18, 17, 16, 14, 2},
			then: []beat{
				{6, wantsTime("苏见山", 10, "夜市的位置要重新抽签。")},
				{5, refuses("时守正", "抽签只要一天，按原来的日子办。")},
			},
		},
		{
			by: "应竹青", matter: say(wish.Traffic, wish.Yellow, "和畅里门口没有斑马线，过马路要跑。", "交警来看过，要做一次安全评价。", ""), unit: "社会事务办", handler: "苏见山", stage: inProgress, days: [5]int{14, 13, 12, 10},
			then: []beat{{1, wantsTime("苏见山", 8, "安全评价的报告要下周出来。")}},
		},
	}
}

// pauses: running, taken up early, for the plan of a year, to be decided.
func pauses() []tale {
	return []tale{
		{
			by: "班松年", matter: say(wish.Repair, wish.Yellow, "东园里河坡的石阶松了，下去洗菜怕滑。", "看过了，要等水位降下来才能动工。", ""), unit: "城市建设办", handler: "陶砚秋", stage: inProgress, days: [5]int{13, 12, 11, 9},
			then: []beat{
				{6, wantsPause("陶砚秋", 26, "要等河道放水，水利站定在下个月。")},
				{5, grants("时守正", "同意停到放水，石阶先拉绳子。")},
			},
		},
		{
			by: "仰听雨", matter: say(wish.Repair, wish.Blue, "和畅里凉亭的柱子晃，下棋的人不敢靠。", "木工来看过，两根柱脚烂了。", "换了两根柱脚，亭子重新刷了漆，棋桌也修好了。"), stage: judged, judgement: 3, days: [5]int{30, 29, 28, 27, 17},
			then: []beat{
				{26, wantsPause("季小舟", 10, "木料要晾干，先停两周。")},
				{25, grants("柏时雨", "同意。")},
				{18, resumes("季小舟", "木料提前干了，明天开工。")},
			},
		},
		{
			by: "臧长安", matter: say(wish.Repair, wish.Yellow, "老楼的雨水管都锈穿了，一下雨墙就湿。", "请人估了价，三幢一起换要 18 万。", ""), unit: "社会事务办", handler: "苏见山", stage: inProgress, days: [5]int{20, 19, 18, 16},
			then: []beat{
				{12, plans("苏见山", "一年的维修费不够，请列入年度为民服务项目清单。")},
				{11, grants("时守正", "同意列入清单，先把最漏的一根接好。")},
			},
		},
		{
			by: "蒲晨曦", matter: say(wish.Environment, wish.Blue, "秀水苑的喷泉一开就漏，水流到路上。", "找到漏点了，在池底。", ""), stage: inProgress, days: [5]int{5, 4, 3, 2},
			then: []beat{{0, wantsPause("简宁", 15, "放干池子要半个月，请先停一停。")}},
		},
	}
}

// colours are changed: with acceptance, in silence, after a ruling; refused and to be ruled; and to be received.
func colours() []tale {
	return []tale{
		{
			by: "翁采薇", matter: say(wish.Repair, wish.Blue, "和畅里门口的灯杆歪了，风一吹就晃。", "", ""), stage: inProgress, days: [5]int{16, 15, 14, 13},
			then: []beat{
				{12, turns("闻立溪", wish.Yellow, "城市建设办", "灯杆在红线外，归市政，社区动不了。")},
				{11, receives("陶砚秋", "收到，我们来办。")},
				{10, takesUp("陶砚秋")},
				{6, answers("陶砚秋", "灯杆扶正了，底座重新浇了混凝土。")},
				{4, judges("翁采薇", wish.Satisfied, "放心了。")},
			},
		},
		{
			by: "裴晓棠", matter: say(wish.Dispute, wish.Blue, "隔壁饭店的排烟口对着东园里，开不了窗。", "", ""), stage: inProgress, days: [5]int{7, 6, 5, 5},
			then: []beat{
				{4, turns("闻立溪", wish.Yellow, "社会事务办", "要城管和市场监管一起去，社区没有执法权。")},
				{2, takesUp("苏见山")},
				{1, notes("苏见山", "和城管一起去看了，饭店答应改管道。")},
			},
		},
		{
			by: "屠明远", matter: say(wish.Traffic, wish.Blue, "秀水苑外面的路牌被广告挡住，外卖总送错。", "", ""), stage: inProgress, days: [5]int{8, 7, 6, 6},
			then: []beat{
				{5, turns("穆青禾", wish.Yellow, "社会事务办", "广告是沿街商铺的，要街道出面。")},
				{4, refuses("苏见山", "商铺的广告归城建，不归我们。")},
				{3, rules("时守正", "城市建设办", "城建牵头，社区去和商铺说。", task{"中心村社区", "和三家商铺说好拆的日子。", 1})},
				{2, takesUp("陶砚秋")},
				{2, finishes("季小舟", "中心村社区", "三家都答应了，周末拆。")},
			},
		},
		{
			by: "侯长林", matter: say(wish.Traffic, wish.Yellow, "五洲里到地铁口没有一条好走的路，都是绕。", "走了一遍，差 300 米断头路。", ""), unit: "城市建设办", handler: "陶砚秋", stage: inProgress, days: [5]int{10, 9, 8, 6},
			then: []beat{
				{4, turns("柏时雨", wish.Red, "区交通工作组", "断头路要拆一段围墙，街道没有这个权限。")},
				{3, refuses("言慎之", "围墙的产权还没查清，先请街道查。")},
			},
		},
		{
			by: "乐乐山", matter: say(wish.Environment, wish.Blue, "中心村后面的荒地扔满了垃圾，夏天有蛇。", "", ""), stage: classified, days: [5]int{3, 2, 1},
			then: []beat{{0, turns("闻立溪", wish.Yellow, "社会事务办", "地不是社区的，请街道找到业主。")}},
		},
	}
}

// returned by a unit: handed on, ruled after two returns, to be ruled, to be handed on; and handed to another unit by the
// level itself.
func returned() []tale {
	return []tale{
		{
			by: "苗近水", matter: say(wish.Repair, wish.Yellow, "秀水苑外面的污水管一堵就往院子里冒。", "", ""), unit: "社会事务办", stage: classified, days: [5]int{12, 11, 10},
			then: []beat{
				{9, returns("苏见山", side.NotOurs, "污水管归城建，请转给他们。")},
				{8, hands("闻立溪", "城市建设办", "管子在红线外，请你们看。")},
				{7, takesUp("陶砚秋")},
				{5, notes("陶砚秋", "管道机器人下去看了，有一段塌了。")},
			},
		},
		{
			by: "惠怀瑾", matter: say(wish.Traffic, wish.Yellow, "中心村路口的公交站台太窄，人挤到马路上。", "", ""), unit: "社会事务办", stage: classified, days: [5]int{18, 17, 16},
			then: []beat{
				{14, returns("苏见山", side.NotOurs, "站台归城建管。")},
				{13, hands("闻立溪", "城市建设办", "")},
				{12, returns("陶砚秋", side.NeedsOthers, "站台后面是商铺的地，要社会事务办先谈。")},
				{11, rules("时守正", "城市建设办", "城建牵头，社会事务办去谈地。这件不能再退。", task{"社会事务办", "和商铺谈让出 1 米。", 6})},
				{10, takesUp("陶砚秋")},
				{6, finishes("苏见山", "社会事务办", "商铺同意让 1 米，签了字。")},
				{3, answers("陶砚秋", "站台加宽了 1 米，铺了盲道，明早可以用。")},
			},
		},
		{
			by: "荀枫桥", matter: say(wish.Environment, wish.Yellow, "望江里旁边的泵站夜里轰轰响。", "", ""), unit: "社会事务办", stage: classified, days: [5]int{8, 7, 6},
			then: []beat{
				{4, returns("苏见山", side.NotOurs, "泵站是水务的，不是我们的。")},
				{3, hands("霍知北", "城市建设办", "请你们去测一次。")},
				{1, returns("陶砚秋", side.Elsewhere, "泵站在江堤外，不在街道范围。")},
			},
		},
		{
			by: "宫文海", matter: say(wish.Other, wish.Yellow, "和畅里想要一个修鞋配钥匙的摊位。", "", ""), unit: "社会事务办", stage: classified, days: [5]int{5, 4, 3},
			then: []beat{{1, returns("苏见山", side.Unclear, "没有说摊位放在哪里，请和提出人再问一次。")}},
		},
		{
			by: "糜长河", matter: say(wish.Repair, wish.Yellow, "中心村路面修好又挖，水管爆了三回。", "", ""), unit: "社会事务办", stage: classified, days: [5]int{9, 8, 7},
			then: []beat{
				{6, hands("柏时雨", "自来水公司", "爆的是自来水主管，你们来办。")},
				{5, takesUp("路千帆")},
				{3, notes("路千帆", "换 80 米主管，排在这周六夜里。")},
			},
		},
	}
}

// together: units that help, with a task done and one to do.
func together() []tale {
	return []tale{{
		by: "鄢云起", matter: say(wish.Repair, wish.Yellow, "和畅里要铺燃气管，挖开了没人说什么时候填。", "施工单位来过，还差一段。", ""), unit: "社会事务办", handler: "苏见山", stage: inProgress, days: [5]int{9, 8, 7, 6},
		then: []beat{
			{5, joins("苏见山", task{"自来水公司", "把让出来的水管接好，才能回填。", 9})},
			{5, joins("苏见山", task{"中心村社区", "给每户说清停气的日子。", 3})},
			{3, finishes("季小舟", "中心村社区", "42 户都说到了，老人家里上门说的。")},
		},
	}}
}

// again: taken up once more, and twice; asked for on the telephone; and something added on the way.
func again() []tale {
	return []tale{
		{
			by: "茅秋实", matter: say(wish.Repair, wish.Blue, "花半里车棚的顶漏雨，电动车淋湿了充不进电。", "", "漏的两块板换了。"), stage: answered, days: [5]int{11, 10, 9, 8, 6},
			then: []beat{
				{4, reopens("茅秋实", "东头不漏了，西头还漏。")},
				{2, notes("季小舟", "西头的钉子松了，工人明天来。")},
			},
		},
		{
			by: "滑立夏", matter: say(wish.Dispute, wish.Blue, "和畅里底商半夜卸货，铁门拉得震天响。", "", "店里答应 10 点后不卸货。"), stage: answered, days: [5]int{16, 15, 14, 13, 11},
			then: []beat{
				{9, judges("滑立夏", wish.Unsatisfied, "只好了两天。")},
				{8, reopens("滑立夏", "昨晚 11 点半又卸了。")},
				{6, answers("季小舟", "铁门加了胶条，店里写了保证。")},
				{4, reopens("滑立夏", "保证贴在门上，货照样半夜来。")},
				{3, takesUp("柏时雨")},
				{1, notes("柏时雨", "请城管夜里去看了两次，约店主到街道谈。")},
			},
		},
		{
			by: "卞春和", matter: say(wish.Environment, wish.Blue, "东园里楼顶的水箱盖没了，鸟飞进去。", "", "盖子配好了。"), stage: answered, days: [5]int{13, 12, 11, 10, 8},
			then: []beat{
				{4, hearsNo("盖子是盖了，水箱里面没洗。")},
				{2, notes("季小舟", "约了清洗队，洗完送水样。")},
			},
		},
		{
			by: "骆文竹", matter: say(wish.Traffic, wish.Blue, "花半里地库的出口没有灯，转弯看不见人。", "", ""), stage: inProgress, days: [5]int{5, 4, 3, 2},
			then: []beat{{1, adds("骆文竹", "昨晚又差点碰到人，是从左边台阶下来的。")}},
		},
	}
}

// merged: one into another, and one that is its own again.
func merged() []tale {
	return []tale{
		{by: "秋慕白", matter: say(wish.Traffic, wish.Blue, "和畅里充电要排队，夜里 12 点还有人等。", "", ""), stage: accepted, days: [5]int{2, 1}, then: []beat{
			{0, merges("季小舟", "充电桩不够", "和另一件说的是同一处充电桩，一起办。")},
		}},
		{by: "葛朗月", matter: say(wish.Dispute, wish.Blue, "秀水苑也有人跳舞跳到很晚，音箱对着楼。", "", ""), stage: inProgress, days: [5]int{8, 7, 6, 5}, then: []beat{
			{4, merges("季小舟", "夜里广场舞声音太响", "都是广场舞的声音，一起办。")},
			{3, unmerges("季小舟", "问清楚了，是两支舞队，分开办。")},
			{2, notes("季小舟", "和这支舞队约在周五谈。")},
		}},
	}
}

// months are red ones that take long: one with its notes, one whose last note is too old.
func months() []tale {
	return []tale{
		{
			by: "应若谷", matter: say(wish.Traffic, wish.Red, "江边步道到五洲里断了一截，老人要绕两公里。", "区里查了产权，断的一截是码头的地。", ""), unit: "区交通工作组", handler: "言慎之", stage: inProgress, days: [5]int{205, 204, 203, 201},
			then: slices.Concat([]beat{
				{185, wantsUntil("言慎之", 25, "要和码头谈地，还要过汛期，一年才做得下来。")},
				{184, grants("时守正", "同意，每月写一次进展。")},
			}, monthly("言慎之", 188,
				"和码头谈了第一次，他们要看图。", "图送过去了，码头提了两处改动。", "改好的图会签完了。", "汛期不能动工，先把材料订好。", "栏杆样式请五洲里的居民挑了。",
				"桩位放好线了，请居民走了一遍。", "打了 12 根桩，噪声控制在白天。", "桥面吊上去了，在焊栏杆。", "焊完了，在做防滑面。", "灯装了一半，下月试走。")),
		},
		{
			by: "阮青石", matter: say(wish.Environment, wish.Red, "北边的老厂房拆了一半，风一吹灰都进屋。", "区里找到了业主。", ""), unit: "区环境工作组", handler: "江望舒", stage: inProgress, days: [5]int{95, 94, 93, 90},
			then: slices.Concat([]beat{
				{70, wantsUntil("江望舒", 12, "业主在打官司，拆除要等判决。")},
				{69, grants("时守正", "同意，先把灰盖住。")},
			}, monthly("江望舒", 76, "盖了防尘网，喷水每天两次。", "官司开庭了，还没有判。")),
		},
	}
}

// monthly are notes of a red wish, one in about a month.
func monthly(who string, from int, texts ...string) (out []beat) {
	for i, text := range texts {
		out = append(out, beat{from - 19*i, notes(who, text)})
	}
	return out
}
