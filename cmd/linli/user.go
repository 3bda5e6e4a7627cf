package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"linli/internal/app"
)

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Add a member of staff with an account and a post; prints a one-time link to set the password."`
	Org      userOrgCmd      `cmd:"" help:"Add an organisation: a community, an office of the street, a superior group …"`
	End      userEndCmd      `cmd:"" help:"End an appointment now; its open wishes stand in the unit's inbox the same moment."`
	Password userPasswordCmd `cmd:"" help:"Set a password, read from standard input."`
	Disable  userDisableCmd  `cmd:"" help:"Shut an account and end its sessions."`
	List     userListCmd     `cmd:"" help:"List staff accounts with their posts."`
}

type userOrgCmd struct {
	store
	Kind  string `required:"" help:"community_committee, party_branch, association, property_firm, unit, street, street_office, superior_group, district, bureau."`
	Place string `required:"" help:"Code of the place it is responsible for, with everything below." placeholder:"CODE"`
	Name  string `required:"" help:"Full name."`
	Short string `help:"Name as pages print it."`
	Phone string `help:"Duty telephone of the organisation, never of a person."`
	Hours string `help:"When the telephone is answered, as printed."`
	USCC  string `name:"uscc" help:"Unified social credit code; a code that fails its check is kept with a warning."`
}

// Run adds an organisation.
func (c *userOrgCmd) Run(ctx context.Context, o out) error {
	id, doubtful, err := app.AddOrg(ctx, c.DB, app.NewOrg{Kind: c.Kind, Place: c.Place, Name: c.Name, Short: c.Short, Phone: c.Phone, Hours: c.Hours, USCC: c.USCC})
	if err != nil {
		return told(err)
	}
	if doubtful {
		fmt.Fprintln(o, "warning: the credit code fails its check; it is kept until a supervisor lets it stand")
	}
	fmt.Fprintln(o, id)
	return nil
}

type userAddCmd struct {
	store
	Login   string `required:"" help:"What the person signs in with."`
	Name    string `required:"" help:"Full name."`
	Role    string `required:"" help:"social_worker, secretary, vice_secretary, street_officer, street_leader, group_leader, command_centre, handler, auditor, system_admin."`
	Org     string `help:"Id of the organisation of the post (as linli user org printed it); empty: the community committee at --place."`
	Place   string `help:"Code of the community, when --org is empty." placeholder:"CODE"`
	Title   string `required:"" help:"Title of the post as printed: 社工."`
	BaseURL string `env:"LINLI_BASE_URL" default:"http://127.0.0.1:8080" help:"Address of the installation, for the link." placeholder:"URL"`
}

// Run adds a member of staff.
func (c *userAddCmd) Run(ctx context.Context, o out) error {
	token, err := app.AddStaff(ctx, c.DB, app.NewStaff{Login: c.Login, Name: c.Name, Role: c.Role, Org: c.Org, Place: c.Place, Title: c.Title})
	if err != nil {
		return told(err)
	}
	fmt.Fprintf(o, "%s/invitation/%s\n", strings.TrimSuffix(c.BaseURL, "/"), token)
	return nil
}

type userEndCmd struct {
	store
	Login string `required:"" help:"Whose appointments end."`
	Title string `help:"Only the post with this title; empty: all of them."`
}

// Run ends appointments.
func (c *userEndCmd) Run(ctx context.Context, o out) error {
	n, err := app.EndPosts(ctx, c.DB, c.Login, c.Title)
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
		return errors.New("no password on standard input")
	}
	if err := app.SetPassword(ctx, c.DB, c.Login, strings.TrimRight(line, "\r\n")); err != nil {
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
	if err := app.DisableAccount(ctx, c.DB, c.Login); err != nil {
		return told(err)
	}
	fmt.Fprintln(o, "disabled; its sessions have ended")
	return nil
}

type userListCmd struct{ store }

// Run lists accounts.
func (c *userListCmd) Run(ctx context.Context, o out) error { return told(app.ListStaff(ctx, c.DB, o)) }
