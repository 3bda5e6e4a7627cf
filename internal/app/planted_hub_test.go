package app_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"linli/internal/id"
)

// dispatches sends orders of a hub with the planted telephone, placed and unplaced, right and wrong, with updates, and lets the hub be told of
// them. No answer, no page of those who place orders or administer, and nothing that the hub is told has it.
func dispatches(t *testing.T, base, owner string) {
	t.Helper()
	city := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || len(finds(body)) > 0 || strings.Contains(string(body), owner) {
			t.Errorf("the hub is told %s, %v", body, err)
		}
	}))
	t.Cleanup(city.Close)
	admin, centre := becoming(t, base, "钟离安"), becoming(t, base, "时守正")
	_, doc, _ := admin.post("/admin/hubs", "name", "市热线", "code", "nt12345", "source", "12345", "secret_address", city.URL+"/in", "place", "320613", "key", id.New())
	codes := doc.Attr("main a.btn", "href")
	if status, _, body := admin.post(codes, "kind", "topic", "lines", "01 repair", "from", "2020-01-01", "key", id.New()); status != http.StatusOK {
		t.Fatalf("%d %.300s", status, body)
	}
	_, doc, _ = centre.post("/account/tokens", "name", "热线", "days", "30", "scope", "hub:orders")
	key := doc.Text("#token")
	order := map[string]any{
		"hub": "nt12345", "number": "P1", "sequence": 1, "kind": "order", "type": "01", "area": "320613007005", "text": "楼道灯坏了半个月", "name": owner, "phone": planted["phone"], "received_at": "2020-05-11T10:30:00+08:00",
	}
	for _, x := range []struct {
		want   int
		change map[string]any
	}{
		{200, nil},
		{200, nil},
		{200, map[string]any{"number": "P2", "type": "99"}},
		{409, map[string]any{"text": "别的一件事情"}},
		{404, map[string]any{"hub": "other", "number": "P3"}},
		{422, map[string]any{"number": "P3", "phone": planted["phone"] + planted["id_number"]}},
		{422, map[string]any{"number": "P3", planted["other"]: planted["address"]}},
		{422, map[string]any{"number": "P3", "received_at": planted["id_number"]}},
		{422, map[string]any{"number": "P3", "kind": planted["other"]}},
	} {
		d := map[string]any{}
		for k, v := range order {
			d[k] = v
		}
		for k, v := range x.change {
			d[k] = v
		}
		body, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/hub/v1/orders", strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+key)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		said, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != x.want || len(finds(said)) > 0 {
			t.Fatalf("%v: %d %s %v", x.change, res.StatusCode, said, err)
		}
	}
	for v, path := range map[*visitor]string{admin: codes, centre: "/hub-orders"} {
		if status, _, body := v.get(path); status != http.StatusOK || len(finds([]byte(body))) > 0 {
			t.Errorf("%s: %d %v", path, status, finds([]byte(body)))
		}
	}
}
