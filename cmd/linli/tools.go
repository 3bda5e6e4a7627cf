package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"linli/internal/app"
	"linli/internal/app/console"
)

// english tells whether the terminal speaks English rather than Chinese.
func english() bool {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			return !strings.HasPrefix(v, "zh")
		}
	}
	return true
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
	Wishes         importWishesCmd         `cmd:"" help:"Import wishes from another system (XLSX or CSV; the columns are those of the page /import/wishes). Shows what would be done; with --do it is. The same file again changes nothing."`
	People         importPeopleCmd         `cmd:"" help:"Import people, likewise."`
	Orgs           importOrgsCmd           `cmd:"" help:"Import organisations, likewise."`
	Places         importPlacesCmd         `cmd:"" help:"Import 邻里 and buildings, new ones and new names, likewise."`
	Calendar       importCalendarCmd       `cmd:"" help:"Import working days (CSV: date,notice_year,kind); the years in the file are replaced, provisional deadlines are computed again."`
}

// importTableCmd reads a table of records in, as the pages do.
type importTableCmd struct {
	store
	File   string `arg:"" help:"XLSX, or CSV in UTF-8 or GB 18030." type:"existingfile"`
	Keys   string `env:"LINLI_KEYS" help:"The keys as serve has them. Empty: beside an SQLite file, as FILE.keys." placeholder:"SOURCE"`
	Do     bool   `help:"Import what is shown. Without it nothing is written."`
	Report string `help:"Write a copy of the file with the reason beside each refused line." placeholder:"FILE" type:"path"`
}

func (c *importTableCmd) run(ctx context.Context, kind string, o out) error {
	return told(console.ImportTable(ctx, c.DB, console.Table{
		Kind: kind, File: c.File, Keys: c.Keys, Do: c.Do, Report: c.Report, Progress: progress(), Terminal: terminal(o),
	}))
}

type (
	importWishesCmd struct{ importTableCmd }
	importPeopleCmd struct{ importTableCmd }
	importOrgsCmd   struct{ importTableCmd }
	importPlacesCmd struct{ importTableCmd }
)

// Run reads in wishes from another system.
func (c *importWishesCmd) Run(ctx context.Context, o out) error { return c.run(ctx, "wishes", o) }

// Run reads in people.
func (c *importPeopleCmd) Run(ctx context.Context, o out) error { return c.run(ctx, "people", o) }

// Run reads in organisations.
func (c *importOrgsCmd) Run(ctx context.Context, o out) error { return c.run(ctx, "orgs", o) }

// Run reads in 邻里 and buildings.
func (c *importPlacesCmd) Run(ctx context.Context, o out) error { return c.run(ctx, "places", o) }

type importNeighbourhoodsCmd struct {
	store
	File string `arg:"" help:"CSV file in UTF-8." type:"existingfile"`
}

// Run imports 邻里 and buildings, all of them or none.
func (c *importNeighbourhoodsCmd) Run(ctx context.Context, o out) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // read only
	return told(console.ImportNeighbourhoods(ctx, c.DB, console.Neighbourhoods{File: f, Name: c.File, Out: o, English: english()}))
}

type importDivisionsCmd struct {
	store
	File      string `arg:"" help:"CSV or CSV.gz file." type:"existingfile"`
	SkipBad   bool   `help:"Leave bad rows out, and what hangs under them, instead of refusing the file."`
	ValidFrom string `help:"First day of this edition; today when empty." placeholder:"2026-01-01"`
}

// Run imports, with progress on the terminal; Ctrl-C leaves nothing half done.
func (c *importDivisionsCmd) Run(ctx context.Context, o out) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // read only
	return told(console.ImportDivisions(ctx, c.DB, console.Divisions{
		File: f, Name: c.File, SkipBad: c.SkipBad, ValidFrom: c.ValidFrom, Out: o, Progress: os.Stderr, English: english(),
	}))
}

type importCalendarCmd struct {
	store
	File string `arg:"" help:"CSV file." type:"existingfile"`
}

// Run imports working days.
func (c *importCalendarCmd) Run(ctx context.Context, o out) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // read only
	years, err := console.ImportCalendar(ctx, c.DB, f)
	if err != nil {
		return told(err)
	}
	fmt.Fprintln(o, "imported the notices of", years)
	return nil
}

type docsCmd struct {
	Dir string `arg:"" help:"Folder." type:"existingdir"`
}

// Run writes states.md, events.md, openapi.json and config.md.
func (c *docsCmd) Run() error {
	if err := app.WriteDocs(c.Dir); err != nil {
		return err
	}
	return writeConfig(c.Dir + "/config.md")
}
