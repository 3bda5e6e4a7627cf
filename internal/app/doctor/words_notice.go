package doctor

import "linli/internal/web/i18n"

func noticeWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.notices.ok", "通知发得出去", "Notices go out"},
		{"doctor.notices.mail", "邮件从 {2} 起发不出去，服务器 {0}：{1}。等着的有 {3} 封，通了会补发", "Letters have not gone out since {2}, server {0}: {1}. {3} wait and are sent when it takes them"},
		{"doctor.notices.mail.do", "系统管理员在“通知渠道”里看邮件的设置，再发一条测试。连不上、没有回音的，看服务器的名字、端口和防火墙。", "The system administrator looks at the settings of mail under “Channels of notices” and sends a test. Where there is no way or no answer, look at the name of the server, the port and the firewall."},
		{"doctor.notices.sms", "短信从 {2} 起发不出去，网关 {0}：{1}。等着的有 {3} 条，通了会补发", "Messages have not gone out since {2}, gateway {0}: {1}. {3} wait and are sent when it takes them"},
		{"doctor.notices.sms.do", "系统管理员在“通知渠道”里看短信的设置，再发一条测试。对方不收、回的却是 HTTP 200，常是余额不够；发得太多，常是限额。", "The system administrator looks at the settings of text messages under “Channels of notices” and sends a test. Not taken although the answer is HTTP 200 is often want of money; too much is often a limit."},
		{"doctor.notices.gateway", "短信通知从 {1} 起发不出去：{0}。等着的有 {2} 条，通了会补发", "Messages of notices have not gone out since {1}: {0}. {2} wait and are sent when it takes them"},
		{"doctor.notices.gateway.do", "看短信网关（LINLI_SMS_WEBHOOK）：日志里有它回的数字（journalctl -u linli -g gateway）。", "Look at the gateway (LINLI_SMS_WEBHOOK): the log has the numbers that it answers (journalctl -u linli -g gateway)."},
		{"doctor.notices.robot", "群机器人 {0} 从 {2} 起发不出去：{1}。等着的有 {3} 条", "The robot at {0} has taken nothing since {2}: {1}. {3} wait"},
		{"doctor.notices.robot.do", "系统管理员在“通知渠道”里发一条测试。机器人被移出了群，就在群里重新加一个，把新地址填进去；不再要的，去掉它。", "The system administrator sends a test under “Channels of notices”. A robot that was taken out of its group is added there again and its new address typed in; one that is not wanted any more is taken away."},
	}
}
