package e2e_test

import (
	"slices"
	"testing"

	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
)

func TestMine(t *testing.T) {
	b := webtest.Start(t)
	w := newDistrict(t, b, nil).town(t)
	sheets := slices.Concat(callSheets(w), standSheets(w))
	for _, elder := range []bool{false, true} {
		for _, k := range []look{{width: 360}, {width: 1280}, {width: 320, lang: i18n.English}} {
			k.elder = elder
			t.Run(k.name(), func(t *testing.T) { inspect(t, w, k, sheets) })
		}
	}
}
