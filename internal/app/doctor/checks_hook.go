package doctor

import "linli/internal/exchange/outbox"

// hooks finds other programs that are told nothing any more: what waits for them is kept, and goes out when they are resumed.
func hooks(f Facts) (out []Finding) {
	if !f.Database.Agrees() {
		return nil
	}
	for _, x := range f.Hooks {
		switch {
		case x.State == outbox.Paused && x.Why == outbox.ByHand:
			out = append(out, soon("hooks.stopped", x.Name, moment(x.StateAt), x.Waiting))
		case x.State == outbox.Paused:
			out = append(out, bad("hooks.paused", x.Name, moment(x.StateAt), x.Waiting))
		case x.Ill():
			out = append(out, soon("hooks.ill", x.Name, moment(x.DownSince), x.Waiting))
		}
		if x.Dead > 0 {
			out = append(out, soon("hooks.dead", x.Name, x.Dead))
		}
	}
	return orWell(out, "hooks.ok")
}
