package demo

import "linli/internal/wish"

// matter is one thing that residents ask for: their words, and how it went. People and events are invented.
type matter struct {
	topic  wish.Topic
	colour wish.Colour
	text   string
	note   string // on the way; may be empty
	answer string
}

// matters are told in this order, again and again, so that every run of the demonstration tells the same story.
var matters = []matter{
	{wish.Repair, wish.Blue, "楼道灯坏了半个月，晚上回家摸黑上楼，老人怕摔。", "电工看过了，要换整套声控灯。", "换了 6 个声控灯，每层都亮了。以后坏了打值班电话，两天内来修。"},
	{wish.Environment, wish.Blue, "垃圾亭旁边总有人扔大件，夏天味道很大。", "", "大件每周三、周六有车来收，亭子边装了提示牌，保洁一天冲两次。"},
	{wish.Traffic, wish.Blue, "停车位划线看不清，天天有人为车位吵。", "物业已经量好尺寸。", "42 个车位重新划线编号，门口贴了图。"},
	{wish.Elders, wish.Blue, "独居老人家里想装烟感，做饭常忘关火。", "", "给 11 户独居老人装好了烟感，志愿者每月上门试一次。"},
	{wish.Dispute, wish.Blue, "夜里广场舞声音太响，孩子没法睡。", "和舞队约好当面谈。", "舞队同意 8 点半结束，音箱换到湖边，声音调小。"},
	{wish.Repair, wish.Yellow, "雨后小区北门积水没过脚面，进出要绕很远。", "市政来测过管道，一段塌了。", "街道请市政换了 30 米管道，下雨试过，不积水了。"},
	{wish.Other, wish.Blue, "老年活动室想晚半小时关门，下班的人也能来坐坐。", "", "活动室从这周起开到晚上 8 点半，两位志愿者轮流值守。"},
	{wish.Traffic, wish.Yellow, "学校门口放学时堵成一团，接孩子的车停了三排。", "交警和学校一起看过现场。", "放学错峰 15 分钟，路边划了即停即走区，志愿者站两周岗。"},
	{wish.Environment, wish.Blue, "绿化带杂草长到膝盖，蚊子特别多。", "", "全小区割了一遍，四个角喷了药，以后每月割一次。"},
	{wish.Repair, wish.Blue, "东门台阶太陡，下雨天滑，想装个扶手。", "", "东门台阶装了不锈钢扶手，台阶边贴了防滑条。"},
	{wish.Repair, wish.Yellow, "六楼水压低，傍晚洗不了澡。", "自来水公司来测了水压。", "换了增压泵，六楼晚上 7 点测过，够用了。"},
	{wish.Elders, wish.Blue, "想请社区组织人教老人用手机挂号。", "", "每周二下午在活动室教，来了 18 位老人。"},
	{wish.Traffic, wish.Blue, "快递柜挡住了无障碍坡道，轮椅过不去。", "", "快递柜往西挪了两米，坡道让出来了。"},
	{wish.Dispute, wish.Blue, "楼上漏水到我家卫生间，说了几次没人修。", "约了两家一起看。", "两家签了和解书，楼上换了防水，墙面由楼上出钱刷。"},
	{wish.Environment, wish.Yellow, "河边夜里有异味，窗户都不敢开。", "街道城建办取了水样。", "查到一个雨污混接口，已经封掉，连测三天正常。"},
	{wish.Traffic, wish.Red, "公交站离大门太远，老人走不动，想移近一点。", "区里量过路口视距，方案在比。", "新站牌移到大门东 60 米，下个月起停靠。"},
	{wish.Repair, wish.Blue, "儿童滑梯破了个口子，孩子衣服被划破。", "", "滑梯换了新的，周围铺了软垫。"},
	{wish.Other, wish.Blue, "想在小区里办一次旧书交换。", "", "上周日办了，换出去 200 多本，大家说每季度办一次。"},
	{wish.Traffic, wish.Yellow, "充电桩不够，晚上抢位置。", "供电公司来看过容量。", "加了 6 个充电桩，11 点后有优惠价。"},
	{wish.Environment, wish.Blue, "楼道堆的旧沙发没人认，过道只剩一半。", "贴了通知，三天没人认。", "沙发清走了，以后堆放三天就按无主物清理。"},
	{wish.Repair, wish.Blue, "单元门禁失灵，谁都能进。", "", "换了读卡器，门禁卡在社区免费重写。"},
	{wish.Elders, wish.Yellow, "5 幢想加装电梯，楼上楼下谈不拢。", "街道请了设计单位来讲方案。", "10 户都签了字，电梯开工，街道补一部分钱。"},
	{wish.Environment, wish.Blue, "狗不牵绳，老人小孩害怕。", "", "三个门口装了提示牌和拾便袋，志愿者傍晚巡一圈。"},
	{wish.Repair, wish.Blue, "晾衣杆断了两根，被子没处晒。", "", "换了 8 根新的，南边空地又加了一排。"},
	{wish.Dispute, wish.Blue, "一楼小院占了公共绿地种菜，大家意见不一。", "居民代表开了个小会。", "两户同意退出，绿地改成共享花圃，谁愿意谁认领。"},
	{wish.Traffic, wish.Blue, "消防通道总停着车，真有事怎么办。", "", "通道划了黄线，装了活动桩，钥匙在门卫和社区。"},
	{wish.Elders, wish.Blue, "想有人陪着去医院，儿女都在外地。", "", "结了对子，志愿者每月陪一次，约好了下月 3 号。"},
	{wish.Repair, wish.Red, "高架桥下夜里太黑，走路害怕。", "区里把照明列进了清单。", "桥下装了 12 盏灯，天黑就亮。"},
	{wish.Environment, wish.Blue, "修剪挡住一楼光的那棵树。", "", "园林工人修过了，一楼上午能晒到太阳。"},
	{wish.Other, wish.Blue, "社区图书角的书太旧，孩子不爱看。", "", "区图书馆送来 300 本新书，每季度换一批。"},
}

// rejected are matters that are not the community's, and where to turn.
var rejected = []struct{ text, reason, advice string }{
	{"单位拖欠我两个月工资，想请社区帮忙要回来。", "欠薪由劳动监察部门处理，社区没有这个权力。", "请带上合同和工资条到区人社局劳动监察窗口，或打 12333。"},
	{"邻居借了钱不还，请社区判一下。", "借款纠纷社区不能判，可以先调解。", "人民调解室周一到周五在街道一楼；调解不成可以到法院立案庭。"},
}

// judgements are words of residents with a rating.
var judgements = []struct {
	solved bool
	rating wish.Rating
	text   string
}{
	{true, wish.Satisfied, "很快，谢谢。"},
	{true, wish.Satisfied, ""},
	{true, wish.Basically, "办是办了，等得久了点。"},
	{true, wish.Satisfied, "比想的还好。"},
	{true, wish.Satisfied, ""},
	{false, wish.Unsatisfied, "修了一边，另一边还是老样子。"},
	{true, wish.Basically, ""},
	{true, wish.Satisfied, "老人都说方便多了。"},
}
