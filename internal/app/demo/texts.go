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

// rejected are matters that are not the community's, and where to turn.
var rejected = []struct{ text, reason, advice string }{
	{"单位拖欠我两个月工资，想请社区帮忙要回来。", "欠薪由劳动监察部门处理，社区没有这个权力。", "请带上合同和工资条到区人社局劳动监察窗口，或打 12333。"},
	{"邻居借了钱不还，请社区判一下。", "借款纠纷社区不能判，可以先调解。", "人民调解室周一到周五在街道一楼；调解不成可以到法院立案庭。"},
	{"网上买的药没效果，钱退不回来。", "网购纠纷由市场监管部门受理。", "请留好订单和聊天记录，打 12315，或到区市场监管局窗口。"},
	{"孩子想换一所小学，请社区开个证明。", "转学由教育部门按学区办，社区没有这种证明。", "请带户口簿和房产证到区教育局基础教育科问清楚。"},
	{"想知道邻居家的房子卖了多少钱。", "这是别人的交易信息，社区没有，也不能告诉。", "市场价可以看房产交易中心公布的均价。"},
	{"健身房关门了，卡里的钱退不出来。", "预付卡纠纷由商务和市场监管部门处理。", "请带合同和付款记录到区消费者协会登记，也可以打 12315。"},
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
	{true, wish.Satisfied, "师傅很耐心，还把地扫干净了。"},
	{true, wish.Basically, "好是好了，电话打了三次才有人来。"},
	{true, wish.Satisfied, "没想到这么小的事也有人管。"},
	{false, wish.Unsatisfied, "过了几天又和原来一样了。"},
}

// spoken are words of residents on the telephone who are satisfied.
var spoken = []string{
	"办好了，谢谢你们打来。", "不错，下回还找社区。", "来的人客气，当天就弄好了。", "好了好了，我眼睛不好，没在手机上评。",
	"解决了，就是要记得常来看看。", "比去年快多了。", "我看过了，是好的。", "老伴说省心多了。",
}
