package console

import (
	"encoding/json"
	"fmt"
	"strings"

	"linli/internal/app/doctor"
)

// TellFindings writes findings as lines, or as JSON for programs.
func TellFindings(found []doctor.Finding, asJSON bool, t Terminal) error {
	if asJSON {
		type line struct {
			Check string `json:"check"`
			Level string `json:"level"`
			ID    string `json:"id"`
			Found string `json:"found"`
			Do    string `json:"do,omitempty"`
		}
		lines := make([]line, 0, len(found))
		for _, f := range found {
			l := line{Check: f.Check, Level: f.Level.String(), ID: strings.TrimPrefix(f.Key, "doctor."), Found: t.T(f.Key, f.Args...)}
			if f.Do() != "" {
				l.Do = t.T(f.Do(), f.Args...)
			}
			lines = append(lines, l)
		}
		e := json.NewEncoder(t.Out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(lines)
	}
	for _, f := range found {
		text := fmt.Sprintf("[%s] %s · %s", t.T("doctor.level."+f.Level.String()), t.T("doctor.check."+f.Check), t.T(f.Key, f.Args...))
		if f.Do() != "" {
			text += "\n    " + t.T("doctor.do", t.T(f.Do(), f.Args...))
		}
		if err := t.line(text); err != nil {
			return err
		}
	}
	return nil
}
