package noticeweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/notice"
	"linli/internal/notice/quiet"
	"linli/internal/web"
)

// settingsPage is how one wants to be told.
type settingsPage struct {
	web.Page
	Form  *web.Form
	Set   notice.Setting
	Kinds []notice.Kind
	SMS   bool // text messages go out, and a telephone is kept
	Mail  bool // letters go out
	Usual string
}

// The choices of quiet hours.
const (
	quietUsual = "usual"
	quietOwn   = "own"
	quietNone  = "none"
)

// settings is GET /account/notices.
func (h *Handler) settings(w http.ResponseWriter, r *http.Request) {
	h.showSettings(w, r, nil, http.StatusOK)
}

// showSettings shows the form as it was typed, or, without one, as things stand.
func (h *Handler) showSettings(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	a := h.Who(r)
	set, err := h.Notices.SettingOf(r.Context(), a)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	now := standing(set)
	if f != nil {
		for _, x := range f.Wrong() { // a form beside it was wrong: this one stands as it is
			if x.Name == "mail" || x.Name == "mail_code" || x.Name == "" {
				now.Bad(x.Name, x.Key, x.Args...)
			}
		}
		if !now.OK() {
			now.Set("mail", f.Value("mail"))
			f = now
		}
	} else {
		f = now
	}
	p := settingsPage{Page: web.NewPage(w, r, web.T(r.Context(), "notice.settings")), Form: f, Set: set, Kinds: notice.KindsFor(a)}
	p.Here, p.Mail = "/account", slices.Contains(set.Ways, notice.Mail)
	p.SMS = slices.Contains(set.Ways, notice.SMS) && set.Phone
	if p.Frame == web.Phone {
		p.Bar, p.Back = p.Title, "/account"
	}
	web.Render(w, r, status, wishes(p))
}

// standing is a form that says how things are.
func standing(set notice.Setting) *web.Form {
	f := web.NewForm("quiet_from", clock(set.Quiet.From), "quiet_to", clock(set.Quiet.To), "digest_hour", strconv.Itoa(set.Hour))
	switch {
	case set.Usual:
		f.Set("quiet", quietUsual)
	case set.Quiet.From == set.Quiet.To:
		f.Set("quiet", quietNone)
	default:
		f.Set("quiet", quietOwn)
	}
	for _, c := range set.Choices {
		switch {
		case c.Channel == notice.Mail:
			f.Set("mail_"+string(c.Kind), string(c.Way))
		case c.Way == notice.Now:
			f.Add("sms", string(c.Kind))
		}
	}
	return f
}

// clock is a minute of the day: 08:30.
func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// hours are those of a digest.
func (p settingsPage) hours() (out []web.Option) {
	for h := range 24 {
		out = append(out, web.Option{Value: strconv.Itoa(h), Label: clock(h * 60)})
	}
	return out
}

// rings are the kinds for text messages, and ways those of a letter.
func (p settingsPage) rings() (out []web.Option) {
	for _, k := range p.Kinds {
		out = append(out, web.Option{Value: string(k), Label: p.T("notice.kind." + string(k))})
	}
	return out
}

func (p settingsPage) ways() (out []web.Option) {
	for _, x := range notice.Mail.Ways() {
		out = append(out, web.Option{Value: string(x), Label: p.T("notice.way." + string(x))})
	}
	return out
}

func (p settingsPage) quiets() []web.Option {
	return []web.Option{
		{Value: quietUsual, Label: p.T("notice.quiet.usual")}, {Value: quietOwn, Label: p.T("notice.quiet.own")}, {Value: quietNone, Label: p.T("notice.quiet.none")},
	}
}

// choose is POST /account/notices.
func (h *Handler) choose(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	a := h.Who(r)
	if err == nil && !notice.MayChoose(a) {
		err = errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	var set notice.Setting
	if err == nil {
		set, err = h.Notices.SettingOf(r.Context(), a)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	in := wanted(f, set)
	if f.OK() {
		err = h.Notices.Choose(r.Context(), a, in)
	}
	if f.Take(err) || !f.OK() {
		h.showSettings(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	h.done(w, r, err, Settings, "notice.settings.done")
}

// wanted reads the form. What the page did not show, because a channel is closed, stays as it was chosen.
func wanted(f *web.Form, set notice.Setting) (in notice.Wanted) {
	in.Hour = set.Hour
	if v := f.Value("digest_hour"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil {
			n = -1
		}
		in.Hour = n
	}
	switch f.Value("quiet") {
	case quietUsual:
	case quietNone:
		in.Quiet = &quiet.Hours{}
	case quietOwn:
		in.Quiet = &quiet.Hours{From: minuteOf(f, "quiet_from"), To: minuteOf(f, "quiet_to")}
	default:
		f.Bad("quiet", "notice.error.quiet_which")
	}
	for _, c := range set.Choices {
		switch name := "mail_" + string(c.Kind); {
		case c.Channel == notice.Mail && f.Value(name) != "":
			in.Choices = append(in.Choices, notice.Choice{Kind: c.Kind, Channel: notice.Mail, Way: notice.Way(f.Value(name))})
		case c.Channel == notice.SMS && f.Has("sms_shown", "1"):
			way := notice.Never
			if f.Has("sms", string(c.Kind)) {
				way = notice.Now
			}
			in.Choices = append(in.Choices, notice.Choice{Kind: c.Kind, Channel: notice.SMS, Way: way})
		}
	}
	return in
}

// minuteOf reads a time of the day.
func minuteOf(f *web.Form, name string) int {
	t, err := time.Parse("15:04", f.Value(name))
	if err != nil {
		f.Bad(name, "notice.error.quiet")
		return 0
	}
	return t.Hour()*60 + t.Minute()
}

// askMail is POST /account/notices/mail.
func (h *Handler) askMail(w http.ResponseWriter, r *http.Request) {
	h.mailed(w, r, "notice.mail.sent", func(f *web.Form) error {
		return h.Notices.AskMail(r.Context(), h.Who(r), f.Value("mail"))
	})
}

// confirmMail is POST /account/notices/confirm.
func (h *Handler) confirmMail(w http.ResponseWriter, r *http.Request) {
	h.mailed(w, r, "notice.mail.confirmed", func(f *web.Form) error {
		return h.Notices.ConfirmMail(r.Context(), h.Who(r), id.NormalCode(f.Value("mail_code")))
	})
}

func (h *Handler) mailed(w http.ResponseWriter, r *http.Request, said string, do func(f *web.Form) error) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		err = do(f)
	}
	if f != nil && f.Take(err) {
		h.showSettings(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	h.done(w, r, err, Settings, said)
}

// dropMail is POST /account/notices/forget.
func (h *Handler) dropMail(w http.ResponseWriter, r *http.Request) {
	h.done(w, r, h.Notices.DropMail(r.Context(), h.Who(r)), Settings, "notice.mail.forgotten")
}
