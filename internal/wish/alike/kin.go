package alike

// Kin is how alike the words of a text are with those of each of some others, 0 to 1, wherever they happen: a matter of the same kind at
// another building or gate is as alike. Each is weighed among the others, as where duplicates are looked for.
func Kin(text string, others []string) []float64 {
	d := read(text)
	d.at = spots{}
	out := make([]float64, len(others))
	for _, m := range newCorpus(others).closest(d, 0) {
		out[m.at] = m.of
	}
	return out
}
