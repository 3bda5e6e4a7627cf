package doctor

import "linli/internal/web/i18n"

func hookWords() []i18n.Message {
	return []i18n.Message{
		{"doctor.hooks.ok", "对外推送送得到", "Webhooks are delivered"},
		{"doctor.hooks.stopped", "对外推送“{0}”{1} 有人停下了，等着的有 {2} 条", "The webhook {0} was paused by somebody on {1}; {2} wait"},
		{"doctor.hooks.stopped.do", "不用了就在“通知渠道 → 对外推送”里结束它，还要用就接着发。", "Under “Channels of notices → Webhooks” end it where it is not wanted any more, or resume it."},
		{"doctor.hooks.paused", "对外推送“{0}”{1} 停了：对方说不要了，或者一直送不到。等着的有 {2} 条，接着发时会补上", "The webhook {0} was paused on {1}: the other side wants nothing any more, or nothing could be delivered. {2} wait and are sent when it is resumed"},
		{"doctor.hooks.paused.do", "问对方的系统还在不在、地址换没换。好了，系统管理员在“通知渠道 → 对外推送”里点“接着发”；地址换了就新建一个。", "Ask the other side whether its system is there and where. Then the system administrator resumes it under “Channels of notices → Webhooks”, or makes a new one for another address."},
		{"doctor.hooks.ill", "对外推送“{0}”从 {1} 起送不到，还在试。等着的有 {2} 条", "The webhook {0} has delivered nothing since {1} and is tried again. {2} wait"},
		{"doctor.hooks.ill.do", "系统管理员在“通知渠道 → 对外推送”里看对方怎么回的，告诉对方。", "The system administrator looks at the other side's answers under “Channels of notices → Webhooks”, and tells them."},
		{"doctor.hooks.dead", "对外推送“{0}”有 {1} 条对方一直不收", "{1} messages of the webhook {0} were refused again and again"},
		{"doctor.hooks.dead.do", "系统管理员在“通知渠道 → 对外推送 → 没送到的”里看对方怎么回的，对方修好后再发一次。", "The system administrator looks at the answers under “Channels of notices → Webhooks → Not delivered”, and sends them again when the other side has mended it."},
	}
}
