package accountweb

import (
	"net/http"
	"strings"

	"linli/internal/account/session"
	"linli/internal/errs"
	"linli/internal/web"
)

// devicesPage is where somebody is signed in.
type devicesPage struct {
	web.Page
	Devices []deviceLine
}

// deviceLine is one browser in plain words.
type deviceLine struct {
	ID    string
	Name  string
	From  string
	Since string
	Seen  string
	Here  bool // the one that asks
}

func (p *Pages) devices(w http.ResponseWriter, r *http.Request) {
	list, err := p.accounts.Devices(r.Context(), ActorOf(r.Context()))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	page := devicesPage{Page: web.NewPage(w, r, web.T(r.Context(), "account.devices"))}
	page.Here = "/account"
	page.Devices = deviceLines(page.Page, list, p.sessions.device(r.Context()))
	web.Render(w, r, http.StatusOK, devices(page))
}

func deviceLines(page web.Page, list []session.Device, here string) (out []deviceLine) {
	for _, d := range list {
		out = append(out, deviceLine{
			ID: d.ID, Name: deviceName(page, d.Agent), From: d.From, Here: d.ID == here,
			Since: page.L().DateTime(d.Since), Seen: page.L().Ago(d.Seen),
		})
	}
	return out
}

// What browsers call themselves, the more special ones first: each names the more common ones too (RFC 9110 10.1.5).
var (
	browsers = [][2]string{
		{"MicroMessenger/", "微信"},
		{"Edg", "Edge"},
		{"HuaweiBrowser/", "HuaweiBrowser"},
		{"QQBrowser/", "QQ"},
		{"UCBrowser/", "UC"},
		{"Firefox/", "Firefox"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = [][2]string{
		{"OpenHarmony", "phone"},
		{"HarmonyOS", "phone"},
		{"iPad", "tablet"},
		{"iPhone", "phone"},
		{"Android", "phone"},
		{"Windows", "computer"},
		{"Macintosh", "computer"},
		{"Linux", "computer"},
	}
)

// deviceName is a browser as somebody would say it: 手机，Chrome.
func deviceName(page web.Page, agent string) string {
	kind, browser := "other", ""
	for _, x := range systems {
		if strings.Contains(agent, x[0]) {
			kind = x[1]
			break
		}
	}
	for _, x := range browsers {
		if strings.Contains(agent, x[0]) {
			browser = x[1]
			break
		}
	}
	name := page.T("account.device." + kind)
	if browser == "" {
		return name
	}
	return page.T("account.device.with", name, browser)
}

func (p *Pages) endDevice(w http.ResponseWriter, r *http.Request) {
	f, ok := form(w, r)
	if !ok {
		return
	}
	err := p.accounts.EndDevice(r.Context(), ActorOf(r.Context()), f.Value("device"))
	if errs.Is(err, errs.NotFound) {
		err = nil // it has ended meanwhile: what was asked for is so
	}
	done(w, r, err, "/account/devices", "account.device.ended")
}

func (p *Pages) endDevices(w http.ResponseWriter, r *http.Request) {
	err := p.accounts.EndDevices(r.Context(), ActorOf(r.Context()))
	if err == nil {
		err = p.sessions.scs.Destroy(r.Context())
	}
	done(w, r, err, "/", "account.devices.ended")
}
