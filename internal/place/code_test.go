package place_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/errs"
	"linli/internal/place"
)

func TestParseAndShow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, typed, code, shown string
		level                    place.Level
	}{
		{"province, padded", "320000000000", "32", "32", place.Province},
		{"prefecture, as GB/T 2260 prints it", "320600", "3206", "3206", place.Prefecture},
		{"county, padded", "320613000000", "320613", "320613", place.County},
		{"county, six digits", "320613", "320613", "320613", place.County},
		{"town, padded", "320613007000", "320613007", "320613007", place.Town},
		{"town directly under a prefecture", "441900003000", "441900003", "441900003", place.Town},
		{"community", " 320613007005 ", "320613007005", "320613007005", place.Community},
		{"neighbourhood, stored", "320613007005012", "320613007005012", "320613007005-012", place.Neighbourhood},
		{"neighbourhood, shown", "320613007005-012", "320613007005012", "320613007005-012", place.Neighbourhood},
		{"building", "320613007005-012003", "320613007005012003", "320613007005-012003", place.Building},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, err := place.Parse(c.typed)
			if err != nil || code != c.code || place.Show(code) != c.shown || place.LevelOf(code) != c.level {
				t.Errorf("%q: code %q, shown %q, level %d, err %v", c.typed, code, place.Show(code), place.LevelOf(code), err)
			}
		})
	}
	for _, bad := range []string{
		"", "3", "320", "32061", "32061300", "3206130070", "32061300700", "000000000000", "00", "32061300700A",
		"３２０６１３", "320613-007005", "320613007005-", "320613007005-01", "320613007005000", "320613007000012",
		"320613007005012000", "320613007005000001", "320613007005-012-003", "32061300700501200300",
	} {
		if code, err := place.Parse(bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("%q must be Invalid, got %q, %v", bad, code, err)
		}
	}
}

func TestCodesNest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringMatching(`[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3}(-?[0-9]{3}([0-9]{3})?)?)?)?)?)?`).Draw(t, "typed")
		code, err := place.Parse(typed)
		if err != nil {
			return
		}
		if again, err := place.Parse(place.Show(code)); err != nil || again != code {
			t.Fatalf("%q is shown as %q, which reads as %q, %v", code, place.Show(code), again, err)
		}
		if place.LevelOf(code) <= place.Community {
			if again, err := place.Parse(code + strings.Repeat("0", 12-len(code))); err != nil || again != code {
				t.Fatalf("%q padded reads as %q, %v", code, again, err)
			}
		}
		above := place.Ancestors(code)
		if len(above) != int(place.LevelOf(code))-1 {
			t.Fatalf("%q has the ancestors %q", code, above)
		}
		for i, a := range above {
			if !strings.HasPrefix(code, a) || place.LevelOf(a) != place.Level(i+1) {
				t.Fatalf("%q is no ancestor of %q", a, code)
			}
		}
	})
}

func TestShort(t *testing.T) {
	t.Parallel()
	for full, short := range map[string]string{
		"中心村社区居委会":   "中心村社区",
		"碧林湾社区居民委员会": "碧林湾社区",
		"进鲜港村委会":     "进鲜港村",
		"牌坊村村民委员会":   "牌坊村",
		"高楼子社区村民委员会": "高楼子社区",
		"虹桥新村居委会":    "虹桥新村",
		"楼梓庄居委会":     "楼梓庄居委会",
		"建兰居民委员会":    "建兰居委会",
		"光华社区":       "光华社区",
		"环本农场虚拟生活区":  "环本农场虚拟生活区",
		"钟秀街道":       "钟秀街道",
		"居委会":        "居委会",
		"华江里社区第一居委会": "华江里社区第一居委会",
		"巴彦嘎查村委会":    "巴彦嘎查",
	} {
		if got := place.Short(full); got != short {
			t.Errorf("%s: %s, want %s", full, got, short)
		}
	}
}
