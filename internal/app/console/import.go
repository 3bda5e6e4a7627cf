package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"linli/internal/app"
	"linli/internal/geo"
	"linli/internal/place"
	"linli/internal/place/below"
	"linli/internal/place/boundary"
	"linli/internal/place/edition"
)

// Divisions is an import of the division tree.
type Divisions struct {
	File      io.Reader
	Name      string // of the file, for the report
	SkipBad   bool
	ValidFrom string    // 2026-01-01; empty: today
	Out       io.Writer // the report
	Progress  io.Writer // one line that is written again and again
	English   bool
}

// ImportDivisions imports a list of divisions and reports what it changed; every bad row is named with its line. What
// stands at recoded places follows at once. Where that is interrupted, the job that the import has left does the rest when
// the server runs.
func ImportDivisions(ctx context.Context, dsn string, in Divisions) error {
	opt := edition.Options{SkipBad: in.SkipBad, Source: in.Name, Progress: func(p edition.Progress) {
		fmt.Fprintf(in.Progress, "\r%-40s", progressLine(p, in.English))
	}}
	var err error
	if opt.ValidFrom, err = day("valid-from", in.ValidFrom); err != nil {
		return err
	}
	return with(ctx, dsn, func(a *app.App) error {
		rep, err := a.ImportDivisions(ctx, self(), in.File, opt)
		fmt.Fprintln(in.Progress)
		if err != nil && !rep.Refused { // not begun, or cancelled: the report would speak of nothing
			return err
		}
		if err := errors.Join(rep.WriteText(in.Out, language(in.English)), err); err != nil || rep.Edition == 0 {
			return err
		}
		followed, err := a.Follow(ctx, rep.Edition)
		return errors.Join(writeFollowed(in.Out, followed, in.English), err)
	})
}

// phases are what an import is doing, in Chinese.
func phases() map[edition.Phase]string {
	return map[edition.Phase]string{
		edition.Reading: "读取", edition.Validating: "检查", edition.Cleaning: "清理上次没做完的", edition.Comparing: "对比", edition.Writing: "写入", edition.Switching: "切换",
	}
}

// progressLine is how far an import is, in one line; a total that is not known is not named.
func progressLine(p edition.Progress, english bool) string {
	phase, rows := string(p.Phase), " rows"
	if !english {
		phase, rows = phases()[p.Phase], " 行"
	}
	switch {
	case p.Total > 0:
		return fmt.Sprintf("%s %d / %d%s", phase, p.Done, p.Total, rows)
	case p.Done > 0:
		return fmt.Sprintf("%s %d%s", phase, p.Done, rows)
	}
	return phase + " …"
}

// writeFollowed tells a terminal what has followed, and what waits for people.
func writeFollowed(w io.Writer, f app.Followed, english bool) error {
	l := tongue(english)
	var b strings.Builder
	if f.Any() {
		fmt.Fprintln(&b, l.T("console.followed", f.Places, f.Orgs, f.Homes, f.Rules, f.Wishes, f.Requests))
	}
	for _, x := range f.Left {
		line := l.T("console.left_ended", place.Show(x.Old))
		if x.New != "" {
			line = l.T("console.left", place.Show(x.Old), place.Show(x.New))
		}
		if len(x.Orgs) > 0 {
			line += " " + l.T("console.left_orgs", strings.Join(x.Orgs, "、"))
		}
		if x.Places+x.Homes+x.Rules+x.Wishes+x.Requests > 0 {
			line += " " + l.T("console.left_rows", x.Places, x.Homes, x.Rules, x.Wishes, x.Requests)
		}
		fmt.Fprintln(&b, line)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// ImportCalendar imports working days and computes what was provisional again at once.
func ImportCalendar(ctx context.Context, dsn string, file io.Reader) (years []int, err error) {
	err = with(ctx, dsn, func(a *app.App) error {
		if years, err = a.Rules.ImportCalendar(ctx, self(), file); err != nil {
			return err
		}
		_, err := a.Redue.Redue(ctx)
		return err
	})
	return years, err
}

// Neighbourhoods is an import of 邻里 and buildings below communities.
type Neighbourhoods struct {
	File    io.Reader
	Name    string    // of the file, for report and journal
	Out     io.Writer // the report
	English bool
}

// ImportNeighbourhoods adds what a file names below communities and is not there yet, all of it or, when a row is bad,
// nothing; every bad row is named with its line.
func ImportNeighbourhoods(ctx context.Context, dsn string, in Neighbourhoods) error {
	return with(ctx, dsn, func(a *app.App) error {
		rep, err := below.Import(ctx, a.DB, self(), in.File, in.Name)
		if err != nil && len(rep.Problems) == 0 { // the report would speak of nothing
			return err
		}
		return errors.Join(rep.WriteText(in.Out, language(in.English)), err)
	})
}

// BoundaryFlags are the arguments of the command.
type BoundaryFlags struct {
	File      string `arg:"" help:"GeoJSON: a FeatureCollection of polygons." type:"existingfile"`
	Property  string `help:"The property that holds the division code. Empty: the one that does in every feature."`
	System    string `default:"wgs84" enum:"wgs84,gcj02" help:"The coordinate system of the file: wgs84 (CGCS2000 too) or gcj02. Stored is WGS-84."`
	ValidFrom string `help:"First day of these boundaries; today when empty." placeholder:"2026-01-01"`
	Invented  bool   `help:"Nobody has measured them: maps say so."`
	Do        bool   `help:"Import what is shown. Without it nothing is written."`
}

// ImportBoundaries brings outlines of places in, or says what that would do; every feature that is refused is named with its
// reason.
func ImportBoundaries(ctx context.Context, dsn string, in BoundaryFlags, t Terminal) error {
	from, err := day("valid-from", in.ValidFrom)
	if err != nil {
		return err
	}
	f, err := os.Open(in.File)
	if err != nil {
		return err
	}
	opt := boundary.Options{Source: in.File, Property: in.Property, System: geo.System(in.System), ValidFrom: from, Invented: in.Invented, Do: in.Do}
	err = with(ctx, dsn, func(a *app.App) error {
		rep, err := boundary.Import(ctx, a.DB, self(), f, opt)
		if err != nil && len(rep.Problems) == 0 { // the report would speak of nothing
			return err
		}
		return errors.Join(rep.WriteText(t.Out, language(t.English)), err)
	})
	return errors.Join(err, f.Close())
}
