package profile

// Refusal says why an election cannot be counted by a rule, in both languages.
type Refusal struct{ ZH, EN string }

// Error is both languages in one line.
func (r *Refusal) Error() string { return r.EN + " · " + r.ZH }
