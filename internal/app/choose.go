package app

import (
	"context"
	"log/slog"
	"os"

	"linli/internal/app/demo"
)

// NewDemo builds the demonstration: an empty database filled with invented people, in which anybody may become anybody.
func NewDemo(ctx context.Context, dsn string, log *slog.Logger) (*App, error) {
	return demonstrate(ctx, Config{DSN: dsn, Log: log, Sender: InTerminal(os.Stdout)})
}

func demonstrate(ctx context.Context, cfg Config) (*App, error) {
	clock := &demo.Clock{}
	cfg.Now, cfg.Keys, cfg.Invented = clock.Now, Throwaway, true
	a, err := New(ctx, cfg)
	if err != nil {
		return nil, err
	}
	a.accounts, err = demo.Fill(ctx, demo.Services{
		DB: a.DB, Rules: a.Rules, Places: a.Places, People: a.People, Orgs: a.Orgs, Accounts: a.Accounts, Topics: a.Topics, Dispatch: a.Dispatch, Wishes: a.Wishes, Sides: a.Sides, Escalate: a.Escalate, Asks: a.Asks, Teas: a.Teas, Calls: a.Calls, Files: a.Files, Intake: a.Intake, Publish: a.Publish, Follows: a.Follows, Views: a.Views, Tokens: a.Tokens, Notices: a.Notices,
	}, clock)
	if err != nil {
		_ = a.Close()
		return nil, err
	}
	a.Accounts.ForgetActors()
	return a, nil
}
