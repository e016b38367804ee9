package feed

import (
	"chalkline"
	"chalkline/digest/say"
)

// sharer is who put an item forward, as the group knows them. It is "" when
// nobody is to be named.
func sharer(s *chalkline.Share) string { return person(s.ByName) }

// forwarded heads the note of a share, as "Put forward by Ms Abara".
func forwarded(s *chalkline.Share) chalkline.Text {
	if name := sharer(s); name != "" {
		return chalkline.Textf("Put forward by %s", name)
	}
	return chalkline.Textf("Put forward by a member")
}

// note is why the group should read it, "" when nothing was said.
func note(s *chalkline.Share) string {
	return cut(say.Line(head(s.Note, noteRunes)), noteRunes)
}
