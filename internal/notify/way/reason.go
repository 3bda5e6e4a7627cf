package way

import "strings"

// Reason is a Failure's Why as people are told it: code names the sentence, and detail is the number that the other side has said, such as
// “SMTP 535”, empty where it has said none. What an older version has written is understood as well; what is not known is “unknown”.
func Reason(why string) (code, detail string) {
	said, but, _ := strings.Cut(why, ", but ")
	kind, number, _ := strings.Cut(said, " ")
	switch {
	case but == "not what was expected":
		return "refused", said
	case but != "":
		return "strange", said
	case kind == "SMTP" || kind == "HTTP" || kind == "errcode":
		return numbered(kind, number), said
	case strings.HasPrefix(why, "no connection"):
		return "line", ""
	case why == "no such host":
		return "host", ""
	case why == "no STARTTLS or AUTH":
		return "starttls", ""
	case why == "no address":
		return "settings", ""
	case why == "timeout" || why == "certificate" || why == "settings" || why == "gateway" || why == "address" || why == "text" || why == "stopped":
		return why, ""
	}
	return "unknown", ""
}

// numbered is the sentence of a number: replies of a mail server (RFC 5321, RFC 4954), statuses (RFC 9110), and the errcode of the chats.
func numbered(kind, number string) string {
	switch {
	case kind == "SMTP" && (number == "530" || number == "534" || number == "535" || number == "538"):
		return "login"
	case kind == "HTTP" && (number == "401" || number == "403"):
		return "word"
	case kind == "HTTP" && number == "429":
		return "often"
	case kind == "HTTP" && strings.HasPrefix(number, "5"), kind == "SMTP" && strings.HasPrefix(number, "4"):
		return "theirs"
	case kind == "errcode" && number == "93000":
		return "group"
	case kind == "errcode" && number == "310000":
		return "signature"
	}
	return "refused"
}
