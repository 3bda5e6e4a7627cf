package console

import (
	"context"
	"os"
	"strconv"

	"linli/internal/app"
	"linli/internal/privacy"
)

// NoticeFiles is a new notice from the command line.
type NoticeFiles struct {
	Zh, En string // files
	From   string // 2026-12-01; empty: tomorrow
}

// PublishNotice puts in another text of what people are told about their data (privacy.Service.Publish).
func PublishNotice(ctx context.Context, dsn string, in NoticeFiles, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		var p privacy.Publication
		for _, x := range []struct {
			path string
			text *string
		}{{in.Zh, &p.Zh}, {in.En, &p.En}} {
			body, err := os.ReadFile(x.path)
			if err != nil {
				return err
			}
			*x.text = string(body)
		}
		var err error
		if p.From, err = day("from", in.From); err != nil {
			return err
		}
		n, err := a.Privacy.Publish(ctx, self(), p)
		if err != nil {
			return err
		}
		return t.line(t.T("console.notice.done", n.Version, n.From))
	})
}

// ListNotices writes the versions, the latest first, one a line.
func ListNotices(ctx context.Context, dsn string, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		list, err := privacy.Notices(ctx, a.DB)
		if err == nil {
			err = t.line(t.T("console.notice.head"))
		}
		for _, n := range list {
			if err != nil {
				return err
			}
			remark := ""
			if n.Template {
				remark = t.T("console.notice.template")
			}
			err = t.row(strconv.FormatInt(n.Version, 10), n.From, remark)
		}
		return err
	})
}
