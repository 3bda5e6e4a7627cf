package rule

// Refresh is how old a book may become.
const Refresh = refresh

// Age makes the book as old as it may become.
func (s *Store) Age() { s.at.Add(-refresh.Microseconds()) }
