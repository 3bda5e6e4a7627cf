package registerweb

import "linli/internal/web/i18n"

// Words is what the page says.
func Words() []i18n.Message {
	return []i18n.Message{
		{"desk.register.phone", "手机或电话", "Telephone"},
		{"desk.forbidden.register", "代居民登记由社区的人来办，您不能办", "Filing for someone is done by the community; you may not do it"},
		{"desk.register.lead", "填好打印回执，交给居民", "Then print the receipt for the resident"},
		{"desk.register.what", "什么事", "What it is about"},
		{"desk.register.text", "居民的原话", "In the resident's words"},
		{"desk.register.text.hint", "至少 5 个字。不写别人的姓名和电话。", "5 characters or more. No names or telephones of others."},
		{"desk.register.channel", "从哪里来的", "How it came in"},
		{"desk.register.place", "哪里的事", "Where"},
		{"desk.register.spot", "具体位置", "The place in words"},
		{"desk.register.see", "谁能看到", "Who may see it"},
		{"desk.register.who", "谁提的", "Who makes it"},
		{"desk.register.for", "居民姓名", "Name of the resident"},
		{"desk.register.for.hint", "和登记人的姓名一起保存，页面上只显示姓。", "Kept with your own name; pages show only the family name."},
		{"desk.register.found", "是这位吗", "Is it this person"},
		{"desk.register.none_of_them", "都不是，新登记", "None of them, somebody new"},
		{"desk.register.which", "这里有同名的居民，请选一位", "Somebody here has this name; please choose"},
		{"desk.register.name", "请填居民姓名，不愿留名就勾“不留姓名”", "Please fill in the name, or tick “Without a name”"},
		{"desk.register.anonymous", "不留姓名", "Without a name"},
		{"desk.register.promise", "登记后 {0}内告诉居民收没收下。", "The resident hears within {0} whether it is accepted."},
		{"desk.register.do", "登记，打印回执", "File and print the receipt"},
		{"desk.done.register", "登记好了，编号 {0}", "Filed. Number {0}"},
	}
}
