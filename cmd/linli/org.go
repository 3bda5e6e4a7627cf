package main

import (
	"context"

	"linli/internal/app/console"
)

type orgCmd struct {
	Add      orgAddCmd      `cmd:"" help:"Add an organisation: a community, an office of the street, a superior group …; prints its id."`
	Set      orgSetCmd      `cmd:"" help:"Change short name, telephone, hours or credit code of an organisation."`
	Override orgOverrideCmd `cmd:"" help:"Let a credit code stand that fails its check, on a supervisor's word."`
	List     orgListCmd     `cmd:"" help:"List organisations with their ids."`
	StandIn  orgStandInCmd  `cmd:"" name:"stand-in" help:"Let somebody stand in for the holder of a post from day to day, end that, or list who stands in."`
}

type orgAddCmd struct {
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
func (c *orgAddCmd) Run(ctx context.Context, o out) error {
	return told(console.AddOrg(ctx, c.DB, console.NewOrg{
		Kind: c.Kind, Place: c.Place, Name: c.Name, Short: c.Short, Phone: c.Phone, Hours: c.Hours, USCC: c.USCC,
	}, terminal(o)))
}

// which is the organisation that is meant.
type which struct {
	Org   string `xor:"which" required:"" help:"Its id (linli org list shows it)." placeholder:"ID"`
	Place string `xor:"which" required:"" help:"Code of a community instead of --org: its committee." placeholder:"CODE"`
}

type orgSetCmd struct {
	store
	which
	Short *string `help:"Name as pages print it; --short= takes it away."`
	Phone *string `help:"Duty telephone of the organisation, never of a person; --phone= takes it away."`
	Hours *string `help:"When the telephone is answered, as printed; --hours= takes it away."`
	USCC  *string `name:"uscc" help:"Unified social credit code; a code that fails its check is kept with a warning."`
}

// Run changes an organisation.
func (c *orgSetCmd) Run(ctx context.Context, o out) error {
	return told(console.SetOrg(ctx, c.DB, console.OrgChange{Org: c.Org, Place: c.Place, Short: c.Short, Phone: c.Phone, Hours: c.Hours, USCC: c.USCC}, terminal(o)))
}

type orgOverrideCmd struct {
	store
	which
	By string `required:"" help:"Login of the supervisor who has compared the code with the certificate: an administrator or the street's leader there. The journal names this person." placeholder:"LOGIN"`
}

// Run lets a credit code stand.
func (c *orgOverrideCmd) Run(ctx context.Context, o out) error {
	return told(console.OverrideOrg(ctx, c.DB, c.Org, c.Place, c.By, terminal(o)))
}

type orgListCmd struct {
	store
	Place string `help:"Only those at this place and below it." placeholder:"CODE"`
}

// Run lists organisations.
func (c *orgListCmd) Run(ctx context.Context, o out) error {
	return told(console.ListOrgs(ctx, c.DB, c.Place, terminal(o)))
}

type orgStandInCmd struct {
	Add  orgStandInAddCmd  `cmd:"" help:"Name who stands in; prints an id."`
	End  orgStandInEndCmd  `cmd:"" help:"End it now, or before it has begun."`
	List orgStandInListCmd `cmd:"" help:"Who stands in for somebody, now and later."`
}

type orgStandInAddCmd struct {
	store
	For    string `required:"" help:"Login of who is away and holds the post." placeholder:"LOGIN"`
	Person string `required:"" help:"Login of the colleague who stands in." placeholder:"LOGIN"`
	Title  string `help:"Which post, where several are held." placeholder:"TITLE"`
	First  string `required:"" help:"First day." placeholder:"2026-06-01"`
	Last   string `required:"" help:"Last day, that day included." placeholder:"2026-06-05"`
	Alone  bool   `help:"The holder does not act in the post on these days."`
}

// Run names a stand-in.
func (c *orgStandInAddCmd) Run(ctx context.Context, o out) error {
	return told(console.NameStandIn(ctx, c.DB, console.NewStandIn{
		For: c.For, Person: c.Person, Title: c.Title, First: c.First, Last: c.Last, Alone: c.Alone,
	}, terminal(o)))
}

type orgStandInEndCmd struct {
	store
	ID string `arg:"" help:"Its id (linli org stand-in list shows it)."`
}

// Run ends a stand-in.
func (c *orgStandInEndCmd) Run(ctx context.Context, o out) error {
	return told(console.EndStandIn(ctx, c.DB, c.ID, terminal(o)))
}

type orgStandInListCmd struct {
	store
	For string `required:"" help:"Login of who holds the posts." placeholder:"LOGIN"`
}

// Run lists stand-ins.
func (c *orgStandInListCmd) Run(ctx context.Context, o out) error {
	return told(console.ListStandIns(ctx, c.DB, c.For, terminal(o)))
}
