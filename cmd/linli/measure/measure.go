// Package measure is `linli bench`: the commands that measure this machine.
package measure

import (
	"context"
	"io"
	"os"
	"time"

	"linli/bench"
)

// Cmd is all of them.
type Cmd struct {
	Lifecycle lifecycleCmd `cmd:"" help:"Whole lifecycles of wishes through the JSON interface, beside the machine's own limits; see bench/README.md."`
	Spikes    spikesCmd    `cmd:"" help:"Lifecycles that begin 10, 150, 10, 250, 20, 350 and 100 times a second, one wave after the other."`
	Flood     floodCmd     `cmd:"" help:"10,740 reports with a photo each; every fifth connection is cut before its answer."`
	Pages     pagesCmd     `cmd:"" help:"The pages of the loop, one after the other."`
	Search    searchCmd    `cmd:"" help:"The search: words, common and rare, for whom little is to be found and for whom much."`
	Import    importCmd    `cmd:"" help:"A workbook of wishes read into an empty store as the page does it, and once more."`
}

// store is what is measured over.
type store struct {
	DB     string `name:"db" default:"sqlite:linli-bench.db" help:"A new database, or one kept from before: sqlite:FILE or postgres://…; what the run makes is removed." placeholder:"DSN"`
	Wishes int    `default:"10000" help:"Wishes stored before the clock starts." placeholder:"N"`
	Keep   bool   `help:"Keep the filled store for another run with the same --wishes."`
}

func (s store) config(clients, seconds int) bench.Config {
	return bench.Config{DSN: s.DB, Wishes: s.Wishes, Clients: clients, Duration: time.Duration(seconds) * time.Second, Keep: s.Keep, Progress: os.Stderr}
}

// told prints what was measured.
func told(o io.Writer, res interface{ WriteText(io.Writer) error }, err error) error {
	if err != nil {
		return err
	}
	return res.WriteText(o)
}

type lifecycleCmd struct {
	store
	Clients int  `default:"16" help:"Residents at work at the same time." placeholder:"M"`
	Seconds int  `default:"30" help:"How long is measured." placeholder:"S"`
	JSON    bool `name:"json" help:"Print one JSON object instead of tables."`
}

// Run measures. Progress goes to standard error, the result to standard output.
func (c *lifecycleCmd) Run(ctx context.Context, o io.Writer) error {
	res, err := bench.Lifecycle(ctx, c.config(c.Clients, c.Seconds))
	if err == nil && c.JSON {
		return res.WriteJSON(o)
	}
	return told(o, res, err)
}

type spikesCmd struct {
	store
	Clients int `default:"256" help:"Lifecycles on their way at most; who comes then waits." placeholder:"M"`
	Seconds int `default:"30" help:"How long each wave is." placeholder:"S"`
}

// Run measures, as lifecycle does.
func (c *spikesCmd) Run(ctx context.Context, o io.Writer) error {
	res, err := bench.Spikes(ctx, c.config(c.Clients, c.Seconds))
	return told(o, res, err)
}

type floodCmd struct {
	store
	Clients int `default:"64" help:"Telephones that send at the same time at most." placeholder:"M"`
	Seconds int `default:"300" help:"In how long all reports come." placeholder:"S"`
}

// Run measures, as lifecycle does.
func (c *floodCmd) Run(ctx context.Context, o io.Writer) error {
	res, err := bench.Flood(ctx, c.config(c.Clients, c.Seconds))
	return told(o, res, err)
}

type pagesCmd struct {
	store
	Seconds int `default:"60" help:"How long is measured." placeholder:"S"`
}

// Run measures, as lifecycle does.
func (c *pagesCmd) Run(ctx context.Context, o io.Writer) error {
	res, err := bench.AllPages(ctx, c.config(1, c.Seconds))
	return told(o, res, err)
}

type searchCmd pagesCmd

// Run measures, as lifecycle does.
func (c *searchCmd) Run(ctx context.Context, o io.Writer) error {
	res, err := bench.AllSearches(ctx, c.config(1, c.Seconds))
	return told(o, res, err)
}

type importCmd struct {
	DB   string `name:"db" default:"sqlite:linli-bench.db" help:"A new database, as with lifecycle; what the run makes is removed." placeholder:"DSN"`
	Rows int    `default:"100000" help:"Rows of the workbook." placeholder:"N"`
}

// Run measures. Progress goes to standard error, the result to standard output.
func (c *importCmd) Run(ctx context.Context, o io.Writer) error {
	res, err := bench.Import(ctx, bench.Config{DSN: c.DB, Wishes: c.Rows, Progress: os.Stderr})
	return told(o, res, err)
}
