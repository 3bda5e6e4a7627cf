package file

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/file/photo"
)

// columns of a file in the order of scan and values.
const columns = `id, subject_kind, subject_id, role, audience, original, place, uploader, created_at, kind, media, size,
	width, height, millis, content, thumb, blur, said`

func scan(r db.Row) (f File, err error) {
	var millis int64
	var blur string
	err = r.Scan(&f.ID, db.Text(&f.Subject.Kind), db.Text(&f.Subject.ID), &f.Role, &f.Audience, db.Text(&f.Original), &f.Place,
		db.Text(&f.Uploader), db.Time(&f.CreatedAt), &f.Kind, &f.Media, &f.Size, &f.Width, &f.Height, &millis, &f.Content,
		db.Text(&f.Thumb), db.Text(&blur), db.Text(&f.Said))
	f.Length, f.Mask = time.Duration(millis)*time.Millisecond, photo.ParseMask(blur)
	return f, err
}

func (f File) values() []any {
	blur := ""
	if len(f.Mask.Cells) > 0 {
		blur = f.Mask.String()
	}
	return []any{
		f.ID, db.Null(f.Subject.Kind), db.Null(f.Subject.ID), string(f.Role), string(f.Audience), db.Null(f.Original), f.Place,
		db.Null(f.Uploader), f.CreatedAt.UnixMicro(), string(f.Kind), f.Media, f.Size, f.Width, f.Height, f.Length.Milliseconds(),
		f.Content, db.Null(f.Thumb), db.Null(blur), db.Null(f.Said),
	}
}

const columnCount = 19

var insert = "INSERT INTO file (" + columns + ", owner, once) VALUES " + db.Placeholders(1, columnCount+2)

func insertTx(ctx context.Context, tx *db.Tx, f File, owner Draft, once string) error {
	_, err := tx.Exec(ctx, insert, append(f.values(), db.Null(owner), db.Null(once))...)
	return err
}

const selectFile = "SELECT " + columns + " FROM file WHERE "

func byID(ctx context.Context, q db.Querier, id string) (File, error) {
	return db.One(ctx, q, scan, selectFile+"id = $1", id)
}

func byOnce(ctx context.Context, q db.Querier, once string) (File, error) {
	return db.One(ctx, q, scan, selectFile+"once = $1", once)
}

func inDraft(ctx context.Context, q db.Querier, d Draft) ([]File, error) {
	return db.All(ctx, q, scan, selectFile+"owner = $1 ORDER BY kind, id", string(d))
}

func ofSubject(ctx context.Context, q db.Querier, s Subject) ([]File, error) {
	return db.All(ctx, q, scan, selectFile+"subject_id = $1 AND subject_kind = $2 ORDER BY kind, id", s.ID, s.Kind)
}

// copyOf is the copy for neighbours of a file; db.NoRows when there is none.
func copyOf(ctx context.Context, q db.Querier, original string) (File, error) {
	return db.One(ctx, q, scan, selectFile+"original = $1", original)
}

// attachTx gives the staged files of a draft to their subject. Nothing is left of the draft but the mark of what was sent.
func attachTx(ctx context.Context, tx *db.Tx, d Draft, to Attachment) ([]File, error) {
	return db.All(ctx, tx, scan, `UPDATE file SET owner = NULL, subject_kind = $2, subject_id = $3, role = $4, audience = $5, place = $6, uploader = $7
		WHERE owner = $1 RETURNING `+columns,
		string(d), to.Subject.Kind, to.Subject.ID, string(to.Role), string(ForSubmitter), to.Place, db.Null(to.Actor.Account))
}

// deleteTx removes rows and returns them: those of a subject, one with its copy, those of a draft.
func deleteTx(ctx context.Context, tx *db.Tx, cond string, args ...any) ([]File, error) {
	return db.All(ctx, tx, scan, "DELETE FROM file WHERE "+cond+" RETURNING "+columns, args...)
}

// named tells whether any row names a content.
func named(ctx context.Context, q db.Querier, content string) (bool, error) {
	n, err := db.Value[int](ctx, q, "SELECT (SELECT COUNT(*) FROM file WHERE content = $1) + (SELECT COUNT(*) FROM file WHERE thumb = $1)", content)
	return n > 0, err
}

// before are files added before a moment, after an id: staged ones, or originals of a subject.
func before(ctx context.Context, q db.Querier, staged bool, at time.Time, after string, limit int) ([]File, error) {
	which := "subject_id IS NOT NULL AND original IS NULL"
	if staged {
		which = "owner IS NOT NULL"
	}
	return db.All(ctx, q, scan, selectFile+which+" AND created_at < $1 AND id > $2 ORDER BY id LIMIT $3", at.UnixMicro(), after, limit)
}

// following are all files after an id.
func following(ctx context.Context, q db.Querier, after string, limit int) ([]File, error) {
	return db.All(ctx, q, scan, selectFile+"id > $1 ORDER BY id LIMIT $2", after, limit)
}
