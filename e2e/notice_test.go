package e2e_test

import (
	"context"

	"linli/internal/notice"
	"linli/internal/notify/way"
	"linli/internal/org"
)

// noticeSheets are one's own notices and how one is told, for residents and staff.
func noticeSheets(w *town) []sheet {
	const tan, ji = "谈桂芬", "季小舟"
	return []sheet{
		{name: "notices", who: tan, open: at("/notices")},
		{name: "notices-staff", who: ji, open: at("/notices")},
		{name: "notices-none", who: newcomer, open: at("/notices")},
		{name: "notice-opened", who: tan, open: func(v *device) {
			v.open("/notices")
			v.Click(`main a[href^="/notices/"]`)
		}},
		{name: "notice-settings", who: tan, open: at("/account/notices")},
		{name: "notice-settings-staff", who: ji, open: at("/account/notices")},
	}
}

// tells lets the administrator have channels of every kind: one that is dead, one that is off.
func (f *fresh) tells() error {
	ctx := context.Background()
	self, err := f.app.Accounts.Actor(ctx, f.admin)
	if err != nil {
		return err
	}
	units, err := org.Below(ctx, f.app.DB, []string{""})
	if err != nil {
		return err
	}
	mail := notice.Change{ID: "mail", Config: notice.Config{Host: "127.0.0.1", Port: 1, Security: way.StartTLS, User: "linli", From: "linli@example.cn", Name: "邻里+"}, Secrets: notice.Secrets{Password: "hidden"}}
	if _, err := f.app.Notices.SetUp(ctx, self, mail); err != nil {
		return err
	}
	for range 3 {
		_ = f.app.Notices.Test(ctx, self, "mail", "somebody@example.cn") // nobody answers there: the channel is dead
	}
	robot, err := f.app.Notices.SetUp(ctx, self, notice.Change{Kind: notice.DingTalk, Org: units[0].ID, Secrets: notice.Secrets{Address: "https://robot.example.cn/send?access_token=hidden"}})
	if err != nil {
		return err
	}
	if err := f.app.Notices.Switch(ctx, self, robot, false); err != nil {
		return err
	}
	f.robot = robot
	return nil
}

// channelSheets are the channels and the words of notices, for who looks after the house.
func (f *fresh) channelSheets(signedIn func(func(*device)) func(*device)) []sheet {
	at := func(path string) func(*device) { return func(v *device) { v.Open(f.site + path) } }
	return []sheet{
		{name: "channels", open: signedIn(at("/admin/channels"))},
		{name: "channel-mail", open: signedIn(at("/admin/channels/mail"))},
		{name: "channel-mail-error", open: signedIn(func(v *device) {
			v.Open(f.site + "/admin/channels/mail")
			v.Type("#host", "a b")
			v.refused(422, "notice.channel.save")
		})},
		{name: "channel-sms", open: signedIn(at("/admin/channels/sms"))},
		{name: "channel-robot", open: signedIn(func(v *device) { v.Open(f.site + "/admin/channels/" + f.robot) })},
		{name: "channel-new", open: signedIn(at("/admin/channels/new"))},
		{name: "channel-new-error", open: signedIn(func(v *device) {
			v.Open(f.site + "/admin/channels/new")
			v.refused(422, "notice.channel.save")
		})},
		{name: "templates", open: signedIn(at("/admin/templates"))},
		{name: "template", open: signedIn(at("/admin/templates/answered"))},
		{name: "template-error", open: signedIn(func(v *device) {
			v.Open(f.site + "/admin/templates/answered")
			v.Type("#zh_line", "您的电话 {phone}")
			v.refused(422, "notice.template.save")
		})},
	}
}
