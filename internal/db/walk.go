package db

import "context"

// walkPage is how many rows a walk lists at a time.
const walkPage = 200

// Walk goes through rows in the order of a key, a page at a time, so that nothing is held over all of them: list finds at most
// limit rows behind a key, do handles one of them and tells whether it changed anything. Walk tells how many were changed. It
// ends at the first error and when ctx does; what is left is found by the next walk.
func Walk[T any](
	ctx context.Context, list func(after string, limit int) ([]T, error), key func(T) string, do func(T) (changed bool, err error),
) (n int, err error) {
	for after := ""; ; {
		rows, err := list(after, walkPage)
		if err != nil || len(rows) == 0 {
			return n, err
		}
		for _, x := range rows {
			if err := ctx.Err(); err != nil {
				return n, err
			}
			changed, err := do(x)
			if err != nil {
				return n, err
			}
			if changed {
				n++
			}
			after = key(x)
		}
	}
}

// Itself is the key of rows that are only their keys.
func Itself(key string) string { return key }
