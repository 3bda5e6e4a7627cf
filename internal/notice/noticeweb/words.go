package noticeweb

import (
	"slices"

	"linli/internal/web/i18n"
)

// Words are the sentences of these pages.
func Words() []i18n.Message {
	return slices.Concat(ownWords(), kindWords(), settingWords(), channelWords(), textWords(), errorWords())
}

func ownWords() []i18n.Message {
	return []i18n.Message{
		{"notice.title", "通知", "Notices"},
		{"notice.unread", "{0} 条没看", "{0} unread"},
		{"notice.new", "没看", "New"},
		{"notice.read.all", "都看过了", "Mark all as read"},
		{"notice.read.done", "都算看过了", "All are marked as read"},
		{"notice.none", "还没有通知", "There are no notices yet"},
		{"notice.none.then", "您的心愿有进展，这里会告诉您。", "When something happens to a wish of yours, it is told here."},
		{"notice.gone", "这件事现在看不到了", "This can no longer be seen"},
		{"notice.settings", "通知设置", "How you are told"},
		{"notice.back", "回去", "Back"},
	}
}

func kindWords() []i18n.Message {
	return []i18n.Message{
		{"notice.kind.accepted", "心愿收下了", "A wish was taken"},
		{"notice.kind.rejected", "心愿不归社区办", "A wish is not the community's"},
		{"notice.kind.classified", "心愿分给谁办", "Who handles a wish"},
		{"notice.kind.answered", "心愿有答复", "A wish was answered"},
		{"notice.kind.reopened", "心愿再办一次", "A wish is taken up again"},
		{"notice.kind.closed", "心愿结束", "A wish has ended"},
		{"notice.kind.followed", "“我也一样”的心愿有答复", "A wish that you follow was answered"},
		{"notice.kind.tea", "书记下午茶预告", "A tea with the secretary"},
		{"notice.kind.arrived", "来了一件心愿", "A wish has come"},
		{"notice.kind.raised", "心愿从本单位提级办理", "A wish was moved up from the unit"},
		{"notice.kind.imported", "导入了一批心愿", "Wishes were read in"},
		{"notice.kind.soon", "快到日子", "Due soon"},
		{"notice.kind.overdue", "超期", "Overdue"},
		{"notice.kind.task", "请一起办", "Asked to help"},
		{"notice.kind.ruling", "请裁定", "A ruling is asked for"},
		{"notice.kind.digest", "每天汇总的一封", "The letter of the day"},
	}
}

func settingWords() []i18n.Message {
	return []i18n.Message{
		{"notice.settings.what", "通知都在“通知”那一页，一条不少。要不要另外发短信、发邮件，您自己定。", "All notices are on the page “Notices”. Whether messages or letters go out too is yours to choose."},
		{"notice.settings.do", "存下来", "Keep this"},
		{"notice.settings.done", "存好了，以后照这样告诉您", "Kept. You will be told like this"},
		{"notice.sms", "短信", "Text messages"},
		{"notice.sms.which", "这些事发短信告诉我", "Send me a message when"},
		{"notice.sms.none", "现在发不了短信：没有存您的手机号，或者这里还没有开通。", "No messages can be sent: there is no telephone number of yours, or none go out here yet."},
		{"notice.mail", "邮箱", "Mail address"},
		{"notice.mail.which", "邮件", "Letters"},
		{"notice.way.now", "马上发", "At once"},
		{"notice.way.digest", "每天汇总一次", "Once a day"},
		{"notice.way.never", "不发", "Not at all"},
		{"notice.digest.hour", "汇总几点发", "The letter of the day at"},
		{"notice.digest.hint", "选“每天汇总一次”的，合成一封发。", "What is to come once a day comes in one letter."},
		{"notice.quiet.title", "不打扰的时间", "Quiet hours"},
		{"notice.quiet.when", "什么时候别发", "When nothing is to be sent"},
		{"notice.quiet.hint", "这段时间里的，等过了再发，不会漏。", "What happens then is sent when they end; nothing is left out."},
		{"notice.quiet.usual", "照大家的时间", "The usual hours"},
		{"notice.quiet.own", "我自己定", "My own hours"},
		{"notice.quiet.none", "什么时候都可以发", "Any hour will do"},
		{"notice.quiet.from", "从", "From"},
		{"notice.quiet.to", "到", "To"},
		{"notice.mail.none", "没有存邮箱。", "There is no mail address."},
		{"notice.mail.is", "邮件发到 {0}。", "Letters go to {0}."},
		{"notice.mail.asked", "验证码发到 {0} 了，填好才算数。", "A code was sent to {0}. The address counts once it is typed here."},
		{"notice.mail.code", "邮件里的验证码", "The code in the letter"},
		{"notice.mail.confirm", "确认邮箱", "Confirm the address"},
		{"notice.mail.confirmed", "邮箱确认好了", "The address is confirmed"},
		{"notice.mail.address", "新的邮箱", "A new address"},
		{"notice.mail.hint", "会先发一个验证码，防止填错。", "A code is sent there first, in case it is mistyped."},
		{"notice.mail.send", "发验证码", "Send the code"},
		{"notice.mail.sent", "验证码发出去了，请去邮箱里看", "The code is on its way to your mailbox"},
		{"notice.mail.forget", "不要存我的邮箱", "Forget my address"},
		{"notice.mail.forgotten", "邮箱删掉了", "The address is forgotten"},
		{"notice.mail.often", "刚发过一次，请过 1 分钟再试", "One was sent a moment ago; please try again in a minute"},
		{"notice.mail.off", "这里现在不发邮件", "No letters are sent here"},
		{"notice.mail.unsent", "邮件现在发不出去，请过一会儿再试", "The letter could not be sent; please try again later"},
		{"notice.no_keys", "没有密钥，存不了", "There are no keys to keep it with"},
	}
}

func channelWords() []i18n.Message {
	return []i18n.Message{
		{"notice.channels", "通知渠道", "Channels of notices"},
		{"notice.channels.what", "每条通知都在各人自己的“通知”页上。这里是另外发出去的路：停了的路不会丢通知，等通了再发。", "Every notice is on its reader's own page. These are the ways out: while one is down nothing is lost, it goes out when it is up again."},
		{"notice.col.channel", "渠道", "Channel"},
		{"notice.col.state", "现在怎样", "How it fares"},
		{"notice.col.to", "发到哪里", "To"},
		{"notice.col.good", "最近发成", "Last sent"},
		{"notice.col.waiting", "等着发", "Waiting"},
		{"notice.col.failed", "没发成", "Failed"},
		{"notice.channel.mail", "邮件", "Mail"},
		{"notice.channel.sms", "短信", "Text messages"},
		{"notice.channel.wecom", "企业微信群机器人", "WeCom group robot"},
		{"notice.channel.dingtalk", "钉钉群机器人", "DingTalk group robot"},
		{"notice.channel.started", "启动时定的网关", "the gateway that the server was started with"},
		{"notice.channel.settings", "设置", "Settings"},
		{"notice.channel.save", "存下来", "Keep this"},
		{"notice.channel.saved", "存好了，请发一条测试", "Kept. Please send a test"},
		{"notice.health.unset", "没有设置", "Not set up"},
		{"notice.health.off", "关着", "Off"},
		{"notice.health.well", "正常", "Well"},
		{"notice.health.ill.why", "刚才没发成（{0}），会再试", "The last was not taken ({0}); it is tried again"},
		{"notice.health.dead.since", "不通，{0}起（{1}）", "Down since {0} ({1})"},
		{"notice.on", "打开", "Switch on"},
		{"notice.off", "关掉", "Switch off"},
		{"notice.retry", "没发成的再发一次", "Try again what has failed"},
		{"notice.drop", "去掉这个机器人", "Take this robot away"},
		{"notice.done.on", "打开了", "It is on"},
		{"notice.done.off", "关掉了，等着的还留着", "It is off; what waits stays"},
		{"notice.done.retry", "会再发一次", "It is tried again"},
		{"notice.done.drop", "去掉了", "It is gone"},
		{"notice.done.test", "测试消息发出去了，请看收到没有", "The test was taken; please see whether it arrives"},
		{"notice.test", "发一条测试", "Send a test"},
		{"notice.test.to.mail", "发到哪个邮箱", "To which mail address"},
		{"notice.test.to.sms", "发到哪个手机", "To which telephone"},
		{"notice.test.hint", "只用这一次，不存。", "Used once, and not kept."},
		{"notice.test.group", "发到机器人所在的群里。", "It goes to the robot's group."},
		{"notice.test.do", "发测试消息", "Send the test"},
		{"notice.test.failed", "没发成：{0}", "It was not taken: {0}"},
		{"notice.host", "邮件服务器", "Mail server"},
		{"notice.port", "端口", "Port"},
		{"notice.security", "怎么加密", "How the line is closed"},
		{"notice.security.tls", "一开始就加密（465）", "TLS from the beginning (465)"},
		{"notice.security.starttls", "先连上再加密（587）", "STARTTLS (587)"},
		{"notice.security.plain", "不加密，只限本机", "Open, to this machine only"},
		{"notice.user", "用户名", "User"},
		{"notice.password", "密码", "Password"},
		{"notice.from", "发件邮箱", "Letters come from"},
		{"notice.from.name", "发件人名字", "Name of the sender"},
		{"notice.secret.kept", "已经存着，不改就空着。", "One is kept; leave this empty to leave it so."},
		{"notice.gateway.what", "各家网关要的格式不一样：请照网关的说明写内容。", "Every gateway wants another form: write the body as its manual says."},
		{"notice.address", "接口地址", "Address of the webhook"},
		{"notice.address.hint", "以 https:// 开头。存好以后不再显示。", "It begins with https://. It is not shown again."},
		{"notice.header", "验证用的请求头", "A header that says who we are"},
		{"notice.header.hint", "写成 Authorization: Bearer …。", "Written Authorization: Bearer …."},
		{"notice.body", "发什么内容（JSON）", "The body (JSON)"},
		{"notice.body.hint", "号码写 {phone}，文字写 {text}，消息号写 {id}，都放在引号里。", "Put {phone}, {text} and {id} inside quotation marks."},
		{"notice.expect", "发成了，回答里有什么", "What the answer has when it was taken"},
		{"notice.expect.hint", "有的网关总回 200，成没成写在回答里，例如 \"code\":0。", "Some gateways always answer 200 and say in the body whether it went well, such as \"code\":0."},
		{"notice.key", "加签的密钥", "Secret for the signature"},
		{"notice.key.hint", "钉钉机器人“加签”里显示的，SEC 开头。", "As DingTalk shows it, beginning with SEC."},
		{"notice.robot.new", "加一个群机器人", "Add a robot"},
		{"notice.robot.what", "一个单位的群里放一个机器人，来了心愿、快到日子，群里就知道。不公开的心愿只说编号。", "A robot in the group of an organisation tells it of wishes that come and of dates that are near. Of one that is not public it says the number only."},
		{"notice.robot.org", "哪个单位的群", "Whose group"},
	}
}

func textWords() []i18n.Message {
	return []i18n.Message{
		{"notice.templates", "通知的文字", "Words of notices"},
		{"notice.templates.what", "每种通知怎么写，中文、英文都可以改。", "How each kind reads, in both languages."},
		{"notice.template.own", "改过", "changed"},
		{"notice.template.words", "文字", "Words"},
		{"notice.template.hint", "花括号里的会换成当时的内容，只能用这些：", "What stands in braces is put in when it is sent. These there are:"},
		{"notice.template.zh_line", "中文，一句（页面、短信、邮件标题）", "Chinese, one sentence (page, message, subject)"},
		{"notice.template.zh_body", "中文，邮件正文", "Chinese, body of the letter"},
		{"notice.template.en_line", "英文，一句", "English, one sentence"},
		{"notice.template.en_body", "英文，邮件正文", "English, body of the letter"},
		{"notice.template.save", "存下来", "Keep this"},
		{"notice.template.look", "先看看", "Preview"},
		{"notice.template.back", "换回原来的", "Back to the shipped words"},
		{"notice.template.saved", "存好了", "Kept"},
		{"notice.template.reset", "换回原来的了", "The shipped words are back"},
		{"notice.preview", "看起来是这样", "How it reads"},
		{"notice.preview.what", "例子是编的。", "The example is invented."},
		{"notice.preview.none", "改对了下面标出的地方，这里就能看到。", "It is shown once what is marked below is put right."},
		{"notice.field.number", "心愿编号", "number of the wish"},
		{"notice.field.title", "标题，收的人能看到的才有", "its title, as its reader may see it"},
		{"notice.field.place", "在哪里", "its place"},
		{"notice.field.unit", "现在谁在办", "who has it now"},
		{"notice.field.day", "下一个日子", "the next date"},
		{"notice.field.link", "在哪里看", "where it is read"},
		{"notice.field.count", "有几条", "how many there are"},
		{"notice.field.list", "一条一条列出来", "the list of them"},
	}
}

func errorWords() []i18n.Message {
	return []i18n.Message{
		{"notice.error.quiet", "请写成 21:00 这样", "Write it like 21:00"},
		{"notice.error.quiet_which", "请选一个", "Please choose one"},
		{"notice.error.hour", "请选几点", "Please choose an hour"},
		{"notice.error.way", "请从列出的里面选", "Please choose one of those listed"},
		{"notice.error.mail", "邮箱不对，请再看一下", "This is no mail address; please look again"},
		{"notice.error.phone", "手机号是 11 位数字", "A mobile number has eleven digits"},
		{"notice.error.code", "验证码不对，或者过了时间", "The code is wrong, or its time is over"},
		{"notice.error.characters", "太长，或者有不能用的字符", "Too long, or with characters that cannot be used"},
		{"notice.error.host", "请写服务器的名字和端口", "Write the name of the server and its port"},
		{"notice.error.plain", "不加密只能连本机，请选加密的", "An open line goes to this machine only; please choose one that is closed"},
		{"notice.error.address", "地址要以 https:// 开头", "The address begins with https://"},
		{"notice.error.header", "写成“名字: 内容”", "Written “Name: value”"},
		{"notice.error.body", "要是 JSON，引号里有 {phone} 和 {text}", "It is JSON with {phone} and {text} inside quotation marks"},
		{"notice.error.org", "请选一个单位", "Please choose an organisation"},
		{"notice.error.kind", "请选一种机器人", "Please choose a kind of robot"},
		{"notice.conflict.unset", "还没有设置，先填好再用", "It is not set up yet"},
		{"notice.conflict.drop", "这个去不掉，可以关掉", "This cannot be taken away; it can be switched off"},
		{"notice.template.empty", "请写上文字", "Please write something"},
		{"notice.template.long", "太长了，最多 {0} 个字", "Too long, at most {0} characters"},
		{"notice.template.characters", "有不能用的字符", "With characters that cannot be used"},
		{"notice.template.field", "{0} 换不出内容，请用列出的那些", "Nothing can be put in for {0}; please use those listed"},
	}
}
