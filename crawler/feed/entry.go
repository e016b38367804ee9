package feed

import (
	"net/url"
	"strings"
	"time"
)

// entry reads the inside of an item.
func (s *scanner) entry(e *element, raw []byte, rss bool) Entry {
	var out Entry
	out.ID = absolute(e.inside.base, e.attr("rdf:about"))
	out.Link, out.link = absolute(e.inside.base, e.attr("href")), absolute(e.inside.inFeed, e.attr("href"))
	out.Updated = firstTime(out.Updated, e.attr("lastmod"))
	out.language = e.inside.language
	inside := s.within(e, raw)
	for {
		child, ok := inside.next()
		if !ok {
			break
		}
		if text, whole := inside.inner(&child); whole {
			inside.entryField(&out, &child, text, rss)
		}
	}
	out.settle(rss)
	return out
}

// settle fills what an entry says only in another place: its address in a
// guid or in what it encloses.
func (out *Entry) settle(rss bool) {
	for _, relation := range []string{own, alternate} {
		out.leadTo(page(out.Links, relation))
	}
	if rss {
		out.leadTo(Link{Href: out.permalink, written: out.permalink})
		out.leadTo(page(out.Links, enclosure))
	}
	if out.Summary.empty() && len(out.Contents) > 0 {
		out.Summary = out.Contents[0]
	}
}

// leadTo makes a link that of the entry where it has none.
func (out *Entry) leadTo(link Link) {
	out.Link, out.link = firstOf(out.Link, link.Href), firstOf(out.link, link.written)
}

// The ranks of what may be a title.
const (
	ownTitle = iota + 1
	dcTitle
	mediaTitle
)

// entryField reads an element of an item into its field.
func (s *scanner) entryField(out *Entry, e *element, raw []byte, rss bool) {
	switch e.name {
	case "title":
		out.setTitle(s.text(e, raw, plain, rss), ownTitle)
	case "dc:title", "itunes:title":
		out.setTitle(s.text(e, raw, plain, true), dcTitle)
	case "media:title":
		out.setTitle(s.text(e, raw, plain, true), mediaTitle)
	case "description", "summary", "abstract", "dc:description", "itunes:summary", "itunes:subtitle", "media:description":
		s.summary(out, e, raw, rss)
	case "content":
		if src := e.attr("src"); src == "" {
			out.addContent(s.text(e, raw, plain, rss))
		}
	case "content:encoded", "body", "xhtml:body", "fullitem", "prodlink":
		out.addContent(s.text(e, raw, rich, false))
	case "media:group", "media:content":
		inside := s.within(e, raw)
		for child, ok := inside.next(); ok; child, ok = inside.next() {
			if text, whole := inside.inner(&child); whole && strings.HasPrefix(child.name, "media:") && child.name != "media:group" {
				inside.entryField(out, &child, text, rss)
			}
		}
	case "id", "guid":
		s.identifier(out, e, raw, rss)
	case "link":
		out.Links = s.link(out.Links, e, raw)
	case "enclosure":
		if href := firstOf(e.attr("url"), e.attr("href")); href != "" && len(out.Links) < maxLinks {
			out.Links = append(out.Links, Link{absolute(e.inside.base, href), enclosure, e.attr("type"), href})
		}
	case "rights", "copyright", "dc:rights":
		setText(&out.Rights, s.text(e, raw, plain, rss))
	case "category", "dc:subject", "itunes:category", "itunes:keywords", "media:category":
		out.Tags = s.tags(out.Tags, e, raw)
	case "feedburner:origlink":
		out.original = s.line(raw)
	case "dc:language":
		out.language = s.line(raw)
	case "source":
		s.source(out, e, raw)
	case "thr:in-reply-to":
		out.replies = true
	case "prism:publicationname":
		out.venue = s.line(raw)
	case "prism:publicationdate", "prism:coverdate":
		out.printed = firstTime(out.printed, s.line(raw))
	case "prism:doi", "arxiv:doi", "dc:identifier", "dcterms:identifier":
		out.addDOI(e.name, s.line(raw))
	default:
		if rank, author := authorRank(e.name, rss); author {
			out.Authors = append(out.Authors, s.person(e, raw, rank))
			return
		}
		setTime(out.dates(e.name), e.name, s.line(raw))
	}
}

// setTitle keeps the title of the highest rank, the last of equals.
func (out *Entry) setTitle(t Text, rank int) {
	if t.empty() || out.titled != 0 && out.titled < rank {
		return
	}
	out.Title, out.titled = t, rank
}

// summary reads a text that may be the short one of two or the only one.
func (s *scanner) summary(out *Entry, e *element, raw []byte, rss bool) {
	untyped := untypedText(e.name)
	if rss && e.name == "summary" {
		untyped = rich
	}
	t := s.text(e, raw, untyped, rss || strings.HasPrefix(e.name, "media:"))
	switch {
	case t.empty():
	case out.Summary.empty():
		out.Summary = t
	case e.name == "description" || e.name == "summary":
		if len(out.Contents) == 0 {
			out.addContent(t)
		} else {
			out.captions = append(out.captions, t)
		}
	default:
		out.captions = append(out.captions, t)
	}
}

func (out *Entry) addContent(t Text) {
	if !t.empty() {
		out.Contents = append(out.Contents, t)
	}
}

func (out *Entry) addDOI(name, id string) {
	if name == "prism:doi" {
		out.dois = append([]string{id}, out.dois...)
		return
	}
	out.dois = append(out.dois, id)
}

// identifier reads the element by which an item is known again. One that is an
// address leads to the item where nothing else does, unless it says that it
// does not.
func (s *scanner) identifier(out *Entry, e *element, raw []byte, rss bool) {
	id := s.line(raw)
	if rss != (e.name == "guid") {
		out.ID = firstOf(out.ID, id)
		return
	}
	out.ID, out.guid = id, id
	if !rss {
		out.ID, out.guid = absolute(e.inside.base, id), addressForm(e.inside.inFeed, id)
		return
	}
	if !strings.EqualFold(e.attr("ispermalink"), "false") && strings.HasPrefix(id, "http") {
		out.permalink = firstOf(out.permalink, id)
	}
}

// addressForm is an id of Atom as items are known by it: resolved against what
// the document states, and in the normal form of addresses, so that the ways in
// which one can be escaped are one.
func addressForm(base *url.URL, id string) string {
	u, err := url.Parse(id)
	if err != nil {
		return id
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	return u.String()
}

// source reads where an item was taken from.
func (s *scanner) source(out *Entry, e *element, raw []byte) {
	if !holdsElements(raw) {
		out.venue = firstOf(out.venue, s.line(raw))
		return
	}
	inside := s.within(e, raw)
	for child, ok := inside.next(); ok; child, ok = inside.next() {
		text, whole := inside.inner(&child)
		switch {
		case !whole:
		case child.name == "title":
			out.venue = firstOf(out.venue, inside.text(&child, text, plain, false).Value)
		case child.name == "author":
			out.borrowed = append(out.borrowed, inside.person(&child, text, 0))
		}
	}
}

// dates is the field for the date that an element of that name holds.
func (out *Entry) dates(name string) *time.Time {
	return dateField(name, &out.Published, &out.Updated, &out.Created)
}

func (d *Document) dates(name string) *time.Time {
	return dateField(name, &d.Published, &d.Updated, &d.Created)
}

func dateField(name string, published, updated, created *time.Time) *time.Time {
	switch name {
	case "pubdate", "published", "issued", "dcterms:issued":
		return published
	case "updated", "modified", "dc:date", "dcterms:modified", "lastbuilddate":
		return updated
	case "created", "dcterms:created":
		return created
	}
	return nil
}

// setTime reads a date into its field. Of several the last counts, those of
// the format itself before those of its extensions.
func setTime(field *time.Time, name, text string) {
	if field == nil || !field.IsZero() && strings.Contains(name, ":") {
		return
	}
	if at := parseDate(text); !at.IsZero() {
		*field = at
	}
}

func firstTime(at time.Time, text string) time.Time {
	if !at.IsZero() || text == "" {
		return at
	}
	return parseDate(text)
}
