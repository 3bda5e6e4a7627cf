package noticeweb

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/notice"
	"linli/internal/notify/way"
	"linli/internal/org"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

// channelsPage is every channel.
type channelsPage struct {
	web.Page
	All []channelLine

	Beside, BesideURL string // webhooks
}

// channelLine is one in words.
type channelLine struct {
	notice.View
	Name, Detail, State, Good, Waits string
	Icon                             web.Icon
	URL                              string
}

// channels is GET /admin/channels.
func (h *Handler) channels(w http.ResponseWriter, r *http.Request) {
	all, err := h.Notices.Channels(r.Context(), h.Who(r))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := channelsPage{Page: web.NewPage(w, r, web.T(r.Context(), "notice.channels"))}
	p.Here = Channels
	if p.Beside, p.BesideURL, err = h.Beside(r, h.Who(r)); err != nil {
		web.Fail(w, r, err)
		return
	}
	for _, v := range all {
		p.All = append(p.All, lineOf(p.Page, v))
	}
	web.Render(w, r, http.StatusOK, channelList(p))
}

// lineOf is a channel in words: how it stands, when it took something last, what waits.
func lineOf(p web.Page, v notice.View) channelLine {
	x := channelLine{View: v, Name: p.T("notice.channel." + string(v.Kind)), Detail: v.Config.Host, URL: Channels + "/" + v.ID, Icon: web.IconClock}
	switch {
	case v.Own:
		x.Detail = p.T("notice.channel.started")
	case v.OrgName != "":
		x.Detail = v.OrgName
	}
	switch v.Health {
	case notice.Well:
		x.Icon, x.State = web.IconCircleCheck, p.T("notice.health.well")
	case notice.Dead:
		x.Icon = web.IconAlertCircle
		x.State = p.T("notice.health.dead.since", when(p, v.Since), Reason(v.Why))
	case notice.Ill:
		x.State = p.T("notice.health.ill.why", Reason(v.Why))
	case notice.Off, notice.Unset:
		x.Icon, x.State = web.IconPlayerPause, p.T("notice.health."+string(v.Health))
	}
	x.Good = "–"
	if !v.GoodAt.IsZero() {
		x.Good = when(p, v.GoodAt)
	}
	x.Waits = strconv.Itoa(v.Waiting)
	return x
}

// Reason is why a channel has not taken something, in words, with the number that the other side has said.
func Reason(why string) any {
	code, detail := way.Reason(why)
	if detail == "" {
		return i18n.Key("notice.why." + code)
	}
	return i18n.Phrase{Key: "notice.why.said", Args: []any{i18n.Key("notice.why." + code), detail}}
}

// channelPage is the settings of one.
type channelPage struct {
	web.Page
	Form  *web.Form
	Line  channelLine
	Units []web.Option // of a new robot
	New   bool
}

// kept says of a secret that it is there.
func (p channelPage) kept(there string) string {
	if there == "" {
		return ""
	}
	return p.T("notice.secret.kept")
}

func (p channelPage) securities() []web.Option {
	return []web.Option{
		{Value: string(way.TLS), Label: p.T("notice.security.tls")}, {Value: string(way.StartTLS), Label: p.T("notice.security.starttls")}, {Value: string(way.Plain), Label: p.T("notice.security.plain")},
	}
}

func (p channelPage) robots() []web.Option {
	return []web.Option{{Value: string(notice.WeCom), Label: p.T("notice.channel.wecom")}, {Value: string(notice.DingTalk), Label: p.T("notice.channel.dingtalk")}}
}

// channel is GET /admin/channels/{channel}.
func (h *Handler) channel(w http.ResponseWriter, r *http.Request) {
	h.showChannel(w, r, nil, http.StatusOK)
}

// found is the channel of the address. NotFound.
func (h *Handler) found(r *http.Request) (notice.View, error) {
	all, err := h.Notices.Channels(r.Context(), h.Who(r))
	i := slices.IndexFunc(all, func(v notice.View) bool { return v.ID == r.PathValue("channel") })
	if err == nil && i < 0 {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	if err != nil {
		return notice.View{}, err
	}
	return all[i], nil
}

func (h *Handler) showChannel(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	v, err := h.found(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	c := v.Config
	now := web.NewForm("host", c.Host, "port", portOf(c.Port), "security", string(c.Security), "user", c.User, "from", c.From, "name", c.Name, "body", c.Body, "expect", c.Expect)
	switch {
	case f == nil:
		f = now
	case r.PathValue("what") != "": // the form beside it was wrong
		for _, x := range f.Wrong() {
			now.Bad(x.Name, x.Key, x.Args...)
		}
		now.Set("to", f.Value("to"))
		f = now
	}
	p := channelPage{Page: web.NewPage(w, r, ""), Form: f}
	p.Line = lineOf(p.Page, v)
	p.Title, p.Here, p.Back = p.Line.Name, Channels, Channels
	web.Render(w, r, status, channelSheet(p))
}

func portOf(n int) string {
	if n == 0 {
		return "587"
	}
	return strconv.Itoa(n)
}

// read is what a form says of a channel.
func read(f *web.Form) (c notice.Change) {
	port, err := strconv.Atoi(f.Value("port"))
	if err != nil {
		port = 0
	}
	c.Config = notice.Config{
		Host: f.Value("host"), Port: port, Security: way.Security(f.Value("security")), User: f.Value("user"), From: f.Value("from"), Name: f.Value("name"),
		Body: f.Value("body"), Expect: f.Value("expect"),
	}
	c.Secrets = notice.Secrets{Address: f.Value("secret_address"), Header: f.Value("secret_header"), Key: f.Value("secret_key"), Password: f.Value("password")}
	return c
}

// setUp is POST /admin/channels/{channel}.
func (h *Handler) setUp(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		c := read(f)
		c.ID = r.PathValue("channel")
		_, err = h.Notices.SetUp(r.Context(), h.Who(r), c)
	}
	if f != nil && f.Take(err) {
		h.showChannel(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	h.done(w, r, err, Channels+"/"+r.PathValue("channel"), "notice.channel.saved")
}

// act is POST /admin/channels/{channel}/{what}.
func (h *Handler) act(w http.ResponseWriter, r *http.Request) {
	ctx, a, channel, to := r.Context(), h.Who(r), r.PathValue("channel"), Channels+"/"+r.PathValue("channel")
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	switch what := r.PathValue("what"); what {
	case "test":
		err = h.Notices.Test(ctx, a, channel, f.Value("to"))
		var e *errs.Error
		if errors.As(err, &e) && e.Kind == errs.Unavailable {
			var why way.Failure
			errors.As(err, &why)
			f.Bad("to", e.Key, Reason(why.Why))
			err = nil
		}
		if f.Take(err) || !f.OK() {
			h.showChannel(w, r, f, http.StatusUnprocessableEntity)
			return
		}
	case "on", "off":
		err = h.Notices.Switch(ctx, a, channel, what == "on")
	case "retry":
		err = h.Notices.Retry(ctx, a, channel)
	case "drop":
		err, to = h.Notices.Drop(ctx, a, channel), Channels
	default:
		err = errs.New(errs.NotFound, "error.not_found")
	}
	h.done(w, r, err, to, "notice.done."+r.PathValue("what"))
}

// newRobot is GET /admin/channels/new.
func (h *Handler) newRobot(w http.ResponseWriter, r *http.Request) {
	h.showNew(w, r, web.NewForm("key", id.New()), http.StatusOK)
}

func (h *Handler) showNew(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	a := h.Who(r)
	post, ok := notice.MayConfigure(a)
	units, err := []web.Option(nil), error(nil)
	if ok {
		units, err = h.units(r.Context(), post)
	} else {
		err = errs.New(errs.NotFound, "error.not_found")
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := channelPage{Page: web.NewPage(w, r, web.T(r.Context(), "notice.robot.new")), Form: f, Units: units, New: true}
	p.Here, p.Back = Channels, Channels
	web.Render(w, r, status, robotSheet(p))
}

// units are the organisations that may have a robot: those of the administrator's places.
func (h *Handler) units(ctx context.Context, post actor.Post) (out []web.Option, err error) {
	all, err := org.Below(ctx, h.DB, []string{post.Place})
	for _, o := range all {
		out = append(out, web.Option{Value: o.ID, Label: o.Name})
	}
	slices.SortFunc(out, func(x, y web.Option) int { return strings.Compare(x.Label, y.Label) })
	return out, err
}

// addRobot is POST /admin/channels.
func (h *Handler) addRobot(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	made := ""
	if err == nil {
		c := read(f)
		c.Config = notice.Config{}
		c.Kind, c.Org, c.Key = notice.Channel(f.Value("kind")), f.Value("org"), f.Value("key")
		if _, ok := notice.MayConfigure(h.Who(r)); ok && !c.Kind.Robot() {
			f.Bad("kind", "notice.error.kind")
			h.showNew(w, r, f, http.StatusUnprocessableEntity)
			return
		}
		made, err = h.Notices.SetUp(r.Context(), h.Who(r), c)
	}
	if f != nil && f.Take(err) {
		h.showNew(w, r, f, http.StatusUnprocessableEntity)
		return
	}
	h.done(w, r, err, Channels+"/"+made, "notice.channel.saved")
}
