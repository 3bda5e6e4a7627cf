package tlog

import (
	"context"
	"errors"

	"github.com/transparency-dev/merkle/proof"

	"linli/internal/db"
	"linli/internal/errs"
)

// Sign signs the log as it is now, when something is in it that no checkpoint covers. Without a sign key it says so in the
// program's log and does nothing.
func (l *Log) Sign(ctx context.Context) error {
	_, err := l.checkpoint(ctx)
	if errors.Is(err, errUnsigned) {
		l.log.Warn("journal: there is no sign key, so the log is not signed; linli keys rotate adds one")
		return nil
	}
	if errors.Is(err, errNoLog) {
		return nil
	}
	return err
}

// Checkpoint is the signed note over the log as it is now: the one that is there, or a new one. Before anything is signed
// it is proved that the log goes on from what was signed last: a log that was rewritten is not signed. Conflict: the log
// has not begun, there is no sign key, or it is not the log that was signed before.
func (l *Log) Checkpoint(ctx context.Context) (note string, err error) {
	defer errs.Wrap(&err, "tlog.Checkpoint")
	return l.checkpoint(ctx)
}

func (l *Log) checkpoint(ctx context.Context) (note string, err error) {
	var next Checkpoint
	err = l.d.Read(ctx, func(ctx context.Context, q db.Querier) (err error) {
		note, next, err = due(ctx, q)
		return err
	})
	if err != nil || note != "" {
		return note, err
	}
	if l.keys == nil {
		return "", errUnsigned
	}
	signer, ok := l.keys.Signer()
	if !ok {
		return "", errUnsigned
	}
	next.At = l.d.Now()
	if note, err = next.sign(signer); err != nil {
		return "", err
	}
	return note, l.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO journal_checkpoint (size, note) VALUES ($1, $2) ON CONFLICT (size) DO NOTHING",
			int64(next.Size), note) //nolint:gosec // it came from a BIGINT
		return err
	})
}

// due is the note of the log's size if there is one, else what is to be signed.
func due(ctx context.Context, q db.Querier) (note string, next Checkpoint, err error) {
	s, err := readState(ctx, q)
	if err == nil && s.size == 0 {
		err = errNoLog
	}
	if err != nil {
		return "", next, err
	}
	t, err := readTree(ctx, q, s.hasher, s.size)
	if err != nil {
		return "", next, err
	}
	root, err := t.root()
	if err != nil {
		return "", next, err
	}
	next = Checkpoint{Origin: s.origin, Size: s.size, Root: root, Hash: s.hasher.name}
	note, err = db.Value[string](ctx, q, "SELECT note FROM journal_checkpoint ORDER BY size DESC LIMIT 1")
	if errors.Is(err, db.NoRows) {
		return "", next, nil
	}
	if err != nil {
		return "", next, err
	}
	last, err := ParseCheckpoint(note)
	if err != nil || last.Origin != s.origin || last.Hash != s.hasher.name || last.Size > s.size {
		return "", next, errFork
	}
	path, err := Consistency(ctx, q, last.Size, s.size)
	if err != nil {
		return "", next, err
	}
	if proof.VerifyConsistency(s.hasher, last.Size, s.size, path, last.Root, root) != nil {
		return "", next, errFork
	}
	if last.Size < s.size {
		note = ""
	}
	return note, next, nil
}
