package demo

import (
	"linli/internal/reception"
	"linli/internal/wish"
)

// teaTale is one tea of the story; without minutes it is still to come.
type teaTale struct {
	title, about, spot string
	reason             reception.Reason
	guests             []reception.Guest
	wishes             []string // how the texts begin of what stands on the agenda
	residents          int
	minutes, decisions string
	vows               []vow
}

// vow is a promise of the story. Days are counted from the tea.
type vow struct {
	text, owner string
	wish        string // how the text begins of the wish that it is for
	due         int
	kept        int // 0: not kept
	done        string
	word        string // why it was not kept by its day
}

var (
	fan    = reception.Guest{Role: reception.Property, Name: "邰建平", Unit: "和畅物业"}
	shu    = reception.Guest{Role: reception.CPPCC, Name: "逄若兰"}
	builds = reception.Guest{Role: reception.Builder, Name: "鄂远舟", Unit: "花半里开发公司"}
	street = reception.Guest{Role: reception.Other, Name: "苏见山", Unit: "钟秀街道社会事务办"}
	old    = reception.Guest{Role: reception.Resident, Name: "应若谷", Unit: "五洲里"}
	hall   = "花半里党群服务站"
)

func days(n int) reception.Reason { return reception.Reason{Why: reception.ForDays, N: n} }

// teas are a year of them, the earliest first; the last one is to come.
var teas = []teaTale{
	{
		title: "活动室几点关门", spot: "中心村社区二楼", reason: reception.Reason{Why: reception.ForMonth}, residents: 12, guests: []reception.Guest{old},
		minutes: "居民说，活动室常锁着，下班来不及坐。社区说人手只够到八点。", decisions: "先晚半小时试一个月。",
		vows: []vow{{text: "活动室钥匙放一把在理事长处", owner: "闻立溪", due: 7, kept: 3, done: "钥匙交给五洲里理事长了。"}},
	},
	{
		title: "楼道里的旧东西", spot: hall, reason: days(31), residents: 15, guests: []reception.Guest{fan},
		minutes: "大家同意旧家具放到垃圾亭边，物业每周收两次。", vows: []vow{
			{text: "楼道堆物清一遍", owner: "和畅物业", due: 14, kept: 12, done: "清了 4 车。"},
			{text: "大件回收的日子贴到每个单元", owner: "季小舟", due: 5, kept: 4, done: "42 个单元都贴了。"},
		},
	},
	{
		title: "冬天的水管和路灯", spot: "秀水苑会所", reason: days(30), residents: 18, guests: []reception.Guest{fan, street},
		minutes: "六楼水压低，北门路灯隔一盏坏一盏。物业和街道都到了，当场分了工。", vows: []vow{
			{text: "秀水苑外露水管包保温层", owner: "和畅物业", due: 20, kept: 18, done: "6 个单元都包好了。"},
			{text: "北门路灯查一遍，坏的换掉", owner: "城市建设办", due: 25, kept: 37, done: "换了 9 盏。", word: "灯具型号停产，改订同口径的，下周到货。"},
		},
	},
	{
		title: "春节前的停车", spot: hall, reason: days(30), residents: 21, guests: []reception.Guest{fan},
		minutes: "返乡的车多，居民希望临时停车有个说法。", decisions: "春节前后四周，南边空地临时停车，免费。", vows: []vow{
			{text: "南边空地划临时车位", owner: "和畅物业", due: 10, kept: 9, done: "划了 30 个。"},
		},
	},
	{
		title: "老人助餐的口味", spot: "东园里 1 号楼架空层", reason: reception.Reason{Why: reception.ForTopic, Topic: wish.Elders, N: 6}, residents: 23, guests: []reception.Guest{old, shu},
		minutes: "老人说菜太咸、太硬。委员建议请人来试菜。", vows: []vow{
			{text: "助餐点开一个少盐窗口", owner: "穆青禾", due: 20, kept: 19, done: "每天两个少盐菜。"},
			{text: "请五位老人试菜，每季一次", owner: "季小舟", due: 30, kept: 28, done: "试过第一次，换了三个菜。"},
		},
	},
	{
		title: "河边的异味", spot: "跃进河边凉亭", reason: reception.Reason{Why: reception.ForRed, N: 1}, residents: 17, guests: []reception.Guest{street, shu},
		minutes: "夜里有味，夏天更重。街道说水样已经送检，要找混接口。", vows: []vow{
			{text: "河边查一遍混接口，结果贴出来", owner: "区环境工作组", due: 30, kept: 44, done: "查到一处，图贴在凉亭。", word: "管线图不全，要一段段开挖，再要两周。"},
		},
	},
	{
		title: "孩子放学后去哪里", spot: "中心村社区二楼", reason: days(31), residents: 14, guests: []reception.Guest{old},
		minutes: "四点半放学，家里没人。家长愿意轮值，社区出地方。", vows: []vow{
			{text: "图书角四点半到六点开放", owner: "季小舟", due: 12, kept: 10, done: "每天两位家长轮值。"},
			{text: "图书角添一批孩子看的书", owner: "穆青禾", due: 30, kept: 27, done: "区图书馆送来 300 本。"},
		},
	},
	{
		title: "高温天怎么过", spot: hall, reason: days(30), residents: 16, guests: []reception.Guest{fan},
		minutes: "独居老人怕热不舍得开空调，活动室可以白天开放。", vows: []vow{
			{text: "活动室白天开空调，老人来坐", owner: "闻立溪", due: 5, kept: 2, done: "每天 9 点到 17 点开。"},
		},
	},
	{
		title: "车位和充电桩", spot: "和畅里门卫室", reason: reception.Reason{Why: reception.ForTopic, Topic: wish.Traffic, N: 7}, residents: 26,
		guests: []reception.Guest{fan, street}, wishes: []string{"停车位划线看不清", "充电桩不够"},
		minutes: "车位线看不清，晚上抢充电桩。物业说先重新划线，供电公司要看容量。", decisions: "充电过夜不占位，六点前挪开。", vows: []vow{
			{text: "和畅里车位重新划线", owner: "和畅物业", wish: "停车位划线看不清", due: 30, kept: 26, done: "42 个车位都划了号。"},
			{text: "请供电公司来看一次容量", owner: "社会事务办", wish: "充电桩不够", due: 20, kept: 33, done: "看过了，能加 6 个桩。", word: "供电公司排到月底。"},
		},
	},
	{
		title: "垃圾亭夏天的味道", spot: "秀水苑会所", reason: days(30), residents: 13, guests: []reception.Guest{fan},
		wishes:  []string{"垃圾亭旁边总有人扔大件", "绿化带杂草长到膝盖"},
		minutes: "垃圾亭没有棚，雨天流得到处都是。物业说报价要两周。", vows: []vow{
			{text: "垃圾亭加盖遮雨棚", owner: "和畅物业", wish: "垃圾亭旁边总有人扔大件", due: 25, word: "报价等了两周，厂家下月初来装。"},
			{text: "垃圾亭每天冲洗一次", owner: "和畅物业", wish: "垃圾亭旁边总有人扔大件", due: 3, kept: 2, done: "每天早上七点冲洗。"},
		},
	},
	{
		title: "花半里的花园怎么用", spot: hall, reason: reception.Reason{Why: reception.ForTopic, Topic: wish.Repair, N: 6}, residents: 19,
		guests: []reception.Guest{street, fan, builds, shu}, wishes: []string{"儿童滑梯破了个口子", "单元门禁失灵", "雨后小区北门积水"},
		minutes:   "居民说，花园修得好看，走一圈 600 米没有一处能坐。建设方说可以补椅子，位置要避开管线。",
		decisions: "样式由每幢推一户来选，点位一起走一遍再定。",
		vows: []vow{
			{text: "北侧雨水井清一遍", owner: "和畅物业", wish: "雨后小区北门积水", due: 15, word: "清淤车坏了，在修。"},
			{text: "花园装 20 张座椅", owner: "社会事务办", due: 60},
			{text: "座椅样式交给居民代表选", owner: "穆青禾", due: 15, kept: 13, done: "九幢各推一户，选了木制铁艺。"},
			{text: "请建设方到场看一次", owner: "闻立溪", due: 10, kept: 7, done: "走了一圈，管线图也带来了。"},
			{text: "儿童滑梯边铺软垫", owner: "和畅物业", wish: "儿童滑梯破了个口子", due: 45},
		},
	},
	{
		title: "快递柜、坡道和电梯", about: "轮椅过不去的地方，一起看一遍。有话直接来说，不用报名。", spot: "花半里北门", reason: days(30),
		guests: []reception.Guest{fan, shu}, wishes: []string{"快递柜挡住了无障碍坡道", "花园里没有坐的地方", "充电桩不够", "垃圾亭夏天味大", "公交站离大门太远"},
	},
}
