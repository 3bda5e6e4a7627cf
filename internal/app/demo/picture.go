package demo

import (
	"linli/internal/actor"
	"linli/internal/app/demo/picture"
	"linli/internal/file"
	"linli/internal/id"
)

// put stages a picture for somebody and is the draft that it waits in; empty without a picture, or where there is no folder.
func (t *teller) put(who actor.Actor, s picture.Scene) (string, error) {
	if s == nil || !t.Files.Takes() {
		return "", nil
	}
	b, err := s.JPEG()
	if err != nil {
		return "", err
	}
	draft := file.FormDraft(id.New())
	_, err = t.Files.Stage(t.ctx, who, draft, file.Upload{Kind: file.Photo, Body: b})
	return string(draft), err
}

// show releases the photos of a wish to neighbours as they are: nobody is in them.
func (t *teller) show(who actor.Actor, wishID string) error {
	all, err := t.Files.Of(t.ctx, who, file.Subject{Kind: "wish", ID: wishID})
	for _, x := range all {
		if err == nil && x.May(file.Release) {
			err = t.Files.Release(t.ctx, who, x.File.ID, x.Public.ID, "")
		}
	}
	return err
}
