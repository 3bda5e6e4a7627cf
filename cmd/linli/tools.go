package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"linli/internal/app"
	"linli/internal/app/console"
)

// english tells whether the terminal speaks English rather than Chinese.
func english() bool {
	return !strings.HasPrefix(cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")), "zh")
}

// told turns an error of the house into a sentence for a terminal.
func told(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(console.Say(err, english()))
}

// terminal is where a command tells what it did.
func terminal(o out) console.Terminal { return console.Terminal{Out: o, English: english()} }

type migrateCmd struct{ store }

// Run migrates and says what it did.
func (c *migrateCmd) Run(ctx context.Context, o out) error {
	return told(console.Migrate(ctx, c.DB, terminal(o)))
}

type importCmd struct {
	Divisions      importDivisionsCmd      `cmd:"" help:"Import a list of divisions (CSV: code,name,parent_code,level and optionally urban_rural_type, alias, old_code; or code,urban_rural_type only), plain or gzip. Everything is checked first; nothing is written when a row is bad."`
	Neighbourhoods importNeighbourhoodsCmd `cmd:"" help:"Import 邻里 and buildings below communities (CSV: community,name and optionally number,building; a row for each building). Adds what is not there yet, everything or, when a row is bad, nothing; the same file again changes nothing."`
	Boundary       importBoundaryCmd       `cmd:"" help:"Import boundaries of places (GeoJSON, each feature with the division code of its place). Shows what would be done; with --do it is. The same file again changes nothing."`
	Table          importTableCmd          `cmd:"" default:"withargs" help:"Import wishes, people, orgs or places (XLSX or CSV; the columns are those of the page /import): linli import wishes FILE. Shows what would be done; with --do it is. The same file again changes nothing."`
	Calendar       importCalendarCmd       `cmd:"" help:"Import working days (CSV: date,notice_year,kind); the years in the file are replaced, provisional deadlines are computed again."`
}

type (
	importTableCmd struct {
		store
		console.TableFlags
	}
	importBoundaryCmd struct {
		store
		console.BoundaryFlags
	}
	csvCmd struct {
		store
		File string `arg:"" help:"CSV file in UTF-8." type:"existingfile"`
	}
	importNeighbourhoodsCmd struct{ csvCmd }
	importCalendarCmd       struct{ csvCmd }
)

// Run reads a table of records in, as the pages do.
func (c *importTableCmd) Run(ctx context.Context, o out) error {
	return told(console.ImportTable(ctx, c.DB, c.TableFlags, progress(), terminal(o)))
}

// Run brings outlines of places in, or says what that would do.
func (c *importBoundaryCmd) Run(ctx context.Context, o out) error {
	return told(console.ImportBoundaries(ctx, c.DB, c.BoundaryFlags, terminal(o)))
}

// Run imports 邻里 and buildings, all of them or none.
func (c *importNeighbourhoodsCmd) Run(ctx context.Context, o out) error {
	return opened(c.File, func(f io.Reader) error {
		return console.ImportNeighbourhoods(ctx, c.DB, console.Neighbourhoods{File: f, Name: c.File, Out: o, English: english()})
	})
}

type importDivisionsCmd struct {
	store
	File      string `arg:"" help:"CSV or CSV.gz file." type:"existingfile"`
	SkipBad   bool   `help:"Leave bad rows out, and what hangs under them, instead of refusing the file."`
	ValidFrom string `help:"First day of this edition; today when empty." placeholder:"2026-01-01"`
}

// Run imports, with progress on the terminal; Ctrl-C leaves nothing half done.
func (c *importDivisionsCmd) Run(ctx context.Context, o out) error {
	return opened(c.File, func(f io.Reader) error {
		return console.ImportDivisions(ctx, c.DB, console.Divisions{File: f, Name: c.File, SkipBad: c.SkipBad, ValidFrom: c.ValidFrom, Out: o, Progress: os.Stderr, English: english()})
	})
}

// Run imports working days.
func (c *importCalendarCmd) Run(ctx context.Context, o out) error {
	return opened(c.File, func(f io.Reader) error {
		years, err := console.ImportCalendar(ctx, c.DB, f)
		if err == nil {
			fmt.Fprintln(o, "imported the notices of", years)
		}
		return err
	})
}

// opened does something with a file, and tells what went wrong.
func opened(path string, do func(io.Reader) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return told(errors.Join(do(f), f.Close()))
}

type docsCmd struct {
	Dir string `arg:"" help:"Folder." type:"existingdir"`
}

// Run writes states.md, events.md, openapi.json and config.md.
func (c *docsCmd) Run() error {
	return errors.Join(app.WriteDocs(c.Dir), writeConfig(c.Dir+"/config.md"))
}
