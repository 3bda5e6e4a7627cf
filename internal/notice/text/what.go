package text

// What is a request between units, or how it was decided: a word that is kept with the notice.
type What string

// What is asked for, and how it was decided.
const (
	AskColour     What = "ask_colour"     // to take a wish over in another colour
	AskTime       What = "ask_time"       // a later date
	AskPause      What = "ask_pause"      // a pause
	Granted       What = "granted"        // the time or the pause
	Declined      What = "declined"       // the same
	TakenOver     What = "taken_over"     // in another colour
	TakenSilently What = "taken_silently" // the same, as nobody has answered in time
	NotTaken      What = "not_taken"      // in another colour: the level above rules
)

// whats are the words, in Chinese and in English, as they stand in a sentence behind the name of a unit.
var whats = map[What][2]string{
	AskColour:     {"请你们接过去办（到日子不回话，就算同意）", "asks you to take it over (no answer by then counts as consent)"},
	AskTime:       {"申请晚些答复", "asks for more time"},
	AskPause:      {"申请先停一停", "asks for a pause"},
	Granted:       {"同意了申请", "has agreed to what was asked for"},
	Declined:      {"没有同意申请", "has not agreed to what was asked for"},
	TakenOver:     {"接过去办了", "has taken it over"},
	TakenSilently: {"到日子没回话，算同意，接过去办了", "has not answered in time, which counts as consent, and has it now"},
	NotTaken:      {"没有接，由上一级定谁来办", "has not taken it over; the level above rules who has it"},
}

// in is the word in a language; empty where there is none.
func (w What) in(l Lang) string {
	if l == English {
		return whats[w][1]
	}
	return whats[w][0]
}
