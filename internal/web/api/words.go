package api

import "linli/internal/web/i18n"

// Words is what the interface says of requests of the wrong shape.
func Words() []i18n.Message {
	return []i18n.Message{
		{"api.error.scope", "这个令牌没有这项权限：{0}", "This token is not for that: it lacks the scope {0}"},
		{"api.error.json", "请求的内容不是完整的 JSON", "The body is not whole JSON"},
		{"api.error.media", "请求的内容要用 application/json", "The body must be application/json"},
		{"api.error.slow", "请求传得太慢，没有收完", "The body came too slowly and was not received whole"},
		{"api.error.unknown", "这里有接口不认识的项，请看 /api/v1/openapi.json", "Something here is not part of the interface; see /api/v1/openapi.json"},
		{"api.error.missing", "少了这一项", "This is missing"},
		{"api.error.choice", "只能是其中之一：{0}", "Must be one of: {0}"},
		{"api.error.boolean", "只能是 true 或 false", "Must be true or false"},
		{"api.error.string", "要写成文字", "Must be a string"},
		{"api.error.integer", "要写成整数", "Must be a whole number"},
		{"api.error.object", "要写成对象", "Must be an object"},
		{"api.error.shape", "写法不对，请看 /api/v1/openapi.json", "Not as the interface describes it; see /api/v1/openapi.json"},
	}
}
