package accountweb

import "linli/internal/web/i18n"

// Words is what the pages of accounts say, and what people, organisations and accounts refuse.
func Words() []i18n.Message {
	out := pageWords()
	out = append(out, refusals()...)
	out = append(out, personWords()...)
	return append(out, orgWords()...)
}

func pageWords() []i18n.Message {
	return []i18n.Message{
		{"account.sign_in.title", "登录", "Sign in"},
		{"account.sign_in.who", "工作人员用账号和密码登录。居民查心愿，用回执上的编号和查询码就行。", "Staff sign in with login and password. Residents look a wish up with the number and the code on their receipt."},
		{"account.sign_in.go", "登录", "Sign in"},
		{"account.login", "账号", "Login"},
		{"account.login.hint", "字母开头，小写字母、数字都行，以后用它登录", "Lower-case letters and digits; it is what you sign in with"},
		{"account.name", "姓名", "Name"},
		{"account.password", "密码", "Password"},
		{"account.password.new", "新密码", "New password"},
		{"account.password.now", "现在的密码", "Present password"},
		{"account.password.hint", "至少 {0} 个字符，不要和账号一样", "{0} characters or more, and not the login"},
		{"account.password.again.label", "再输一遍新密码", "The new password once more"},
		{"account.password.change", "改密码", "Change the password"},
		{"account.password.changed", "密码改好了，别处的登录都已退出", "The password is changed; you are signed out everywhere else"},
		{"account.link.title", "设置密码", "Set a password"},
		{"account.link.hint", "账号 {0} 第一次登录前，请设一个密码。", "Please set a password for the login {0} before you sign in."},
		{"account.link.go", "设好，进去", "Set it and go in"},
		{"account.first.title", "建立第一个管理员", "The first administrator"},
		{"account.first.hint", "这个链接只能用一次。管理员管账号、地方和单位，不看居民的事。", "This link works once. An administrator looks after accounts, places and organisations and sees no resident's matters."},
		{"account.welcome", "设好了，您已登录", "Done, you are signed in"},
		{"account.signed_out", "已经退出", "You are signed out"},
		{"account.own", "我的账号", "My account"},
		{"account.home", "住在", "Lives in"},
		{"account.settings", "怎么显示", "How pages look"},
		{"account.posts", "职务", "Posts"},
		{"account.admin.next", "接下来在装着邻里+的机器上：", "Next, on the machine that runs linli:"},
		{"account.admin.divisions", "导入区划表", "imports the list of divisions"},
		{"account.admin.below", "导入各社区的邻里和楼栋", "imports the neighbourhoods and buildings of the communities"},
		{"account.admin.rules", "列出时限、上下班时间等规则，请和区里核对", "lists deadlines, office hours and other rules; please confirm them with the district"},
		{"account.admin.org", "建社区、街道科室和工作组", "adds communities, offices of the street and groups"},
		{"account.admin.user", "给工作人员开账号、定职务，会得到一个设密码的链接", "opens an account with a post and prints a link to set the password"},
	}
}

func refusals() []i18n.Message {
	return []i18n.Message{
		{"account.wrong", "账号或密码不对，还能试 {0} 次", "Wrong login or password, {0} try left|Wrong login or password, {0} tries left"},
		{"account.locked", "试错了 {0} 次，请过 {1} 分钟再试，或请管理员重设密码", "{0} wrong tries. Please try again in {1} minutes, or ask an administrator for a new password"},
		{"account.unknown", "没有这个账号", "There is no such account"},
		{"account.exists", "这个人已经有账号：{0}", "This person has an account already: {0}"},
		{"account.already", "已经是这样了", "It is so already"},
		{"account.link_gone", "这个链接用过了，或者过期了。请向管理员要一个新的", "This link was used or has expired. Please ask an administrator for a new one"},
		{"account.login.characters", "账号只用小写字母、数字、点和短横", "A login has lower-case letters, digits, dots and hyphens"},
		{"account.login.length", "账号要 {0} 到 {1} 个字符", "A login has {0} to {1} characters"},
		{"account.login.taken", "这个账号有人用了，换一个", "This login is taken, please choose another"},
		{"account.password.empty", "请输密码", "Please type a password"},
		{"account.password.characters", "密码里有不能用的字符", "The password holds a character that cannot be used"},
		{"account.password.short", "密码至少 {0} 个字符，还差 {1} 个", "A password has {0} characters or more; {1} missing"},
		{"account.password.long", "密码最多 {0} 个字符", "A password has at most {0} characters"},
		{"account.password.login", "密码不要和账号一样", "The password must not be the login"},
		{"account.password.again", "两遍不一样，请再输一次", "The two are not the same, please type them again"},
		{"account.password.old", "现在的密码不对，还能试 {0} 次", "The present password is wrong, {0} try left|The present password is wrong, {0} tries left"},
	}
}

func personWords() []i18n.Message {
	return []i18n.Message{
		{"person.unknown", "没有找到这个人", "This person was not found"},
		{"person.name.empty", "请填姓名", "Please give the name"},
		{"person.name.long", "姓名最多 {0} 个字", "A name has at most {0} characters"},
		{"person.name.characters", "姓名里有不能用的字符", "The name holds a character that cannot be used"},
		{"person.sex", "请在名单里选", "Please choose from the list"},
		{"person.birth", "写成 1958 或 1958-03-02", "Write 1958 or 1958-03-02"},
		{"person.proxy.person", "请选另一个人", "Please choose another person"},
		{"person.proxy.relation", "请选是什么关系", "Please choose the relation"},
		{"person.proxy.to", "结束要晚于开始", "The end must be after the beginning"},
		{"person.proxy.already", "已经登记过了", "It is on record already"},
		{"person.proxy.ended", "已经结束了", "It has ended already"},
		{"person.id.empty", "请填身份证号", "Please give the identity number"},
		{"person.id.characters", "身份证号是 17 位数字加一位数字或 X", "An identity number is 17 digits and a digit or X"},
		{"person.id.missing", "身份证号少了 {0} 位，请再看一下", "The identity number is {0} digit short|The identity number is {0} digits short"},
		{"person.id.extra", "身份证号多了 {0} 位，请再看一下", "The identity number has {0} digit too many|The identity number has {0} digits too many"},
		{"person.id.area", "前六位不像地区码，请再看一下", "The first six digits are no area code, please look again"},
		{"person.id.date", "出生日期那几位不对，请再看一下", "The digits of the birth date are wrong, please look again"},
		{"person.id.future", "出生日期在今天以后，请再看一下", "The birth date is in the future, please look again"},
		{"person.id.check", "最后一位对不上，可能抄错了一位", "The last digit does not match; one digit may be wrong"},
		{"person.phone.empty", "请填手机号", "Please give the telephone number"},
		{"person.phone.characters", "电话里只写数字", "Digits only, please"},
		{"person.phone.missing", "手机号少了 {0} 位，请再看一下", "The number is {0} digit short|The number is {0} digits short"},
		{"person.phone.extra", "手机号多了 {0} 位，请再看一下", "The number has {0} digit too many|The number has {0} digits too many"},
		{"person.phone.start", "这不像电话号码，请再看一下", "This is no telephone number, please look again"},
		{"person.phone.area_missing", "座机前面请加区号，例如 0513", "Please put the area code in front, for example 0513"},
		{"person.phone.area", "区号不对，请再看一下", "The area code is wrong, please look again"},
		{"person.phone.missing_fixed", "座机号少了 {0} 位", "The number is {0} digit short|The number is {0} digits short"},
		{"person.phone.extra_fixed", "座机号多了 {0} 位", "The number has {0} digit too many|The number has {0} digits too many"},
		{"person.reason.call_back", "打电话联系、回访", "To call or call back"},
		{"person.reason.visit", "上门", "To visit"},
		{"person.reason.check", "核对是不是本人", "To check who it is"},
		{"person.reason.emergency", "有急事", "Emergency"},
		{"person.reveal.reason", "请选一个原因", "Please choose a reason"},
		{"person.reveal.again", "刚才看过的已经收起来了，要再看请再选一次原因", "What was shown is hidden again; choose a reason to see it once more"},
		{"person.id.taken", "这个身份证号已经登记在另一个人名下，请核对", "This identity number is registered for another person, please check"},
		{"person.text.long", "最多 {0} 个字", "At most {0} characters"},
		{"person.no_keys", "这台系统还没有密钥，电话和证件号存不了，请找系统管理员", "This installation has no keys yet; numbers cannot be kept. Please tell the system administrator"},
	}
}

func orgWords() []i18n.Message {
	return []i18n.Message{
		{"org.unknown", "没有这个单位或职务", "There is no such organisation or post"},
		{"org.error.characters", "里面有不能用的字符", "It holds a character that cannot be used"},
		{"org.error.empty", "请填上", "Please fill it in"},
		{"org.error.long", "最多 {0} 个字", "At most {0} characters"},
		{"org.error.kind", "请选是哪一类单位", "Please choose what kind it is"},
		{"org.error.place", "没有这个地方", "There is no such place"},
		{"org.error.phone", "电话不对，请再看一下", "The telephone number is wrong, please look again"},
		{"org.error.role", "请选是什么职务", "Please choose the role"},
		{"org.error.person", "没有这个人", "There is no such person"},
		{"org.error.to", "结束要晚于开始", "The end must be after the beginning"},
		{"org.error.past", "已经过去的不能改", "What is past cannot be changed"},
		{"org.error.post_taken", "这个职务已经有人，先结束他的任职", "Somebody holds this post; end that appointment first"},
		{"org.error.ended", "任职已经结束，或还没开始", "The appointment has ended, or has not begun"},
		{"org.error.committee_exists", "这个社区已经有居委会了", "This community has its committee already"},
		{"org.uscc.characters", "统一社会信用代码里没有这样的字符", "No credit code has such a character"},
		{"org.uscc.missing", "统一社会信用代码少了 {0} 位", "The credit code is {0} character short|The credit code is {0} characters short"},
		{"org.uscc.extra", "统一社会信用代码多了 {0} 位", "The credit code has {0} character too many|The credit code has {0} characters too many"},
		{"org.uscc.letter", "统一社会信用代码里不会有 {0}", "No credit code holds {0}"},
		{"org.uscc.check", "最后一位对不上，可能抄错了；确认无误可以保留", "The last character does not match; if it is copied right it may stand"},
		{"org.uscc.not_doubtful", "代码没有问题，不用放行", "The code passes; there is nothing to let stand"},
	}
}
