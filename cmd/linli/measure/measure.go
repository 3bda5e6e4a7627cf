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

type lifecycleCmd struct {
	DB      string `name:"db" default:"sqlite:linli-bench.db" help:"A new database, or one kept from before: sqlite:FILE or postgres://…; what the run makes is removed." placeholder:"DSN"`
	Wishes  int    `default:"10000" help:"Wishes stored before the clock starts." placeholder:"N"`
	Clients int    `default:"16" help:"Residents at work at the same time." placeholder:"M"`
	Seconds int    `default:"30" help:"How long is measured." placeholder:"S"`
	Keep    bool   `help:"Keep the filled store for another run with the same --wishes."`
	JSON    bool   `name:"json" help:"Print one JSON object instead of tables."`
}

// Run measures. Progress goes to standard error, the result to standard output.
func (c *lifecycleCmd) Run(ctx context.Context, o io.Writer) error {
	res, err := bench.Lifecycle(ctx, bench.Config{
		DSN: c.DB, Wishes: c.Wishes, Clients: c.Clients, Duration: time.Duration(c.Seconds) * time.Second, Keep: c.Keep, Progress: os.Stderr,
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return res.WriteJSON(o)
	}
	return res.WriteText(o)
}

type spikesCmd struct {
	DB      string `name:"db" default:"sqlite:linli-bench.db" help:"A new database, or one kept from before, as with lifecycle." placeholder:"DSN"`
	Wishes  int    `default:"10000" help:"Wishes stored before the clock starts." placeholder:"N"`
	Clients int    `default:"256" help:"Lifecycles on their way at most; who comes then waits." placeholder:"M"`
	Seconds int    `default:"30" help:"How long each wave is." placeholder:"S"`
	Keep    bool   `help:"Keep the filled store for another run with the same --wishes."`
}

func (c *spikesCmd) config() bench.Config {
	return bench.Config{DSN: c.DB, Wishes: c.Wishes, Clients: c.Clients, Duration: time.Duration(c.Seconds) * time.Second, Keep: c.Keep, Progress: os.Stderr}
}

// Run measures, as lifecycle does.
func (c *spikesCmd) Run(ctx context.Context, o io.Writer) error {
	res, err := bench.Spikes(ctx, c.config())
	if err != nil {
		return err
	}
	return res.WriteText(o)
}

type floodCmd struct {
	DB      string `name:"db" default:"sqlite:linli-bench.db" help:"A new database, or one kept from before, as with lifecycle." placeholder:"DSN"`
	Wishes  int    `default:"10000" help:"Wishes stored before the clock starts." placeholder:"N"`
	Clients int    `default:"64" help:"Telephones that send at the same time at most." placeholder:"M"`
	Seconds int    `default:"300" help:"In how long all reports come." placeholder:"S"`
	Keep    bool   `help:"Keep the filled store for another run with the same --wishes."`
}

// Run measures, as lifecycle does.
func (c *floodCmd) Run(ctx context.Context, o io.Writer) error {
	res, err := bench.Flood(ctx, (*spikesCmd)(c).config())
	if err != nil {
		return err
	}
	return res.WriteText(o)
}

type pagesCmd struct {
	DB      string `name:"db" default:"sqlite:linli-bench.db" help:"A new database, or one kept from before, as with lifecycle." placeholder:"DSN"`
	Wishes  int    `default:"10000" help:"Wishes stored." placeholder:"N"`
	Seconds int    `default:"60" help:"How long is measured." placeholder:"S"`
	Keep    bool   `help:"Keep the filled store for another run with the same --wishes."`
}

// Run measures, as lifecycle does.
func (c *pagesCmd) Run(ctx context.Context, o io.Writer) error {
	res, err := bench.AllPages(ctx, c.config())
	if err != nil {
		return err
	}
	return res.WriteText(o)
}

func (c *pagesCmd) config() bench.Config {
	return bench.Config{DSN: c.DB, Wishes: c.Wishes, Clients: 1, Duration: time.Duration(c.Seconds) * time.Second, Keep: c.Keep, Progress: os.Stderr}
}

type searchCmd pagesCmd

// Run measures, as lifecycle does.
func (c *searchCmd) Run(ctx context.Context, o io.Writer) error {
	res, err := bench.AllSearches(ctx, (*pagesCmd)(c).config())
	if err != nil {
		return err
	}
	return res.WriteText(o)
}

type importCmd struct {
	DB   string `name:"db" default:"sqlite:linli-bench.db" help:"A new database, as with lifecycle; what the run makes is removed." placeholder:"DSN"`
	Rows int    `default:"100000" help:"Rows of the workbook." placeholder:"N"`
}

// Run measures. Progress goes to standard error, the result to standard output.
func (c *importCmd) Run(ctx context.Context, o io.Writer) error {
	res, err := bench.Import(ctx, bench.Config{DSN: c.DB, Wishes: c.Rows, Progress: os.Stderr})
	if err != nil {
		return err
	}
	return res.WriteText(o)
}
