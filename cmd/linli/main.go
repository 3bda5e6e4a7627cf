// Command linli is the whole product: a server, a demonstration, and the tools around them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"linli/cmd/linli/measure"
	"linli/internal/app/console"
)

// version is the release, as CHANGELOG.md names it.
const version = "0.4.0"

// commands are the subcommands; each field documents itself, and docs/config.md is generated from them.
type commands struct {
	Config kong.ConfigFlag `help:"JSON file with flags by name, for example {\"serve\": {\"db\": \"sqlite:/var/lib/linli/linli.db\"}}." placeholder:"FILE"`

	Demo      demoCmd      `cmd:"" help:"Start the demonstration district: no account, no network, gone when it ends."`
	Serve     serveCmd     `cmd:"" help:"Serve an installation."`
	Migrate   migrateCmd   `cmd:"" help:"Bring a database to this release and say what was done."`
	Import    importCmd    `cmd:"" help:"Import divisions, what lies below communities, boundaries, tables of records, or the working calendar."`
	Org       orgCmd       `cmd:"" help:"Organisations: communities, offices of the street, groups, firms."`
	User      userCmd      `cmd:"" help:"Staff accounts and the posts they hold."`
	Rule      ruleCmd      `cmd:"" help:"Dated rules: deadlines, limits, office hours, lengths of sessions."`
	Search    searchCmd    `cmd:"" help:"The index of the search: how it stands, building it anew."`
	Notice    noticeCmd    `cmd:"" help:"What people are told about their data, version by version."`
	Journal   journalCmd   `cmd:"" help:"The journal's log: a signed checkpoint to keep elsewhere, an export."`
	Verify    verifyCmd    `cmd:"" help:"Check that no entry of the journal was altered, removed or reordered. Exit status 0: everything agrees; 1: something does not; 2: it could not be checked."`
	Keys      keysCmd      `cmd:"" help:"Keys of sealed fields (telephones, identity numbers, addresses), and the one that signs the journal's log."`
	Doctor    doctorCmd    `cmd:"" help:"Look at an installation, running or not, and say what is wrong and what to do; give it what serve gets. It changes nothing. Ends with 0 (well), 1 (attention) or 2 (problem)."`
	Bench     measure.Cmd  `cmd:"" help:"Measure this machine."`
	Solve     solveCmd     `cmd:"" help:"Algorithms on public file formats: counting rules, siting, walking."`
	Backup    backupCmd    `cmd:"" help:"Write one archive of everything, encrypted to a key, while the system runs."`
	BackupKey backupKeyCmd `cmd:"" help:"Make a key pair for archives and print the public key."`
	Restore   restoreCmd   `cmd:"" help:"Read an archive into an empty database of either engine, and prove that it is the same."`
	Rehearse  rehearseCmd  `cmd:"" help:"Restore an archive into a temporary place and report whether all is there."`
	Version   versionCmd   `cmd:"" help:"Print the release."`
	Docs      docsCmd      `cmd:"" hidden:"" help:"Write the generated files of docs/."`
}

// out is where a command writes; tests put their own.
type out struct{ io.Writer }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with its surroundings as parameters. It returns the exit status: 0, 1 for a failure, 2 for a wrong
// call, or what the command says.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c commands
	parser, err := kong.New(&c, kong.Name("linli"), kong.Description("邻里+ · neighbourhood governance and service in one program."),
		kong.Writers(stdout, stderr), kong.Configuration(kong.JSON),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(out{stdout}), kong.BindTo(stdout, (*io.Writer)(nil)))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	if err != nil {
		parser.Errorf("%s", console.Say(err, english()))
		return 2
	}
	err = k.Run()
	if err == nil {
		return 0
	}
	var e exit
	if !errors.As(err, &e) {
		e = exit{1, err}
	}
	if e.why != nil {
		fmt.Fprintln(stderr, "linli:", console.Say(e.why, english()))
	}
	return e.status
}

// exit ends the program with a status that says more than that it failed.
type exit struct {
	status int
	why    error // nil: everything was said
}

func (e exit) Error() string { return fmt.Sprint("exit status ", e.status) }

// logger writes structured lines to standard error; no line holds personal data, a query string or a form value.
func logger(level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

type versionCmd struct{}

// Run prints the release.
func (versionCmd) Run(o out) error {
	_, err := fmt.Fprintln(o, "linli", version)
	return err
}
