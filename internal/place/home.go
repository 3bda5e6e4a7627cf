package place

import (
	"context"
	"regexp"
	"strings"

	"linli/internal/db"
	"linli/internal/errs"
)

// Home is a place with the door behind it, as an address names them.
type Home struct {
	Place   Place
	Door    string // 2单元301室; empty where none is named
	Missing string // the building that is named and is not there: 9幢
}

var (
	buildingOf = regexp.MustCompile(`^(.*?)([0-9A-Za-z]+)\s*(幢|栋|号楼|座)(.*)$`)
	doorOf     = regexp.MustCompile(`^(.*?)((?:[0-9A-Za-z一二三四五六七八九十甲乙丙丁]+\s*单元\s*)?[0-9A-Za-z-]+\s*(?:室|号|户)?|[0-9A-Za-z一二三四五六七八九十甲乙丙丁]+\s*单元)$`)
	built      = regexp.MustCompile(`^([0-9A-Za-z]+)(幢|栋|号楼|座|号|楼)?$`)
)

// Home is the place that a cell names, also where it is an address written in one go: 花半里7幢, 花半里7栋2单元301室. n is as
// in Find; 0 also where a building is named that the place does not have.
func (l *Locator) Home(ctx context.Context, q db.Querier, cell string) (h Home, n int, err error) {
	defer errs.Wrap(&err, "place.Locator.Home")
	if h.Place, n, err = l.Find(ctx, q, cell); n != 0 || err != nil {
		return h, n, err
	}
	above, building := cell, ""
	if m := buildingOf.FindStringSubmatch(cell); m != nil {
		above, building, h.Door = m[1], m[2], m[4]
	} else if m := doorOf.FindStringSubmatch(cell); m != nil {
		above, h.Door = m[1], m[2]
	}
	h.Door = strings.Trim(h.Door, parting+"-－")
	if above = strings.TrimRight(above, parting); above == "" || above == cell {
		return h, 0, nil
	}
	if h.Place, n, err = l.Find(ctx, q, above); n != 1 || err != nil || building == "" {
		return h, n, err
	}
	inside, err := Children(ctx, q, h.Place.Code)
	for _, p := range inside {
		if m := built.FindStringSubmatch(strings.ReplaceAll(p.Name, " ", "")); m != nil && strings.EqualFold(m[1], building) {
			h.Place = p
			return h, 1, err
		}
	}
	h.Missing = building + buildingOf.FindStringSubmatch(cell)[3]
	return h, 0, err
}
