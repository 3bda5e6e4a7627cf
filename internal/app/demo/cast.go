package demo

import (
	"linli/internal/actor"
	"linli/internal/org"
	"linli/internal/person"
)

// Everybody here is invented; telephone numbers begin with 0513-0000 or carry zeros that no network gives out.

var neighbourhoods = []struct {
	community, name string
	buildings       int
}{
	{Community, "花半里", 9},
	{Community, "秀水苑", 6},
	{Community, "和畅里", 5},
	{Community, "东园里", 4},
	{Community, "中心村", 4},
	{Community, "五洲里", 3},
	{Next, "北城里", 3},
	{Next, "望江里", 3},
	{Third, "百花苑", 4},
	{Third, "春申里", 3},
	{Other, "黎明新村", 4},
	{Other, "任港里", 3},
}

var organisations = []org.Org{
	{Kind: org.CommunityCommittee, Place: Community, Name: "钟秀街道中心村社区居民委员会", ShortName: "中心村社区", Phone: "0513-00001860", Hours: "周一到周六 8:30–17:30"},
	{Kind: org.PartyBranch, Place: Community, Name: "中国共产党中心村社区委员会", ShortName: "中心村社区党委"},
	{Kind: org.Association, Place: Community + "001", Name: "花半里邻里和谐促进会", ShortName: "花半里促进会"},
	{Kind: org.CommunityCommittee, Place: Next, Name: "钟秀街道城北村社区居民委员会", ShortName: "城北村社区", Phone: "0513-00001861", Hours: "周一到周六 8:30–17:30"},
	{Kind: org.CommunityCommittee, Place: Third, Name: "钟秀街道百花村社区居民委员会", ShortName: "百花村社区", Phone: "0513-00001862", Hours: "周一到周六 8:30–17:30"},
	{Kind: org.CommunityCommittee, Place: Other, Name: "任港街道黎明社区居民委员会", ShortName: "黎明社区", Phone: "0513-00001350", Hours: "周一到周六 8:30–17:30"},
	{Kind: org.StreetOffice, Place: Other[:9], Name: "任港街道社会事务办公室", ShortName: "任港社会事务办", Phone: "0513-00001301"},
	{Kind: org.PropertyFirm, Place: Community, Name: "和畅物业服务公司", ShortName: "和畅物业", Phone: "0513-00001870"},
	{Kind: org.Street, Place: Street, Name: "钟秀街道办事处", ShortName: "钟秀街道", Phone: "0513-00001800"},
	{Kind: org.StreetOffice, Place: Street, Name: "钟秀街道社会事务办公室", ShortName: "社会事务办", Phone: "0513-00001801"},
	{Kind: org.StreetOffice, Place: Street, Name: "钟秀街道城市建设办公室", ShortName: "城市建设办", Phone: "0513-00001802"},
	{Kind: org.Unit, Place: District, Name: "崇川自来水公司", ShortName: "自来水公司", Phone: "0513-00001880"},
	{Kind: org.SuperiorGroup, Place: District, Name: "崇川区交通工作组", ShortName: "区交通工作组", Phone: "0513-00001700"},
	{Kind: org.SuperiorGroup, Place: District, Name: "崇川区环境工作组", ShortName: "区环境工作组", Phone: "0513-00001701"},
	{Kind: org.District, Place: District, Name: "崇川区城市运行指挥中心", ShortName: "区指挥中心", Phone: "0513-00001600"},
	{Kind: org.Bureau, Place: District, Name: "崇川区群众回访中心", ShortName: "区回访中心", Phone: "0513-00001610"},
	{Kind: org.Bureau, Place: District, Name: "崇川区审计局", ShortName: "区审计局"},
	{Kind: org.Bureau, Place: District, Name: "崇川区数据局", ShortName: "区数据局"},
}

// held is a post of somebody.
type held struct {
	org   string
	role  actor.Role
	title string
}

var staff = []struct {
	name, login string
	posts       []held
}{
	{"季小舟", "jixz", []held{{"中心村社区", actor.SocialWorker, "社工"}}},
	{"闻立溪", "wenlx", []held{{"中心村社区党委", actor.Secretary, "社区党委书记"}, {"中心村社区", actor.SocialWorker, "居委会主任"}}},
	{"穆青禾", "muqh", []held{{"中心村社区党委", actor.ViceSecretary, "社区党委副书记"}}},
	{"简宁", "jiann", []held{{"中心村社区", actor.SocialWorker, "社工"}}},
	{"祝安平", "zhuap", []held{{"和畅物业", actor.Handler, "物业经理"}}},
	{"苏见山", "sujs", []held{{"社会事务办", actor.StreetOfficer, "社会事务办科员"}}},
	{"柏时雨", "baisy", []held{{"钟秀街道", actor.StreetLeader, "街道副主任"}}},
	{"路千帆", "luqf", []held{{"自来水公司", actor.Handler, "片区主管"}}},
	{"言慎之", "yansz", []held{{"区交通工作组", actor.GroupLeader, "组长"}}},
	{"江望舒", "jiangws", []held{{"区环境工作组", actor.GroupLeader, "组长"}}},
	{"时守正", "shisz", []held{{"区指挥中心", actor.CommandCentre, "值班主任"}}},
	{"辛言", "xiny", []held{{"区回访中心", actor.CallBackOfficer, "回访员"}}},
	{"瞿明允", "qumy", []held{{"区审计局", actor.Auditor, "审计员"}}},
	{"钟离安", "zhongla", []held{{"区数据局", actor.SystemAdmin, "系统管理员"}}},
	{"霍知北", "huozb", []held{{"城北村社区", actor.Secretary, "社区书记"}}},
	{"陶砚秋", "taoyq", []held{{"城市建设办", actor.StreetOfficer, "城市建设办科员"}}},
	{"温予安", "wenya", []held{{"百花村社区", actor.Secretary, "社区书记"}}},
	{"池映山", "chiys", []held{{"百花村社区", actor.SocialWorker, "社工"}}},
	{"晏清和", "yanqh", []held{{"黎明社区", actor.Secretary, "社区书记"}}},
	{"贺兰因", "helny", []held{{"任港社会事务办", actor.StreetOfficer, "社会事务办科员"}}},
}

// offices are who receives and sorts the wishes of a community, and in how many of a hundred things they are slow.
var offices = map[string]struct {
	desks     []string
	secretary string
	slow      int
}{
	Community: {[]string{"季小舟", "简宁", "季小舟"}, "闻立溪", 6},
	Next:      {[]string{"霍知北"}, "霍知北", 10},
	Third:     {[]string{"池映山"}, "温予安", 3},
	Other:     {[]string{"晏清和"}, "晏清和", 14},
}

// handlers are who does the work of the units that are not a community's own.
var handlers = map[string]string{
	"社会事务办": "苏见山", "城市建设办": "陶砚秋", "任港社会事务办": "贺兰因", "自来水公司": "路千帆", "和畅物业": "祝安平",
	"区交通工作组": "言慎之", "区环境工作组": "江望舒",
}

// resident is somebody who lives here.
type resident struct {
	name, home, birth, phone string
	sex                      person.Sex
	actsFor                  string // a name told before
}

// residents are those whom the story names.
var residents = []resident{
	{"谈桂芬", "花半里 7幢", "1952-03-09", "13800000123", person.Female, ""},
	{"邬晓蕾", "秀水苑 2幢", "1979", "13700000456", person.Female, "谈桂芬"},
	{"骆文竹", "花半里 2幢", "1968", "", person.Male, ""},
	{"阮青石", "花半里 9幢", "1985", "", person.Male, ""},
	{"戚向晚", "秀水苑 5幢", "1947", "13900000654", person.Female, ""},
	{"鄢云起", "和畅里 1幢", "1990", "", person.Male, ""},
	{"芮小满", "和畅里 3幢", "1974", "", person.Female, ""},
	{"仲秋白", "东园里 1幢", "1959", "13500000321", person.Male, ""},
	{"卞春和", "东园里 4幢", "1988", "13600000789", person.Female, ""},
	{"糜长河", "中心村 2幢", "1963", "", person.Male, ""},
	{"宓见微", "五洲里 1幢", "1995", "", person.Female, ""},
	{"应若谷", "五洲里 3幢", "1950", "13400000987", person.Male, ""},
	{"郏行简", "北城里 1幢", "1971", "", person.Male, ""},
	{"昝如初", "望江里 2幢", "1966", "", person.Female, ""},
}

// Role is somebody who can be chosen on the first page; what waits there is counted when it is shown.
type Role struct {
	Name  string
	About string // translation key: the step of the path; empty elsewhere
	Waits string // translation key of what to look at first
}

// Group is a level of the first page.
type Group struct {
	Title string // translation key
	Roles []Role
}

// Groups is the first page, in its order.
func Groups() []Group {
	return []Group{
		{"demo.group.residents", []Role{
			{Name: "谈桂芬", Waits: "demo.tan.waits"},
			{Name: "邬晓蕾", Waits: "demo.wu.waits"},
			{Name: "骆文竹", Waits: "demo.luo.waits"},
		}},
		{"demo.group.community", []Role{
			{Name: "季小舟", Waits: "demo.ji.waits"},
			{Name: "闻立溪", Waits: "demo.wen.waits"},
			{Name: "穆青禾", Waits: "demo.mu.waits"},
			{Name: "祝安平", Waits: "demo.zhu.waits"},
		}},
		{"demo.group.above", []Role{
			{Name: "苏见山", Waits: "demo.su.waits"},
			{Name: "柏时雨", Waits: "demo.bai.waits"},
			{Name: "言慎之", Waits: "demo.yan.waits"},
			{Name: "时守正", Waits: "demo.shi.waits"},
			{Name: "辛言", Waits: "demo.xin.waits"},
		}},
		{"demo.group.audit", []Role{
			{Name: "瞿明允", Waits: "demo.qu.waits"},
		}},
		{"demo.group.house", []Role{
			{Name: "钟离安", Waits: "demo.zhongli.waits"},
		}},
	}
}

// Path is the four steps of the first page: who, and what to do.
func Path() [4]Role {
	return [4]Role{
		{Name: "谈桂芬", About: "demo.step1"},
		{Name: "季小舟", About: "demo.step2"},
		{Name: "闻立溪", About: "demo.step3"},
		{Name: "谈桂芬", About: "demo.step4"},
	}
}
