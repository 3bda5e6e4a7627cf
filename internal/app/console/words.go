package console

import (
	"slices"

	"linli/internal/app"
	"linli/internal/web/i18n"
)

// Words is what only the commands say. What rooms refuse is in the house's own tables.
func Words() []i18n.Message { return slices.Concat(consoleWords(), journalWords(), backupWords()) }

// catalogue is everything that a command may have to say, in both languages.
func catalogue() (*i18n.Catalogue, error) { return i18n.New(append(app.Tables(), Words())...) }

func consoleWords() []i18n.Message {
	return []i18n.Message{
		{"console.no_committee", "{0} 还没有居委会，请先建：linli org add --kind community_committee --place {0} --name …", "There is no community committee at {0} yet; add it first: linli org add --kind community_committee --place {0} --name …"},
		{"console.date", "“{0}”不是日期，写成 2026-06-01", "“{0}” is not a day; write it as 2026-06-01"},
		{"console.login_taken", "账号 {0} 已经有了；再给一个职务：linli user appoint --login {0} …", "The login {0} is there already; for one more post: linli user appoint --login {0} …"},
		{"console.disabled", "账号 {0} 停用了；先启用：linli user enable --login {0}", "The account {0} is disabled; first: linli user enable --login {0}"},
		{"console.file.none", "没有 {0} 这个文件，或者它的文件夹不在", "There is no file {0}, or its folder is not there"},
		{"console.file.denied", "没有权限读写 {0}", "{0} cannot be read or written: permission denied"},
		{"console.file.exists", "{0} 已经有了，不会覆盖", "{0} is there already; it is not overwritten"},
		{"console.no_password", "没有读到密码：把密码作为一行，从标准输入给进来", "There is no password: give it as a line on standard input"},
		{"console.tls.pair", "--tls-cert 和 --tls-key 要一起写", "--tls-cert and --tls-key belong together"},
		{"console.tls.redirect", "--redirect-listen 要和 --tls-cert、--tls-key 一起写", "--redirect-listen needs --tls-cert and --tls-key"},
		{"console.migrate.none", "数据库已经是这个版本，没有要做的", "nothing to do: the database is of this release"},
		{"console.migrate.done", "升级了 {0} 步，数据库现在是版本 {1}", "applied {0} migration, up to {1}|applied {0} migrations, up to {1}"},
		{"console.search.part", "{1} 条里完成了 {0} 条", "{0} records of {1}"},
		{"console.search.done", "做完了，{0} 条都查得到", "Done: all of {0} can be found"},
		{"console.search.waiting", "等着写进去的改动：{0}", "changes that wait to be written: {0}"},
		{"console.search.state.open", "{0}：正在整理，{2} 条里完成了 {1} 条", "{0}: being built, {1} records of {2}"},
		{"console.search.state.stopped", "{0}：停着，{2} 条里完成了 {1} 条", "{0}: stopped at {1} records of {2}"},
		{"console.search.state.done", "{0}：做完了", "{0}: done"},
		{"console.user.disabled", "（已停用）", "(disabled)"},
		{"console.post.new", "{2}：新设的职务“{0}”，在{1}", "{2}: a new post “{0}” at {1}"},
		{"console.post.inherited", "{2}：接过空着的职务“{0}”，在{1}；这个职务还没办完的，从现在起都归 {2}", "{2}: took over the vacant post “{0}” at {1}; what is open at it is {2}'s from now on"},
		{"console.post.held", "{2}：已经是{1}的“{0}”，没有改动", "{2}: holds “{0}” at {1} already; nothing was changed"},
		{"console.org.doubtful", "注意：统一社会信用代码最后一位对不上；核对无误后由负责人放行：linli org override --org {0} --by 账号", "Note: the credit code fails its check; if it is copied right, a supervisor lets it stand: linli org override --org {0} --by LOGIN"},
		{"console.org.nothing", "没有写要改什么：--short、--phone、--hours 或 --uscc", "Nothing to change is named: --short, --phone, --hours or --uscc"},
		{"console.org.same", "{0}：和原来一样，没有改动", "{0}: as it was; nothing was changed"},
		{"console.org.changed", "{0}：改好了", "{0}: changed"},
		{"console.org.supervisor", "{0} 不是{1}所在地方的系统管理员或街道领导，不能放行", "{0} is neither an administrator nor the street's leader where {1} is, and cannot let it stand"},
		{"console.org.stands", "{1} 的代码 {0} 由 {2} 放行", "The code {0} of {1} stands on the word of {2}"},
		{"console.org.head", "编号	类别	地方	全称	简称	电话	时间	统一社会信用代码	代码待核", "id	kind	place	name	short name	telephone	hours	credit code	code in doubt"},
		{"console.org.doubt", "待核", "in doubt"},
		{"console.person.none", "没有找到“{0}”；可以写编号、账号或全名，没来过的先在社区窗口登记", "“{0}” was not found; write an id, a login or the full name. Who has never come is registered at the community's desk first"},
		{"console.person.several", "叫“{0}”的不止一个，用上面的编号指明，或加 --place", "Several are called “{0}”; name one by an id above, or add --place"},
		{"console.user.linked", "{0} 可以用单位统一账号登录了", "{0} may sign in by the organisation's account now"},
		{"console.stand.named", "{0} 代 {1} 的“{2}”，{3} 到 {4}，两天都算在内", "{0} stands in for {1} as “{2}”, {3} to {4}, both days included"},
		{"console.stand.which", "{0} 的职务不止一个，或没有这个：{1}；请用 --title 指明", "{0} holds not just this one post: {1}; say which with --title"},
		{"console.stand.none", "没有人代 {0} 的班", "Nobody stands in for {0}"},
		{"console.proxy.open", "{0} 自 {2} 起可以代 {1} 办", "{0} may act for {1} from {2} on"},
		{"console.proxy.until", "{0} 自 {2} 起可以代 {1} 办，到 {3}（不含）为止", "{0} may act for {1} from {2} until {3}, that day not included"},
		{"console.proxy.already", "{0} 代 {1} 办已经登记过，没有改动", "{0} acting for {1} is on record already; nothing was changed"},
		{"console.proxy.ended", "{0} 不再代 {1} 办", "{0} no longer acts for {1}"},
		{"console.proxy.none", "{0} 现在并没有登记代 {1} 办", "It is not on record now that {0} acts for {1}"},
		{"console.notice.head", "版本\t自\t说明", "version\tfrom\tremark"},
		{"console.notice.template", "样本，请律师核对后换成自己的", "the sample; have it checked by a lawyer and put in your own"},
		{"console.notice.done", "第 {0} 版，自 {1} 起", "version {0}, from {1} on"},
		{"console.followed", "跟着换了代码：邻里和楼栋 {0} 处，单位 {1} 个，住址 {2} 个，规则 {3} 条，没办完的心愿 {4} 件，个人信息请求 {5} 件", "Followed to the new codes: neighbourhoods and buildings {0}, organisations {1}, homes {2}, rules {3}, open wishes {4}, open requests about data {5}"},
		{"console.left", "{0} 已换成 {1}，还有留在旧代码的，请处理。", "{0} is {1} now, and something could not follow; please settle it."},
		{"console.left_ended", "{0} 已撤销，没有接替的地方，那里的请处理。", "{0} has ended and nothing has replaced it; please settle what stands there."},
		{"console.left_orgs", "单位：{0}。", "Organisations: {0}."},
		{"console.left_rows", "邻里和楼栋 {0} 处，住址 {1} 个，规则 {2} 条，没办完的心愿 {3} 件，个人信息请求 {4} 件。", "Neighbourhoods and buildings {0}, homes {1}, rules {2}, open wishes {3}, open requests about data {4}."},
		{"console.rule.head", "规则\t值\t地方\t自\t至（不含）\t状态\t依据", "rule\tvalue\tplace\tfrom\tuntil\tstate\tsource"},
		{"console.rule.now", "现行", "holds"},
		{"console.rule.past", "已止", "ended"},
		{"console.rule.planned", "待行", "planned"},
		{"console.rule.set", "{0}：自 {2} 起是 {1}", "{0}: {1} from {2} on"},
		{"console.rule.changed", "{0}：{1} 改成 {2}，自 {3} 起", "{0}: {1} becomes {2} from {3} on"},
		{"console.rule.same", "{0}：自 {2} 起就是 {1}，没有改动", "{0}: it is {1} since {2}; nothing was changed"},
		{"console.rule.gone", "{0}：自 {1} 起不再可选，用过的还显示原来的名字", "{0}: it can no longer be chosen from {1} on; where it was used it keeps its name"},
		{"console.rule.ended", "{0}：{1} 自 {2} 起不再有自己的值", "{0}: {1} has no value of its own from {2} on"},
	}
}
