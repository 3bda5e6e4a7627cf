package doctor

import (
	"context"
	"slices"
	"time"

	"linli/internal/db"
)

// weeksBack is how many whole weeks tell what is usual.
const weeksBack = 4

const week = 7 * 24 * time.Hour

// growth finds how many bytes the database and the photos usually grow by. Nothing is measured for it day by day: rows
// have their dates. An entry of the journal, of which every act leaves one, stands for as many bytes of the database as one
// does on the average; files have their sizes. What others write on the same disk is not in it.
func (f *Facts) growth(ctx context.Context, e Eyes) (err error) {
	d := &f.Database
	text := "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
	if d.Engine == db.Postgres {
		text = "SELECT pg_database_size(current_database())"
	}
	if d.Size, err = db.Value[int64](ctx, e.DB, text); err != nil {
		return err
	}
	acts, all, err := entries(ctx, e)
	if err != nil || len(acts) == 0 {
		return err
	}
	d.PerDay = int64(float64(d.Size) / float64(all) * float64(usual(acts)) / 7)
	photos := make([]int64, len(acts))
	for n := range photos {
		photos[n], err = db.Value[int64](ctx, e.DB, "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM file WHERE created_at >= $1 AND created_at < $2",
			e.Now.Add(-week*time.Duration(n+1)).UnixMicro(), e.Now.Add(-week*time.Duration(n)).UnixMicro())
		if err != nil {
			return err
		}
	}
	f.addGrowth(usual(photos) / 7)
	return nil
}

// addGrowth says of each disk what is added there.
func (f *Facts) addGrowth(photos int64) {
	add := func(path string, bytes int64) {
		at, _, ok := room(path)
		for i := range f.Disks {
			if ok && f.Disks[i].Device == at.Device {
				f.Disks[i].PerDay += bytes
			}
		}
	}
	if file := fileOf(f.Setup.DSN); file != "" {
		add(file, f.Database.PerDay)
	}
	if f.Setup.Files != "" {
		add(f.Setup.Files, photos)
	}
}

// entries is how many entries the journal got in each of the last whole weeks, the latest first, and how many it has
// altogether. Weeks that began before its first entry are left out. Entries are numbered in the order of time: a moment is
// found by halving, without an index.
func entries(ctx context.Context, e Eyes) (weeks []int64, all int64, err error) {
	type row struct{ id, at int64 }
	at := func(id int64) (row, error) {
		return db.One(ctx, e.DB, func(r db.Row) (x row, err error) { return x, r.Scan(&x.id, &x.at) },
			"SELECT id, at FROM journal WHERE id >= $1 ORDER BY id LIMIT 1", id)
	}
	last, err := db.Value[int64](ctx, e.DB, "SELECT COALESCE(MAX(id), 0) FROM journal")
	if err != nil || last == 0 {
		return nil, 0, err
	}
	first, err := at(0)
	if err != nil {
		return nil, 0, err
	}
	to := last + 1
	for n := 1; n <= weeksBack; n++ {
		since := e.Now.Add(-week * time.Duration(n)).UnixMicro()
		if first.at > since {
			break
		}
		low, high := first.id, to // the first entry that is not before since lies in (low, high]
		for low+1 < high {
			mid := low + (high-low)/2
			x, err := at(mid)
			if err != nil {
				return nil, 0, err
			}
			if x.at < since {
				low = x.id
			} else {
				high = mid
			}
		}
		weeks, to = append(weeks, to-high), high
	}
	return weeks, last - first.id + 1, nil
}

// usual is the lower of the two middle weeks: one in which much was brought in at once does not count for a habit. 0 when
// there are fewer than two.
func usual(weeks []int64) int64 {
	if len(weeks) < 2 {
		return 0
	}
	in := slices.Sorted(slices.Values(weeks))
	return in[(len(in)-1)/2]
}
