package doctor

import "linli/internal/web/i18n"

func noticeWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.notices.ok", "通知发得出去", "Notices go out"},
		{"doctor.notices.mail", "邮件从 {2} 起发不出去，服务器 {0}：{1}。等着的有 {3} 封，通了会补发", "Letters have not gone out since {2}, server {0}: {1}. {3} wait and are sent when it takes them"},
		{"doctor.notices.mail.do", "系统管理员在“通知渠道”里看邮件的设置，再发一条测试。SMTP 535 是用户名或密码不对；certificate 是证书不对；no connection、timeout 是连不上。", "The system administrator looks at the settings of mail under “Channels of notices” and sends a test. SMTP 535 is a wrong user or password; certificate is a wrong certificate; no connection and timeout are no way there."},
		{"doctor.notices.sms", "短信从 {2} 起发不出去，网关 {0}：{1}。等着的有 {3} 条，通了会补发", "Messages have not gone out since {2}, gateway {0}: {1}. {3} wait and are sent when it takes them"},
		{"doctor.notices.sms.do", "系统管理员在“通知渠道”里看短信的设置，再发一条测试。HTTP 401、403 是验证不对；429 常是限额；“not what was expected”是网关回了没发成，常是余额不够。", "The system administrator looks at the settings of text messages under “Channels of notices” and sends a test. HTTP 401 and 403 are a wrong header; 429 is often a limit; “not what was expected” is an answer that says no, often for want of money."},
		{"doctor.notices.gateway", "短信通知从 {1} 起发不出去：{0}。等着的有 {2} 条，通了会补发", "Messages of notices have not gone out since {1}: {0}. {2} wait and are sent when it takes them"},
		{"doctor.notices.gateway.do", "看短信网关（LINLI_SMS_WEBHOOK）：日志里有它回的数字（journalctl -u linli -g gateway）。", "Look at the gateway (LINLI_SMS_WEBHOOK): the log has the numbers that it answers (journalctl -u linli -g gateway)."},
		{"doctor.notices.robot", "群机器人 {0} 从 {2} 起发不出去：{1}。等着的有 {3} 条", "The robot at {0} has taken nothing since {2}: {1}. {3} wait"},
		{"doctor.notices.robot.do", "系统管理员在“通知渠道”里发一条测试。errcode 93000 是地址不对或机器人被移出群；310000 是加签的密钥不对；不再要的，去掉它。", "The system administrator sends a test under “Channels of notices”. errcode 93000 is a wrong address or a robot that was taken out of its group; 310000 is a wrong secret; one that is not wanted any more is taken away there."},
	}
}
