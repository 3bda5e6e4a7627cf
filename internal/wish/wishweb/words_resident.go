package wishweb

import "linli/internal/web/i18n"

// residentWords are the pages of residents and visitors.
func residentWords() []i18n.Message {
	return []i18n.Message{}
}
