package seek_test

import (
	"path/filepath"
	"testing"

	"linli/internal/db"
	"linli/internal/wish/seek"
)

// What a document of a wish costs to make, and what it costs with the index: at a community, where no name is looked up, and at a
// building.
func BenchmarkWishDocuments(b *testing.B) {
	for where, below := range map[string]string{"community": "", "building": "001007"} {
		b.Run(where, func(b *testing.B) {
			d, err := db.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "bench.db"), db.Options{})
			if err == nil {
				_, err = d.Migrate(b.Context())
			}
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = d.Close() }()
			wishes := mixture(1000)
			refs := make([]string, len(wishes))
			for i := range wishes {
				wishes[i].Place, refs[i] = wishes[i].Community+below, wishes[i].ID
			}
			_, x := put(b, d, wishes)
			b.Run("made", func(b *testing.B) {
				for b.Loop() {
					for at := 0; at < len(refs); at += 200 {
						if _, err := seek.Sources()[0].Documents(b.Context(), d, refs[at:at+200]); err != nil {
							b.Fatal(err)
						}
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(refs)), "µs/document")
			})
			b.Run("written", func(b *testing.B) {
				for b.Loop() {
					if err := x.Rebuild(b.Context()); err != nil {
						b.Fatal(err)
					}
					catchUp(b, x)
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(refs)), "µs/document")
			})
		})
	}
}
