package hook

import (
	"encoding/json"
	"slices"
	"time"

	"linli/internal/exchange/outbox"
	"linli/internal/place"
	"linli/internal/wish"
)

// Published is the one kind that is no act of the flow: a moderator has published a text.
const Published = "wish.publish"

// Kinds are the kinds of events of which a subscription may be told, in the order of the loop. Each has the one name that it has in the
// journal; what follows wish. is the act of docs/states.md and of a wish's timeline at the interface.
func Kinds() (out []string) {
	for _, row := range wish.Flow.Rows {
		if k := kindOf(wish.Act(row.Act)); !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return append(out, Published)
}

// Main are those that most receivers want: how a wish comes, who gets it, what is answered, how it is judged, where it ends.
func Main() []string {
	return []string{"wish.file", "wish.accept", "wish.reject", "wish.classify", "wish.hand", "wish.answer", "wish.evaluate", "wish.reopen", "wish.return", "wish.escalate", "wish.merge", "wish.withdraw", Published}
}

func kindOf(act wish.Act) string { return "wish." + string(act) }

// Event is what a receiver is sent, as JSON.
type Event struct {
	ID        string    `json:"id"`        // the same at every try, and in the header webhook-id
	Type      string    `json:"type"`      // one of Kinds
	Timestamp time.Time `json:"timestamp"` // when it happened
	Sequence  int64     `json:"sequence"`  // rises within a subscription; of one wish in the order of what happened
	Data      Data      `json:"data"`
}

// Data is what an event is about.
type Data struct {
	Wish   string `json:"wish"`   // its id
	Number string `json:"number"` // as people read it aloud
	Place  string `json:"place"`  // code of its 邻里, or of the community where that is not known
	URL    string `json:"url"`    // where it is read, with an access token
}

// dataOf is what of a wish goes out.
func (s *Service) dataOf(w wish.Wish) Data {
	return Data{Wish: w.ID, Number: w.Number, Place: place.NeighbourhoodOf(w.Place), URL: s.Base + "/api/v1/wishes/" + w.ID}
}

// Body is a message of the outbox as it is sent.
func Body(m outbox.Message) ([]byte, error) {
	return json.Marshal(struct {
		Event
		Data json.RawMessage `json:"data"`
	}{Event{ID: m.ID, Type: m.Kind, Timestamp: m.At.UTC(), Sequence: m.Seq}, m.Data})
}

// Example is an event as it is sent, for documents.
func Example() []byte {
	b, err := json.MarshalIndent(Event{
		ID: "0192f3a0-1c2d-7000-8000-0123456789ab", Type: "wish.answer", Timestamp: time.Date(2026, 3, 2, 1, 30, 0, 250_000_000, time.UTC), Sequence: 4711,
		Data: Data{Wish: "0192f3a0-1c2d-7000-8000-00000000000a", Number: "320613007005-2026-000123", Place: "320613007005001", URL: "https://linli.example.cn/api/v1/wishes/0192f3a0-1c2d-7000-8000-00000000000a"},
	}, "", "  ")
	if err != nil {
		panic(err) // a literal
	}
	return b
}

// Schema is the JSON Schema (2020-12) of an event, for documents.
func Schema() []byte {
	text := func(note string, more ...string) map[string]any {
		out := map[string]any{"type": "string", "description": note}
		for i := 0; i+1 < len(more); i += 2 {
			out[more[i]] = more[i+1]
		}
		return out
	}
	object := func(properties map[string]any, required ...string) map[string]any {
		return map[string]any{"type": "object", "properties": properties, "required": required}
	}
	typed := text("what happened")
	typed["enum"] = Kinds()
	schema := object(map[string]any{
		"id":        text("the same at every try, and in the header webhook-id", "format", "uuid"),
		"type":      typed,
		"timestamp": text("when it happened", "format", "date-time"),
		"sequence":  map[string]any{"type": "integer", "description": "rises within a subscription, with gaps; of one wish in the order of what happened"},
		"data": object(map[string]any{
			"wish":   text("id of the wish", "format", "uuid"),
			"number": text("number of the wish"),
			"place":  text("code of its 邻里, or of the community where that is not known", "pattern", "^([0-9]{12}|[0-9]{15})$"),
			"url":    text("where it is read, with an access token", "format", "uri-reference"),
		}, "wish", "number", "place", "url"),
	}, "id", "type", "timestamp", "sequence", "data")
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	b, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic(err) // a literal
	}
	return b
}

// NumberOf is the number of the wish in a message's data; empty where there is none.
func NumberOf(data []byte) string {
	var d Data
	_ = json.Unmarshal(data, &d) // what it cannot read has no number
	return d.Number
}
