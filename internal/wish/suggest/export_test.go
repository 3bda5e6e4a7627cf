package suggest

import "testing"

// Runs are the runs of characters of a stored model.
func (s *Service) Runs(t *testing.T, id string) []string {
	t.Helper()
	m, err := loadModel(t.Context(), s.d, id)
	if err != nil {
		t.Fatal(err)
	}
	return m.Runs()
}
