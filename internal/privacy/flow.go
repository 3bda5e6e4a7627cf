package privacy

import "linli/internal/flow"

// State is where a request stands.
type State string

// The states of a request.
const (
	Open      State = "open"
	Granted   State = "granted"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// clockAnswer runs until a request is decided.
const clockAnswer = "decide"

// Flow is the table of a request's acts.
var Flow = flow.Table[State]{
	States: []State{Open, Granted, Refused, Withdrawn},
	Final:  []State{Granted, Refused, Withdrawn},
	Rows: []flow.Row[State]{
		{Act: "ask", From: []State{""}, To: Open, Who: "the person, a proxy, or the community's desk for somebody", Clock: []flow.Effect{flow.Starts(clockAnswer)}},
		{Act: "grant", From: []State{Open}, To: Granted, Who: "secretary or vice secretary of the community, or who leads above; never one's own", Clock: []flow.Effect{flow.Stops(clockAnswer)}},
		{Act: "refuse", From: []State{Open}, To: Refused, Who: "as grant, with the reason", Clock: []flow.Effect{flow.Stops(clockAnswer)}},
		{Act: "withdraw", From: []State{Open}, To: Withdrawn, Who: "the person or a proxy", Clock: []flow.Effect{flow.Ends(clockAnswer)}},
	},
}
