package demo

import (
	"slices"

	"linli/internal/app/demo/picture"
	"linli/internal/wish"
	"linli/internal/wish/callback"
)

// say is a matter with its own words, for the tales of today.
func say(topic wish.Topic, c wish.Colour, text, note, answer string) matter {
	return matter{topic, c, text, note, answer}
}

// present is what waits today: late, due, to be sorted, at the street, at the district, to be judged.
func present() []tale {
	return slices.Concat(tanOwn(), pressing(), comeIn(), inTime(), elsewhere(), toJudge())
}

// tanOwn are 谈桂芬's own wishes, and the one that her daughter made for her.
func tanOwn() []tale {
	street, red := "苏见山", "言慎之"
	return []tale{
		{by: "谈桂芬", matter: say(wish.Traffic, wish.Red, "公交站离大门太远，老人走不动。", "区里量过路口视距，三个点在比。", ""), unit: "区交通工作组", handler: red, stage: inProgress, days: [5]int{22, 21, 20, 18}},
		{by: "谈桂芬", matter: say(wish.Repair, wish.Yellow, "花园到北门的坡太陡，拄拐下不去。能不能装一段扶手？", "现场量了坡度，请设计的人来看扶手装哪一边。", ""), urgency: wish.Urgent, unit: "社会事务办", handler: street, stage: inProgress, days: [5]int{11, 10, 9, 8}, desk: "window"},
		{by: "谈桂芬", matter: say(wish.Repair, wish.Blue, "7幢楼道灯坏了半个月，晚上上下楼全靠摸。", "", "换了 6 个声控灯，每层都亮了。"), stage: answered, days: [5]int{8, 7, 6, 5, 2}, photo: picture.DarkStairs, after: picture.LitStairs},
		{by: "邬晓蕾", home: "花半里 7幢", matter: say(wish.Elders, wish.Blue, "母亲一个人住，想请人每周上门看一看。", "和楼里两位志愿者说好了。", ""), stage: inProgress, days: [5]int{4, 3, 2, 1}, private: true},
	}
}

// pressing is what is late, due today, or to be sorted soon.
func pressing() []tale {
	return []tale{
		{by: "戚向晚", matter: say(wish.Dispute, wish.Blue, "夜里广场舞声音太响，窗户关着也吵。", "和舞队约好当面谈。", ""), stage: inProgress, days: [5]int{10, 9, 8, 7}},
		{by: "骆文竹", matter: say(wish.Repair, wish.Blue, "地下车库入口漏水，车轮打滑。", "防水队来看过，等天晴开工。", ""), urgency: wish.Urgent, stage: inProgress, days: [5]int{9, 8, 6, 6}},
		{by: "阮青石", home: "花半里 2幢", matter: say(wish.Traffic, wish.Blue, "快递柜挡住了无障碍坡道，轮椅过不去。", "", ""), urgency: wish.Urgent, stage: inProgress, days: [5]int{7, 6, 5, 4}, photo: picture.Ramp},
		{by: "鄢云起", matter: say(wish.Traffic, wish.Blue, "充电桩不够，晚上抢位置。", "", ""), stage: accepted, days: [5]int{3, 2}},
		{by: "仲秋白", matter: say(wish.Repair, wish.Blue, "北门想装个扶手，下雨天台阶滑。", "", ""), stage: accepted, days: [5]int{2, 2}},
		{by: "阮青石", matter: say(wish.Environment, wish.Blue, "垃圾亭夏天味大，想离窗远些。", "", ""), stage: accepted, days: [5]int{2, 1}},
		{by: "戚向晚", matter: say(wish.Environment, wish.Blue, "修剪挡住一楼光的那棵树。", "", ""), stage: accepted, days: [5]int{1, 1}},
		{by: "宓见微", matter: say(wish.Other, wish.Blue, "想在活动室办一次旧书交换，谁来牵头？", "", ""), stage: accepted, days: [5]int{1, 0}},
	}
}

// comeIn is what nobody has received yet.
func comeIn() []tale {
	return []tale{
		{by: "应若谷", matter: say(wish.Elders, wish.Blue, "助餐点的菜太咸，想有少盐的窗口。", "", ""), stage: filed, days: [5]int{1}},
		{by: "卞春和", matter: say(wish.Traffic, wish.Blue, "东门道闸抬得慢，早上排到马路上。", "", ""), stage: filed, days: [5]int{0}, desk: "telephone"},
		{by: "芮小满", matter: say(wish.Environment, wish.Blue, "3幢后面有人堆装修垃圾，几天没清。", "", ""), stage: filed, days: [5]int{0}},
	}
}

// inTime is what the community handles in time.
func inTime() []tale {
	return []tale{
		{by: "骆文竹", matter: say(wish.Other, wish.Blue, "老年活动室想晚半小时关门。", "", ""), handler: "简宁", stage: inProgress, days: [5]int{5, 4, 3, 2}},
		{by: "糜长河", matter: say(wish.Elders, wish.Blue, "独居老人家里想装烟感，做饭常忘关火。", "", ""), stage: inProgress, days: [5]int{4, 3, 2, 1}},
		{by: "鄢云起", matter: say(wish.Traffic, wish.Blue, "停车位划线看不清，天天有人争。", "", ""), handler: "简宁", stage: inProgress, days: [5]int{4, 3, 1, 1}, photo: picture.Parking},
		{by: "阮青石", matter: say(wish.Environment, wish.Blue, "楼道堆的旧沙发没人认，过道只剩一半。", "", ""), stage: classified, days: [5]int{3, 2, 1}},
		{by: "宓见微", matter: say(wish.Repair, wish.Blue, "单元门禁失灵，谁都能进。", "", ""), stage: classified, days: [5]int{2, 1, 0}},
	}
}

// elsewhere is what the street, the property firm and the district have.
func elsewhere() []tale {
	street := "苏见山"
	return []tale{
		{by: "戚向晚", matter: say(wish.Repair, wish.Yellow, "六楼水压低，洗不了澡。", "测过水压，等增压泵到货。", ""), urgency: wish.Critical, unit: "自来水公司", handler: "路千帆", stage: inProgress, days: [5]int{16, 15, 14, 12}},
		{by: "仲秋白", matter: say(wish.Traffic, wish.Yellow, "学校门口放学时堵成一团。", "", ""), unit: "社会事务办", stage: classified, days: [5]int{3, 2, 1}},
		{by: "骆文竹", home: "花半里 5幢", matter: say(wish.Elders, wish.Yellow, "5幢加装电梯，楼上楼下谈不拢。", "请设计单位来讲了两次。", ""), unit: "社会事务办", handler: street, stage: inProgress, days: [5]int{15, 14, 13, 11}},
		{by: "昝如初", matter: say(wish.Repair, wish.Yellow, "望江里北门下雨就积水，没过脚面。", "", ""), unit: "社会事务办", stage: classified, days: [5]int{4, 3, 2}},
		{by: "郏行简", matter: say(wish.Environment, wish.Yellow, "河边夜里有异味，窗户不敢开。", "取了水样。", ""), unit: "城市建设办", handler: "柏时雨", stage: inProgress, days: [5]int{8, 7, 6, 5}},
		{by: "卞春和", matter: say(wish.Repair, wish.Blue, "东园里电梯一天停两回，老人困在里面。", "换了门机，还在观察。", ""), urgency: wish.Urgent, unit: "和畅物业", handler: "祝安平", stage: inProgress, days: [5]int{6, 5, 4, 3}},
		{by: "鄢云起", matter: say(wish.Environment, wish.Blue, "和畅里地下车库积灰，一扫就呛人。", "", ""), unit: "和畅物业", stage: classified, days: [5]int{3, 2, 1}},
		{by: "戚向晚", matter: say(wish.Environment, wish.Red, "跃进河夜里有异味，夏天更重。", "查到一处混接口，正在挖。", ""), unit: "区环境工作组", handler: "江望舒", stage: inProgress, days: [5]int{26, 25, 24, 20}},
	}
}

// toJudge is what was answered and waits for its judgement.
func toJudge() []tale {
	return []tale{
		{by: "糜长河", matter: say(wish.Repair, wish.Blue, "晾衣杆断了两根，被子没处晒。", "", "换了 8 根新的，南边空地又加了一排。"), stage: answered, days: [5]int{8, 7, 6, 5, 4}},
		{by: "卞春和", matter: say(wish.Dispute, wish.Blue, "楼上漏水到卫生间，说了几次没人修。", "约了两家一起看。", "两家签了和解书，楼上换了防水，墙面由楼上出钱刷。"), handler: "简宁", stage: answered, days: [5]int{9, 8, 7, 6, 4}, calls: []call{{1, callback.Busy, ""}}},
		{by: "芮小满", matter: say(wish.Repair, wish.Yellow, "和畅里路灯隔一盏坏一盏。", "", "坏的 9 盏全换了，昨晚 8 点逐盏看过。"), unit: "城市建设办", handler: "柏时雨", stage: answered, days: [5]int{10, 9, 8, 6, 2}},
		{by: "应若谷", matter: say(wish.Elders, wish.Blue, "五洲里门口的长椅断了一条腿，坐上去会翻。", "", "长椅换了新的，腿用螺栓固定在地上。"), stage: answered, days: [5]int{10, 9, 8, 7, 5}},
		{by: "戚向晚", matter: say(wish.Repair, wish.Blue, "5幢信箱锁坏了，报纸常丢。", "", "换了 12 把信箱锁，钥匙逐户送到了。"), stage: answered, days: [5]int{10, 9, 8, 7, 5}, calls: []call{{2, callback.NoAnswer, ""}, {1, callback.Reached, "锁换得快，师傅还帮我把钥匙串好了。"}}},
		{by: "仲秋白", matter: say(wish.Environment, wish.Blue, "东园里垃圾房的门关不上，夜里有猫翻。", "", "门轴换了，晚上 9 点后由保洁上锁。"), stage: answered, days: [5]int{11, 10, 9, 8, 6}, calls: []call{{3, callback.NoAnswer, ""}, {2, callback.Busy, ""}, {1, callback.NoAnswer, ""}}},
	}
}
