package file_test

import (
	"bytes"
	"testing"

	"linli/internal/file"
	"linli/internal/id"
)

// faster is a WAV that claims ten times its bytes a second.
func faster(b []byte) []byte {
	copy(b[28:], []byte{0x80, 0x38, 1, 0})
	return b
}

// Sixty seconds are sixty: an encoder's padding is allowed, a word more is not.
func TestHowLongAVoiceNoteMayBe(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for millis, taken := range map[int]bool{60_000: true, 60_200: true, 60_300: false, 60_500: false, 61_000: false} {
			b := wav(62)[:44+8*millis]
			_, err := w.Stage(t.Context(), tan, file.FormDraft(id.New()), file.Upload{Kind: file.Voice, Body: bytes.NewReader(b)})
			if taken && err != nil || !taken && keyOf(err) != "attach.error.voice_long" {
				t.Errorf("%d ms: %v", millis, err)
			}
		}
	})
}
