package file

// Act is something that may be done to a file. The names are those of the journal.
type Act string

// The acts. A file is added with its record, by the right to make that.
const (
	Add      Act = "file.add"
	Blur     Act = "file.blur"
	Release  Act = "file.release"
	Withhold Act = "file.withhold"
	Remove   Act = "file.remove"
	WriteOut Act = "file.write_out"
)

// Acts is every act on an existing file.
func Acts() []Act { return []Act{Blur, Release, Withhold, Remove, WriteOut} }

// sees tells whether the file is there for somebody who stands so.
func sees(s Standing, f File) bool {
	return f.Subject.ID != "" && f.Audience.width() > 0 && s.Sees.width() >= f.Audience.width()
}

// May tells whether the act may be done to a file by somebody who stands so. Buttons ask it, and the verbs do. It is asked
// about an original; what neighbours see of it follows from that.
func May(s Standing, act Act, f File) bool {
	if !sees(s, f) || f.Original != "" {
		return false
	}
	switch act {
	case Blur, Release:
		return s.Handles && s.Public && f.Kind == Photo
	case Withhold:
		return s.Handles && f.Kind == Photo
	case Remove:
		return s.Handles || s.Retract && f.Role == Request
	case WriteOut:
		return s.Handles && f.Kind == Voice
	}
	return false
}
