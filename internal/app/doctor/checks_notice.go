package doctor

import (
	"linli/internal/notice"
	"linli/internal/notice/noticeweb"
)

// notices finds channels that take nothing: what waits for them is kept, and goes out when they take something again.
func notices(f Facts) (out []Finding) {
	if !f.Database.Agrees() {
		return nil
	}
	for _, d := range f.Notices {
		switch {
		case d.Kind == notice.Mail:
			out = append(out, bad("notices.mail", d.Host, noticeweb.Reason(d.Why), moment(d.Since), d.Waiting))
		case d.Kind == notice.SMS && d.Host == "":
			out = append(out, bad("notices.gateway", noticeweb.Reason(d.Why), moment(d.Since), d.Waiting))
		case d.Kind == notice.SMS:
			out = append(out, bad("notices.sms", d.Host, noticeweb.Reason(d.Why), moment(d.Since), d.Waiting))
		default:
			out = append(out, soon("notices.robot", d.Host, noticeweb.Reason(d.Why), moment(d.Since), d.Waiting))
		}
	}
	return orWell(out, "notices.ok")
}
