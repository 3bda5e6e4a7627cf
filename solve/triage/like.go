package triage

// Like is how alike two texts are, from 0 to 1: twice the runs of two characters that both have, divided by all that each has (Dice's
// coefficient over sets). What is neither letter nor digit parts runs, and a number is a number, as for Train. A text without a run is
// like nothing.
func Like(a, b Text) float64 {
	x, y := pairs(a), pairs(b)
	both := 0
	for gram := range x {
		if y[gram] {
			both++
		}
	}
	if both == 0 {
		return 0
	}
	return 2 * float64(both) / float64(len(x)+len(y))
}

// pairs are the runs of two characters of a text, each once.
func pairs(t Text) map[string]bool {
	out := map[string]bool{}
	p := parse(t)
	for _, part := range [][][]spot{p.title, p.body} {
		for _, phrase := range part {
			each(phrase, 2, func(gram string, _ int) { out[gram] = true })
		}
	}
	return out
}
