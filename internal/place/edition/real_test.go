package edition_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/place"
	"linli/internal/place/edition"
)

// divisions reads a file of the real lists, which are not part of the repository: LINLI_SHARED names their folder, else
// a folder shared/ beside or above the checkout is looked for.
func divisions(t *testing.T, name string) []byte {
	t.Helper()
	roots := []string{os.Getenv("LINLI_SHARED")}
	if dir, err := os.Getwd(); err == nil {
		for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			roots = append(roots, filepath.Join(dir, "shared"))
		}
	}
	for _, root := range roots {
		if body, err := os.ReadFile(filepath.Join(root, "data", "divisions", name)); err == nil && root != "" {
			return body
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not there (set LINLI_SHARED to the folder that has data/divisions)", name)
	}
	t.Skipf("%s is not tested: set LINLI_SHARED to the folder that has data/divisions", name)
	return nil
}

func TestImportsThePrefecture(t *testing.T) {
	t.Parallel()
	tree, classes := divisions(t, "nantong.csv"), divisions(t, "nantong-urban-rural.csv")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, a := t.Context(), actor.Job("import")
		opt := edition.Options{Source: "nantong.csv", ValidFrom: day(t, "2022-10-31")}
		rep, err := edition.Import(ctx, d, a, bytes.NewReader(tree), opt)
		if err != nil || rep.Rows != 2152 || rep.Added.Count != 2152 || rep.Edition != 1 || rep.Unchanged != 0 {
			t.Fatalf("first: %+v, %v", rep, err)
		}
		path, err := place.Path(ctx, d, centre)
		if err != nil {
			t.Error(err)
		}
		wantNames(t, "path", path, "南通市", "崇川区", "钟秀街道", "中心村社区居委会")
		wantCodes(t, "roots", children(t, d, ""), "3206")

		rep, err = edition.Import(ctx, d, a, bytes.NewReader(tree), opt)
		if err != nil || rep.Edition != 0 || rep.Unchanged != 2152 || rep.Added.Count+rep.Renamed.Count+rep.Recoded.Count+rep.Ended.Count != 0 {
			t.Errorf("the same file again: %+v, %v", rep, err)
		}
		rep, err = edition.Import(ctx, d, a, bytes.NewReader(classes), opt)
		if err != nil || rep.Edition != 2 || rep.Reclassified.Count != 2007 || rep.Ended.Count != 0 {
			t.Errorf("classes: %+v, %v", rep, err)
		}
		if p, err := place.ByCode(ctx, d, centre); err != nil || p.Class != "111" || p.Name != "中心村社区居委会" {
			t.Errorf("class: %+v, %v", p, err)
		}
		rep, err = edition.Import(ctx, d, a, bytes.NewReader(tree), opt)
		if err != nil || rep.Edition != 0 {
			t.Errorf("a list without classes takes none away: %+v, %v", rep, err)
		}
	})
}
