package place_test

import (
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/place/edition"
)

const header = "code,name,parent_code,level\n"

// before is a city before two of its districts merge.
const before = header + `320600000000,南通市,320000000000,2
320602000000,崇川区,320600000000,3
320602001000,城东街道,320602000000,4
320602001001,北街社区居委会,320602001000,5
320602001002,东街社区居委会,320602001000,5
320611000000,港闸区,320600000000,3
320611001000,永兴街道,320611000000,4
320611001001,永兴社区居委会,320611001000,5
320612000000,通州区,320600000000,3
320612001000,金沙街道,320612000000,4
320612001200,进鲜港村委会,320612001000,5
`

// after is the same city when they have merged into 320613.
const after = header + `320600000000,南通市,320000000000,2
320613000000,崇川区,320600000000,3
320613001000,城东街道,320613000000,4
320613001001,北街社区居委会,320613001000,5
320613001002,东大街社区居委会,320613001000,5
320613002000,永兴街道,320613000000,4
320613002001,永兴社区居委会,320613002000,5
320612000000,通州区,320600000000,3
320612001000,金沙街道,320612000000,4
320612001200,进鲜港村委会,320612001000,5
`

// must imports a list valid from a day.
func must(t *testing.T, d *db.DB, from, list string) edition.Report {
	t.Helper()
	rep, err := edition.Import(t.Context(), d, actor.Job("import"), strings.NewReader(list), edition.Options{ValidFrom: day(t, from)})
	if err != nil {
		t.Fatalf("%+v, %v", rep, err)
	}
	return rep
}
