package place_test

import (
	"strings"
	"testing"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/place"
)

func TestFind(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d, "2019-12-31", before)
		must(t, d, "2020-07-01", after)
		must(t, d, "2021-01-01", "code,alias,old_code\n320613001001,城北社区;北门100%社区,\n320612001200,城北村,\n320613002001,,320611001001\n")
		must(t, d, "2022-01-01", strings.Replace(after, "永兴社区", "永新社区", 1))
		for _, c := range []struct {
			name, text string
			within     []string
			limit      int
			want       []string
		}{
			{"by an alias", "城北社区", []string{""}, 9, []string{"320613001001"}},
			{"by the beginning of names, higher levels first", "永兴", []string{""}, 9, []string{"320613002", "320613002001"}},
			{"by a former name", "永兴社区", []string{""}, 9, []string{"320613002001"}},
			{"by a part", "大街", []string{""}, 9, []string{"320613001002"}},
			{"exact before beginning before part", "城东街道", []string{""}, 9, []string{"320613001"}},
			{"no more than the limit", "社区", []string{""}, 2, []string{"320613001001", "320613001002"}},
			{"within a scope", "城北", []string{"320612"}, 9, []string{"320612001200"}},
			{"within two", "城北", []string{"320612", "320613001"}, 9, []string{"320612001200", "320613001001"}},
			{"within nothing", "城北", nil, 9, nil},
			{"a wildcard is a character", "0%社", []string{""}, 9, []string{"320613001001"}},
			{"another is too", "城_社区", []string{""}, 9, nil},
			{"by code", "320613001001", []string{""}, 9, []string{"320613001001"}},
			{"by a padded code, with all below", "320613001000", []string{""}, 9, []string{"320613001", "320613001001", "320613001002"}},
			{"by the beginning of a code", "3206130010", []string{""}, 9, []string{"320613001001", "320613001002"}},
			{"by an old code", "320602001001", []string{""}, 9, []string{"320613001001"}},
			{"by an old code told later", "320611001001", []string{""}, 9, []string{"320613002001"}},
			{"by an old code out of scope", "320602001001", []string{"320612"}, 9, nil},
			{"nothing", " ", []string{""}, 9, nil},
		} {
			ps, err := place.Find(t.Context(), d, c.text, c.within, c.limit)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			wantCodes(t, c.name, ps, c.want...)
		}
	})
}
