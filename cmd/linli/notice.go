package main

import (
	"context"

	"linli/internal/app/console"
)

type noticeCmd struct {
	List    noticeListCmd    `cmd:"" help:"List the versions with the day from which each holds."`
	Publish noticePublishCmd `cmd:"" help:"Put in another text from a day on. What was said before stays as it was."`
}

type noticeListCmd struct{ store }

// Run lists the versions.
func (c *noticeListCmd) Run(ctx context.Context, o out) error {
	return told(console.ListNotices(ctx, c.DB, terminal(o)))
}

type noticePublishCmd struct {
	store
	Zh   string `required:"" type:"existingfile" help:"The Chinese text: ## before a heading, - before a point." placeholder:"FILE"`
	En   string `required:"" type:"existingfile" help:"The same in English." placeholder:"FILE"`
	From string `help:"First day, tomorrow or later; empty: tomorrow." placeholder:"2026-12-01"`
}

// Run publishes a version.
func (c *noticePublishCmd) Run(ctx context.Context, o out) error {
	return told(console.PublishNotice(ctx, c.DB, console.NoticeFiles{Zh: c.Zh, En: c.En, From: c.From}, terminal(o)))
}
