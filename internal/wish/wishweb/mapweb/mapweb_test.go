package mapweb_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/place/boundary"
	"linli/internal/wish"
	"linli/internal/wish/wishweb/wishwebtest"
)

const outlines = `{"type":"FeatureCollection","features":[
	{"type":"Feature","properties":{"code":"320613007005"},"geometry":{"type":"Polygon","coordinates":[[[120.88,31.97],[120.90,31.97],[120.90,31.99],[120.88,31.99]]]}},
	{"type":"Feature","properties":{"code":"320613007005001"},"geometry":{"type":"Polygon","coordinates":[[[120.88,31.97],[120.89,31.97],[120.89,31.98],[120.88,31.98]]]}}]}`

// Who handles wishes sees the map of them; a resident and a visitor do not, and no answer of the public map tells of a wish.
func TestWhoSeesWhichMap(t *testing.T) {
	t.Parallel()
	w := wishwebtest.New(t)
	_, err := boundary.Import(t.Context(), w.DB, actor.Job("test"), strings.NewReader(outlines), boundary.Options{Do: true})
	w.Must(err)
	private := w.Bring(w.Filed("tan", wish.Private), wish.InProgress)
	for _, c := range []struct {
		who, path string
		status    int
	}{
		{"ji", "/wishes/map", 200},
		{"wen", "/wishes/map", 200},
		{"su", "/wishes/map", 200},
		{"tan", "/wishes/map", 404},
		{"", "/wishes/map", 401},
		{"ji", "/wishes/map.json?z=14", 200},
		{"tan", "/wishes/map.json?z=14", 404},
		{"", "/wishes/map.json?z=14", 401},
		{"ji", "/wishes/map?cell=x", 404},
		{"ji", "/wishes/map?colour=green", 404},
		{"ji", "/wishes/map?place=99", 404},
		{"", "/map?place=" + wishwebtest.Community, 200},
		{"tan", "/map", 200},
		{"", "/map?place=000", 404},
		{"", "/map/areas.json?place=" + wishwebtest.Community + "&z=12", 200},
		{"", "/map/areas.json?place=99&z=12", 404},
	} {
		answer := w.As("who=" + c.who).Fetch(c.path)
		body, err := io.ReadAll(answer.Body)
		w.Must(err)
		w.Must(answer.Body.Close())
		if answer.StatusCode != c.status {
			t.Errorf("%s as %q: %d, want %d", c.path, c.who, answer.StatusCode, c.status)
		}
		if strings.HasPrefix(c.path, "/map") && strings.Contains(string(body), private.ID) {
			t.Errorf("%s tells of a private wish", c.path)
		}
		if strings.Contains(c.path, ".json") && answer.StatusCode == 200 {
			var all struct{ Features []any }
			if err := json.Unmarshal(body, &all); err != nil || len(all.Features) != 1 {
				t.Errorf("%s: %d features, %v", c.path, len(all.Features), err)
			}
			again := w.As("who="+c.who).Fetch(c.path, "If-None-Match", answer.Header.Get("ETag"))
			if w.Must(again.Body.Close()); again.StatusCode != 304 {
				t.Errorf("%s again: %d", c.path, again.StatusCode)
			}
		}
	}
}
