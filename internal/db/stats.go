package db

import "time"

// Stats is how busy a database is at this moment.
type Stats struct {
	Queue     int           // SQLite: writes that wait for their turn
	Busy, Max int           // connections in use, and the most there may be: SQLite's readers, or PostgreSQL's pool
	Waited    time.Duration // for a connection, all requests together since the start
}

// Stats is how busy the database is.
func (d *DB) Stats() Stats {
	if d.pool != nil {
		s := d.pool.Stat()
		return Stats{Busy: int(s.AcquiredConns()), Max: int(s.MaxConns()), Waited: s.EmptyAcquireWaitTime()}
	}
	s := d.read.Stats()
	return Stats{Queue: len(d.calls), Busy: s.InUse, Max: s.MaxOpenConnections, Waited: s.WaitDuration}
}
