package boundary

import (
	"context"
	"sort"
	"strings"
	"sync"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/geo"
	"linli/internal/place"
	"linli/internal/remember"
	"linli/internal/workday"
)

// Area is a place with its outline of today, in WGS-84.
type Area struct {
	Code     string
	Shape    geo.Shape
	Box      geo.Box
	Inside   geo.Point // in the shape: where its name or its number stands
	Invented bool
}

// Sheet is every outline that holds, by code. It does not change.
type Sheet struct {
	Edition int64 // the import after which it was drawn
	areas   []Area

	mu    sync.Mutex
	drawn map[drawing]geo.Shape
}

type drawing struct{ at, zoom int }

// How long another process may not know of an import, and this one not of a place that has ended by hand.
const (
	knownFor = 5 * time.Second
	keptFor  = 10 * time.Minute
)

// Atlas lends the outlines, read once for each import: a district has some hundreds of them. It is safe for concurrent use.
type Atlas struct {
	d     *db.DB
	known *remember.Cache[int64]

	mu    sync.Mutex
	sheet *Sheet
	day   workday.Date
	until time.Time
}

// NewAtlas is over a database.
func NewAtlas(d *db.DB) *Atlas { return &Atlas{d: d, known: remember.New[int64](knownFor, 1)} }

// Today is every outline that holds today. A place that has got another code since has its outline under the code of today.
func (a *Atlas) Today(ctx context.Context) (_ *Sheet, err error) {
	defer errs.Wrap(&err, "boundary.Today")
	now := a.d.Now()
	edition, ok, epoch := a.known.Get("", now)
	if !ok {
		if edition, err = newest(ctx, a.d); err != nil {
			return nil, err
		}
		a.known.Put("", edition, now, epoch)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.sheet != nil && a.sheet.Edition == edition && a.day == workday.DateOf(now) && now.Before(a.until) {
		return a.sheet, nil
	}
	areas, err := today(ctx, a.d, workday.DateOf(now))
	if err != nil {
		return nil, err
	}
	a.sheet = &Sheet{Edition: edition, areas: areas, drawn: map[drawing]geo.Shape{}}
	a.day, a.until = workday.DateOf(now), now.Add(keptFor)
	return a.sheet, nil
}

// Forget makes this process look at once whether something was imported.
func (a *Atlas) Forget() { a.known.Clear() }

func today(ctx context.Context, d *db.DB, day workday.Date) ([]Area, error) {
	all, err := on(ctx, d, day)
	if err != nil {
		return nil, err
	}
	codes, own := make([]string, len(all)), map[string]bool{}
	for i, x := range all {
		codes[i], own[x.Code] = x.Code, true
	}
	places, err := place.Last(ctx, d, codes)
	if err != nil {
		return nil, err
	}
	out := all[:0]
	for _, x := range all {
		if p := places[x.Code]; p.Ended {
			p, err := place.Resolve(ctx, d, x.Code)
			if errs.Is(err, errs.NotFound) || err == nil && own[p.Code] {
				continue
			}
			if err != nil {
				return nil, err
			}
			x.Code = p.Code
			own[x.Code] = true
		}
		out = append(out, x)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Code < out[j].Code })
	return out, nil
}

// find is where a code stands or would stand.
func (s *Sheet) find(code string) int {
	return sort.Search(len(s.areas), func(i int) bool { return s.areas[i].Code >= code })
}

// Of is the outline of a place.
func (s *Sheet) Of(code string) (Area, bool) {
	if i := s.find(code); i < len(s.areas) && s.areas[i].Code == code {
		return s.areas[i], true
	}
	return Area{}, false
}

// Anchor is where something stands of which only the place is known: inside the place, or the nearest above it that has an
// outline.
func (s *Sheet) Anchor(code string) (geo.Point, bool) {
	for l := place.LevelOf(code); l > 0; l = place.LevelOf(code) {
		if x, ok := s.Of(code); ok {
			return x.Inside, true
		}
		above := place.Ancestors(code)
		if len(above) == 0 {
			break
		}
		code = above[len(above)-1]
	}
	return geo.Point{}, false
}

// Within is the outlines of the places below a code at a level, as they are worth drawing at a zoom.
func (s *Sheet) Within(code string, l place.Level, zoom int) []Area {
	var out []Area
	for i := s.find(code); i < len(s.areas) && strings.HasPrefix(s.areas[i].Code, code); i++ {
		if x := s.areas[i]; place.LevelOf(x.Code) == l {
			x.Shape = s.at(i, zoom)
			out = append(out, x)
		}
	}
	return out
}

// Drawn is the outline of a place as it is worth drawing at a zoom.
func (s *Sheet) Drawn(code string, zoom int) (Area, bool) {
	i := s.find(code)
	if i == len(s.areas) || s.areas[i].Code != code {
		return Area{}, false
	}
	x := s.areas[i]
	x.Shape = s.at(i, zoom)
	return x, true
}

// at is an outline at a zoom, simplified once.
func (s *Sheet) at(i, zoom int) geo.Shape {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := drawing{i, zoom}
	shape, ok := s.drawn[key]
	if !ok {
		shape = s.areas[i].Shape.At(zoom)
		s.drawn[key] = shape
	}
	return shape
}

// Box is around a place: its own outline, or those of what lies below it; empty where nothing has one.
func (s *Sheet) Box(code string) (b geo.Box) {
	if x, ok := s.Of(code); ok {
		return x.Box
	}
	for i := s.find(code); i < len(s.areas) && strings.HasPrefix(s.areas[i].Code, code); i++ {
		b = b.With(s.areas[i].Box)
	}
	return b
}
