package hook_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/outbox"
)

// Who looks after the subscriptions of a place: every role at every level, and a token never.
func TestWhoMayManage(t *testing.T) {
	t.Parallel()
	levels := map[string]string{"the district": "320613", "the street": "320613007", "the community": "320613007005", "another community": "320613007006"}
	for _, role := range actor.Roles() {
		for name, at := range levels {
			a := actor.Actor{Account: "a", Posts: []actor.Post{{ID: "p", Role: role, Place: at}}}
			for target, code := range levels {
				post, ok := hook.MayManage(a, code)
				if want := role == actor.SystemAdmin && strings.HasPrefix(code, at); ok != want || ok && post.ID != "p" {
					t.Errorf("%s of %s, a subscription of %s: %v", role, name, target, ok)
				}
			}
			if want := role == actor.SystemAdmin; (len(hook.Places(a)) == 1) != want {
				t.Errorf("%s of %s looks after %v", role, name, hook.Places(a))
			}
			a.Token = actor.Token{ID: "t", Scopes: []string{"wish:act"}}
			if _, ok := hook.MayManage(a, at); ok || len(hook.Places(a)) != 0 {
				t.Errorf("%s of %s by a token", role, name)
			}
		}
	}
	if _, ok := hook.MayManage(actor.Actor{Posts: []actor.Post{{Role: actor.SystemAdmin, Place: ""}}}, ""); ok {
		t.Error("nowhere is no place")
	}
}

// Every kind has one name, those that most want are among them, and docs/webhooks.md has each, with the example and the schema.
func TestKindsAreDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	kinds := hook.Kinds()
	for i, k := range kinds {
		if slices.Index(kinds, k) != i || !bytes.Contains(page, []byte("`"+k+"`")) {
			t.Errorf("%s stands twice, or not in docs/webhooks.md", k)
		}
	}
	for _, k := range hook.Main() {
		if !slices.Contains(kinds, k) {
			t.Errorf("%s is no kind", k)
		}
	}
	for name, b := range map[string][]byte{"the example": hook.Example(), "the schema": hook.Schema()} {
		if !bytes.Contains(page, b) {
			t.Errorf("docs/webhooks.md lacks %s:\n%s", name, b)
		}
	}
}

// What is sent is what the schema says: these properties, all of them, no other.
func TestTheBodyIsAsTheSchemaSays(t *testing.T) {
	t.Parallel()
	var schema struct {
		Required   []string `json:"required"`
		Properties struct {
			Data struct {
				Required []string `json:"required"`
			} `json:"data"`
		} `json:"properties"`
	}
	if err := json.Unmarshal(hook.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(hook.Data{Wish: "w", Number: "n", Place: "320613007005001", URL: "/api/v1/wishes/w"})
	if err != nil {
		t.Fatal(err)
	}
	body, err := hook.Body(outbox.Message{ID: "m", Seq: 7, Kind: "wish.answer", At: time.Date(2026, 3, 2, 9, 30, 0, 0, time.FixedZone("", 8*3600)), Data: data})
	if want := `{"id":"m","type":"wish.answer","timestamp":"2026-03-02T01:30:00Z","sequence":7,"data":{"wish":"w","number":"n","place":"320613007005001","url":"/api/v1/wishes/w"}}`; err != nil || string(body) != want {
		t.Fatalf("%s, %v", body, err)
	}
	keys := func(raw []byte) (out []string) {
		var m map[string]json.RawMessage
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		for k := range m {
			out = append(out, k)
		}
		slices.Sort(out)
		return out
	}
	if !slices.Equal(keys(body), slices.Sorted(slices.Values(schema.Required))) || !slices.Equal(keys(data), slices.Sorted(slices.Values(schema.Properties.Data.Required))) {
		t.Errorf("%v, %v; the schema asks for %v, %v", keys(body), keys(data), schema.Required, schema.Properties.Data.Required)
	}
}
