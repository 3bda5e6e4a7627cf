package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"linli/internal/app/console"
)

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Add a member of staff with an account and a post; prints a one-time link to set the password."`
	Appoint  userAppointCmd  `cmd:"" help:"Give the holder of an account one more post: its titles are printed together."`
	End      userEndCmd      `cmd:"" help:"End an appointment now; its open wishes stand in the unit's inbox the same moment."`
	Password userPasswordCmd `cmd:"" help:"Set a password, read from standard input."`
	Disable  userDisableCmd  `cmd:"" help:"Shut an account and end its sessions."`
	Enable   userEnableCmd   `cmd:"" help:"Open a disabled account again."`
	Unlock   userUnlockCmd   `cmd:"" help:"End the lock of an account after wrong tries."`
	Factor   userFactorCmd   `cmd:"" help:"Second factors."`
	Link     userLinkCmd     `cmd:"" help:"Let somebody sign in by the district's own identity provider."`
	Unlink   userUnlinkCmd   `cmd:"" help:"End that."`
	Proxy    userProxyCmd    `cmd:"" help:"Who may act for whom (代办): both names stay on everything that is done."`
	List     userListCmd     `cmd:"" help:"List staff accounts with their posts."`
}

// post is which post somebody is given.
type post struct {
	Role  string `required:"" help:"social_worker, secretary, vice_secretary, street_officer, street_leader, group_leader, command_centre, handler, auditor, system_admin, security_admin, audit_admin."`
	Org   string `xor:"where" required:"" help:"Id of the organisation of the post (linli org list shows it)." placeholder:"ID"`
	Place string `xor:"where" required:"" help:"Code of a community instead of --org: its committee." placeholder:"CODE"`
	Title string `help:"Title of the post as printed, 社工; empty: the role's own. A vacant post of the organisation with this role and title is taken over, with what is open at it."`
	oneAdmin
}

func (p post) asked() console.NewPost {
	return console.NewPost{Role: p.Role, Org: p.Org, Place: p.Place, Title: p.Title, SingleAdmin: p.SingleAdmin}
}

type userAddCmd struct {
	store
	Login string `required:"" help:"What the person signs in with."`
	Name  string `required:"" help:"Full name."`
	post
	BaseURL string `env:"LINLI_BASE_URL" default:"http://127.0.0.1:8080" help:"Address of the installation, for the link." placeholder:"URL"`
}

// Run adds a member of staff.
func (c *userAddCmd) Run(ctx context.Context, o out) error {
	return told(console.AddStaff(ctx, c.DB, console.NewStaff{Login: c.Login, Name: c.Name, Post: c.asked(), BaseURL: c.BaseURL}, terminal(o)))
}

type userAppointCmd struct {
	store
	Login string `required:"" help:"Whose account."`
	post
}

// Run gives one more post.
func (c *userAppointCmd) Run(ctx context.Context, o out) error {
	return told(console.AppointStaff(ctx, c.DB, c.Login, c.asked(), terminal(o)))
}

type userEndCmd struct {
	store
	Login string `required:"" help:"Whose appointments end."`
	Title string `help:"Only the post with this title; empty: all of them."`
}

// Run ends appointments.
func (c *userEndCmd) Run(ctx context.Context, o out) error {
	n, err := console.EndPosts(ctx, c.DB, c.Login, c.Title)
	if err != nil {
		return told(err)
	}
	fmt.Fprintf(o, "ended %d appointments\n", n)
	return nil
}

type userPasswordCmd struct {
	store
	Login string `required:"" help:"Whose password."`
}

// Run reads one line from standard input, so that the password stands in no history and no list of processes.
func (c *userPasswordCmd) Run(ctx context.Context, o out) error {
	fmt.Fprint(os.Stderr, "password: ")
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && line == "" {
		return told(console.NoPassword())
	}
	if err := console.SetPassword(ctx, c.DB, c.Login, strings.TrimRight(line, "\r\n")); err != nil {
		return told(err)
	}
	fmt.Fprintln(o, "done; all sessions of the account have ended")
	return nil
}

type userDisableCmd struct {
	store
	Login string `required:"" help:"Whose account."`
}

// Run shuts an account.
func (c *userDisableCmd) Run(ctx context.Context, o out) error {
	if err := console.DisableAccount(ctx, c.DB, c.Login); err != nil {
		return told(err)
	}
	fmt.Fprintln(o, "disabled; its sessions have ended")
	return nil
}

type userEnableCmd struct {
	store
	Login string `required:"" help:"Whose account."`
}

// Run opens an account again.
func (c *userEnableCmd) Run(ctx context.Context, o out) error {
	if err := console.EnableAccount(ctx, c.DB, c.Login); err != nil {
		return told(err)
	}
	fmt.Fprintln(o, "enabled")
	return nil
}

type userListCmd struct{ store }

// Run lists accounts.
func (c *userListCmd) Run(ctx context.Context, o out) error {
	return told(console.ListStaff(ctx, c.DB, terminal(o)))
}
