package edition_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/place"
	"linli/internal/place/edition"
)

// childDSN makes the test binary an importer that TestKilledImport kills.
const childDSN = "LINLI_PLACE_IMPORT_DSN"

func TestMain(m *testing.M) {
	if dsn := os.Getenv(childDSN); dsn != "" {
		fmt.Println(importInChild(dsn))
		os.Exit(1) // it should have been killed
	}
	os.Exit(m.Run())
}

// importInChild imports a great list and prints a line for each step of progress.
func importInChild(dsn string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, dsn, db.Options{})
	if err != nil {
		return err
	}
	_, err = edition.Import(ctx, d, actor.Job("import"), strings.NewReader(great(60_000)), edition.Options{Progress: func(p edition.Progress) {
		fmt.Println(p.Phase, p.Done)
	}})
	return errors.Join(errors.New("the import ended by itself"), err)
}

// great is a list of about n communities in many towns.
func great(n int) string {
	var b strings.Builder
	b.WriteString(header + "330000000000,大省,,1\n330100000000,大市,330000000000,2\n330101000000,大区,330100000000,3\n")
	for town := 1; n > 0; town++ {
		fmt.Fprintf(&b, "330101%03d000,%d街道,330101000000,4\n", town, town)
		for v := 1; v < 400 && n > 0; v++ {
			fmt.Fprintf(&b, "330101%03d%03d,%d社区居委会,330101%03d000,5\n", town, v, v, town)
			n--
		}
	}
	return b.String()
}

func TestCancelledImportLeavesNothing(t *testing.T) {
	t.Parallel()
	list := great(5000)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, phase := range []edition.Phase{edition.Reading, edition.Comparing, edition.Writing, edition.Switching} {
			must(t, d, "2019-12-31", before)
			text := list
			if phase == edition.Reading {
				text = great(20_001)
			}
			// Stage all kinds of changes beside the many additions.
			text += "320000000000,江苏省,,1\n" + strings.TrimPrefix(strings.Replace(after, "进鲜港村", "进鲜港社区", 1), header)
			ctx, cancel := context.WithCancel(t.Context())
			_, err := edition.Import(ctx, d, actor.Job("import"), strings.NewReader(text), edition.Options{Progress: func(p edition.Progress) {
				if p.Phase == phase && (phase != edition.Writing || p.Done > p.Total/2) {
					cancel()
				}
			}})
			cancel()
			wantKind(t, err, errs.Unavailable, "cancelled in "+string(phase))
			wantHolding(t, d, before)
			if p, err := place.ByCode(t.Context(), d, "320602"); err != nil || p.Ended || p.ReplacedBy != "" {
				t.Errorf("a staged ending shows: %+v, %v", p, err)
			}
			if names, err := place.Names(t.Context(), d, []string{"330101001", "320613"}); err != nil || len(names) != 0 {
				t.Errorf("staged places show: %v, %v", names, err)
			}
			if ps, err := place.Find(t.Context(), d, "街道", []string{""}, 50); err != nil || len(ps) != 3 {
				t.Errorf("staged places are found: %v, %v", ps, err)
			}
		}
		rep := must(t, d, "2020-07-01", after)
		if rep.Recoded.Count != 3 || rep.Ended.Count != 4 || rep.Added.Count != 3 {
			t.Errorf("the next import: %+v", rep)
		}
		wantHolding(t, d, after)
		n, err := db.Value[int64](t.Context(), d, "SELECT COUNT(*) FROM place WHERE code LIKE '33%'")
		if err != nil || n != 0 {
			t.Errorf("%d staged rows were left, %v", n, err)
		}
	})
}

func TestKilledImportLeavesNothing(t *testing.T) {
	t.Parallel()
	for engine, dsnOf := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			dsn := dsnOf(t)
			clock := dbtest.At(time.Now())
			d := dbtest.Open(t, dsn, db.Options{Now: clock.Now})
			must(t, d, "2019-12-31", before)
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), childDSN+"="+dsn)
			out, err := child.StdoutPipe()
			if err == nil {
				err = child.Start()
			}
			if err != nil {
				t.Fatal(err)
			}
			staged := false
			for s := bufio.NewScanner(out); s.Scan() && !staged; {
				staged = strings.HasPrefix(s.Text(), "write") && s.Text() != "write 0"
			}
			if err := child.Process.Kill(); err != nil || !staged {
				t.Fatalf("nothing was staged when it was killed: %v", err)
			}
			_ = child.Wait() // killed

			clock.Set(time.Now())
			wantHolding(t, d, before)
			_, err = load(t, d, after, edition.Options{})
			wantKind(t, err, errs.Conflict, "an import just after the kill")
			clock.Add(2 * time.Minute)
			rep := must(t, d, "2020-07-01", after)
			if rep.Edition != 2 {
				t.Errorf("the import after a minute: %+v", rep)
			}
			wantHolding(t, d, after)
		})
	}
}

func TestOneImportAtATime(t *testing.T) {
	t.Parallel()
	eachAt(t, "2026-03-01", func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		must(t, d, "2019-12-31", before)
		// While one is writing, a second is refused. When the first has stood still for a minute it counts as killed:
		// the second takes over, and the first, waking up, finds that it may write no more.
		stood := false
		_, err := load(t, d, great(300), edition.Options{Progress: func(p edition.Progress) {
			if p.Phase != edition.Writing || stood {
				return
			}
			stood = true
			_, err := load(t, d, after, edition.Options{})
			wantKind(t, err, errs.Conflict, "a second import")
			wantHolding(t, d, before)
			clock.Add(2 * time.Minute)
			must(t, d, "2020-07-01", after)
		}})
		wantKind(t, err, errs.Conflict, "the first import, taken for dead")
		if !stood {
			t.Error("the import never wrote")
		}
		wantHolding(t, d, after)
		must(t, d, "2020-07-01", after)
	})
}

func TestOthersWriteWhileAnImportRuns(t *testing.T) {
	t.Parallel()
	list := great(20_000)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		others := writeMeanwhile(t, d, 0)
		rep, err := load(t, d, list, edition.Options{})
		took := others()
		if err != nil || rep.Added.Count < 20_000 {
			t.Errorf("%+v, %v", rep, err)
		}
		if len(took) < 10 {
			t.Errorf("only %d other writes came through", len(took))
		}
	})
}

// writeMeanwhile is another writer with small writes and a pause after each; the function it returns stops it and gives
// how long each write took, the shortest first.
func writeMeanwhile(t *testing.T, d *db.DB, pause time.Duration) (stop func() []time.Duration) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan []time.Duration)
	go func() {
		var took []time.Duration
		for ; ctx.Err() == nil; time.Sleep(pause) {
			began := time.Now()
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO rule (key, value, valid_from, source) VALUES ($1, '1', $2, 'test')`,
					fmt.Sprint(len(took)), began.String())
				return err
			})
			if err != nil {
				t.Error(err)
				break
			}
			took = append(took, time.Since(began))
		}
		done <- took
	}()
	return func() []time.Duration {
		cancel()
		took := <-done
		slices.Sort(took)
		if len(took) > 0 {
			t.Logf("%d other writes, p50 %v, p99 %v, max %v", len(took), took[len(took)/2], took[len(took)*99/100], took[len(took)-1])
		}
		return took
	}
}

// TestEditionsFollowTheLists draws a row of lists of one small city and imports one after the other; each draw has a city
// of its own, so that one database serves them all.
func TestEditionsFollowTheLists(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			editionsFollow(t, rt, d, fmt.Sprintf("%02d%02d", 11+n/99, 1+n%99))
			n++
		})
	})
}

func editionsFollow(t *testing.T, rt *rapid.T, d *db.DB, city string) {
	codes := map[string]string{} // every code that ever was, with its last name
	for edition := range rapid.IntRange(2, 4).Draw(rt, "editions") {
		list := header + city + "00000000,某市," + city[:2] + "0000000000,2\n"
		for town := 1; town <= rapid.IntRange(1, 3).Draw(rt, "towns"); town++ {
			list += fmt.Sprintf("%s00%03d000,%s街道,%s00000000,4\n", city, town, rapid.SampledFrom([]string{"甲", "乙", "丙"}).Draw(rt, "town"), city)
			for _, v := range rapid.SliceOfNDistinct(rapid.IntRange(1, 5), 1, 4, rapid.ID[int]).Draw(rt, "communities") {
				list += fmt.Sprintf("%s00%03d%03d,%s社区,%s00%03d000,5\n", city, town, v, rapid.SampledFrom([]string{"东", "西", "南"}).Draw(rt, "name"), city, town)
			}
		}
		from := fmt.Sprintf("20%02d-01-01", 10+edition)
		rep := must(t, d, from, list)
		if got, want := append([]string{city}, below(t, d, city)...), codesOf(t, list); !slices.Equal(got, want) {
			rt.Fatalf("after edition %d: %q, want %q", edition, got, want)
		}
		if sum := rep.Added.Count + rep.Recoded.Count + rep.Renamed.Count + rep.Unchanged; sum != rep.Rows {
			rt.Fatalf("%d of %d rows accounted for: %+v", sum, rep.Rows, rep)
		}
		if again := must(t, d, from, list); again.Edition != 0 {
			rt.Fatalf("the same list again changes something: %+v", again)
		}
		for line := range strings.Lines(strings.TrimPrefix(list, header)) {
			f := strings.Split(line, ",")
			codes[place.Trim(f[0])] = f[1]
		}
		for code, name := range codes {
			names, err := place.Names(t.Context(), d, []string{code})
			if err != nil || names[code] != name {
				rt.Fatalf("%s is called %q, want %q, %v", code, names[code], name, err)
			}
			if p, err := place.Resolve(t.Context(), d, code); err == nil && p.Ended || err != nil && !errs.Is(err, errs.NotFound) {
				rt.Fatalf("%s resolves to %+v, %v", code, p, err)
			}
		}
	}
}
