package apidoc

import "linli/internal/web/i18n"

// Words is what the page says around the document.
func Words() []i18n.Message {
	return []i18n.Message{
		{"apidoc.title", "给程序用的接口", "The interface for programs"},
		{"apidoc.begin", "怎么开始", "How to begin"},
		{"apidoc.what", "别的程序可以从这里看心愿、提心愿、办心愿。谁能看什么、能做什么，和网页上完全一样。", "Through this other programs read, raise and handle wishes. Who may see and do what is exactly as on the pages."},
		{"apidoc.token", "工作人员在自己的账号里要一个令牌，程序每次请求都带上它。不带令牌，只能看公开的心愿。", "A member of staff gets a token in the own account, and the program sends it with every request. Without one it reads only what is public."},
		{"apidoc.token.get", "要令牌", "Get a token"},
		{"apidoc.open311", "说 Open311 的程序也可以直接用，从这里开始，令牌就是它的 api_key：", "Programs that speak Open311 can be used as they are; they begin here, and a token is their api_key:"},
		{"apidoc.rules", "处处一样的规矩", "What holds everywhere"},
		{"apidoc.rule.time", "时间是 UTC，按 RFC 3339 写。", "Times are UTC, as RFC 3339 writes them."},
		{"apidoc.rule.place", "地方用代码，上级的代码是下级代码的开头。", "Places are codes: the code of what lies above is the beginning of those below."},
		{"apidoc.rule.pages", "列表分页：把回答里的 next 放进 after，就是下一页；没有 next 就到头了。", "Lists are pages: next of one answer as after gives the page behind it; without next it is the end."},
		{"apidoc.rule.once", "写的请求可以带 Idempotency-Key：同一个请求再发一次，只做一次。", "A write may carry an Idempotency-Key: sent again, it acts once."},
		{"apidoc.rule.etag", "看的回答带 ETag：下次放进 If-None-Match，没变就回答 304。", "What is read carries an ETag: sent back as If-None-Match, what has not changed is answered 304."},
		{"apidoc.rule.limit", "还能问多少次，写在 RateLimit 里；太多了回答 429，过多久再来写在 Retry-After 里。", "RateLimit says how many requests are left; too many are answered 429, and Retry-After says when to come back."},
		{"apidoc.rule.error", "出错的回答是 application/problem+json（RFC 9457），从不重复您发来的内容；kind 给程序看，title 给人看。", "Failures are application/problem+json (RFC 9457) and never repeat what was sent; kind is for programs, title for people."},
		{"apidoc.rule.hidden", "看不到的和没有的，都回答 404。", "What may not be seen and what is not there are both answered 404."},
		{"apidoc.scope", "令牌要有这个权限：{0}", "A token needs this scope: {0}"},
		{"apidoc.group.wish:read", "看", "Reading"},
		{"apidoc.group.wish:file", "提心愿", "Raising"},
		{"apidoc.group.wish:act", "办", "Handling"},
		{"apidoc.group.figures:read", "数据", "Figures"},
		{"apidoc.params", "参数（* 要填）", "Parameters (* needed)"},
		{"apidoc.hooks", "对外推送（webhook）", "Webhooks"},
		{"apidoc.hooks.what", "心愿有进展，我们往您的地址发一条消息（POST，JSON）。系统管理员在“通知渠道 → 对外推送”里建，给您密钥。", "When something happens to a wish, we post a message to your address. A system administrator sets it up under “Channels of notices → Webhooks” and gives you the secret."},
		{"apidoc.hooks.once", "每条至少到一次，可能重复：按 webhook-id 认，收过的不要再办。", "Each comes at least once and may come again: know it by webhook-id, and do not act on it twice."},
		{"apidoc.hooks.order", "同一件心愿，前一条收下（或放弃）以后才发后一条；不同心愿之间不保证先后。重发的可能晚到，看 sequence。", "Of one wish the next is sent only after the one before was taken or given up; between wishes there is no order. A repeat may come late: look at sequence."},
		{"apidoc.hooks.answer", "15 秒内回 2xx 就算收下；回 410 表示不要了，推送会停下；不跟随跳转。", "2xx within 15 seconds means taken; 410 means that you want nothing any more, and pauses it; redirects are not followed."},
		{"apidoc.hooks.retry", "没收下的隔一阵再发，越隔越久，带了 Retry-After 就照它。一直不收会停下，等着的不会丢。", "What is not taken is sent again, less and less often, and not before Retry-After. Who takes nothing for days is paused; what waits is kept."},
		{"apidoc.hooks.read", "消息里没有内容和人名：拿自己的令牌去 data.url 看。", "No words and no names are in it: read data.url with a token of your own."},
		{"apidoc.hooks.headers", "请求头", "Headers"},
		{"apidoc.hooks.sign", "先核对签名，再看时间（离现在不超过 5 分钟），再用内容。换密钥时有两个签名，用空格隔开，对上一个就行。", "Check the signature, then the time (within five minutes of now), then use the body. While a secret is changed there are two signatures with a blank between; one that fits will do."},
		{"apidoc.hooks.kinds", "会发哪些事（{0} 种）", "Kinds of events ({0})"},
		{"apidoc.body", "发送的例子", "Example of what is sent"},
		{"apidoc.answer", "回答 {0} 的例子", "Example of the answer {0}"},
		{"apidoc.bytes", "文件本身", "The bytes themselves"},
		{"apidoc.failures", "也可能回答：{0}", "Or answered: {0}"},
		{"apidoc.changes", "接口的变化", "Changes of the interface"},
	}
}
