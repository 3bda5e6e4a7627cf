package open311web

import "linli/internal/web/i18n"

// Words is everything that this interface says.
func Words() []i18n.Message {
	return []i18n.Message{
		{"open311.contact", "接口说明：{0}", "About this interface: {0}"},
		{"open311.keys", "工作人员在 {0} 要一个接口令牌，作为 api_key。", "A member of staff gets an access token at {0}; it is the api_key."},
		{"open311.evidence.photo", "答复要带照片。", "The answer comes with a photo."},
		{"open311.evidence.visit", "答复前要到现场看。", "Somebody visits before answering."},
		{"open311.evidence.record", "答复要写明办理记录。", "The answer says what was measured, bought or reported."},
		{"open311.notes", "{0}：{1}", "{0}: {1}"},
		{"open311.filed", "编号 {0}，查询码 {1}。提心愿的人可以在 {2} 看进展、作评价。社区会在{3}前受理。", "Number {0}, code {1}. Who raised it sees how it goes, and judges the answer, at {2}. The community takes it up by {3}."},
		{"open311.unkept", "没有保存：{0}。", "Not kept: {0}."},
		{"open311.error.no_key", "提交要带 api_key：请向社区要一个接口令牌。", "A submission needs an api_key: ask the community for an access token."},
		{"open311.error.key", "api_key 不对，或者已经失效：请向社区要一个新的。", "The api_key is wrong, or does not hold any more: ask the community for another."},
		{"open311.error.jurisdiction", "这里没有这个辖区：可以不填，或填地方代码。", "There is no such jurisdiction here: leave it out, or send the code of a place."},
		{"open311.error.missing", "没有填。", "It is missing."},
		{"open311.error.service", "没有这项服务，或者已经停用：请从 services 里选。", "There is no such service, or it has ended: choose one of services."},
		{"open311.error.format", "没有这个地址：结尾应是 .xml 或 .json。", "There is no such address: it ends in .xml or .json."},
		{"open311.error.request", "没有这个编号，或者还没有公开。", "There is no such number, or it is not public."},
		{"open311.error.token", "没有这个凭据：提交时已经直接给了编号。", "There is no such token: the number was in the answer to the submission."},
		{"open311.error.media", "请用 application/x-www-form-urlencoded 发送。", "Send it as application/x-www-form-urlencoded."},
		{"open311.error.many", "一次最多问 {0} 个。", "At most {0} at once."},
		{"open311.error.status", "只能是 open 或 closed。", "It is open or closed."},
		{"open311.error.time", "请写成带时区的时间，例如 2026-01-01T00:00:00Z。", "Write a time with its offset, as 2026-01-01T00:00:00Z."},
		{"open311.error.order", "结束不能早于开始。", "The end is before the start."},
		{"open311.error.span", "一次最多看 {0} 天。", "At most {0} days at once."},
		{"open311.error.degrees", "不是经纬度。", "These are no degrees."},
		{"open311.error.both", "lat 和 long 要一起填。", "lat and long go together."},
		{"open311.error.coordinates", "还不能按经纬度找地方：请另填 address_id（地方代码）或 address_string（社区、邻里的名称）。", "No place is found by coordinates here: send address_id, the code of a place, or address_string, the names of its community and 邻里."},
		{"open311.error.location", "请说明在哪里：address_id（地方代码）或 address_string（社区、邻里的名称）。", "Say where it is: address_id, the code of a place, or address_string, the names of its community and 邻里."},
		{"open311.error.address_id", "没有这个地方：请填社区、邻里或楼栋的代码。", "There is no such place: send the code of a community, a 邻里 or a building."},
		{"open311.error.address_string", "认不出这是哪个社区：请写上社区和邻里的名称，或改填 address_id。", "It names no one community here: write the names of the community and 邻里, or send address_id."},
		{"open311.error.elsewhere", "不在所填的辖区里。", "It is not in the jurisdiction that was named."},
		{"open311.error.reach", "这个 api_key 管不到那里。", "This api_key does not reach there."},
	}
}
