package feed

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
)

// readXML reads a feed in XML: RSS of any version, RDF, Atom, CDF.
func readXML(doc []byte, root string, meta Meta) (Document, error) {
	if err := guard(doc); err != nil {
		return Document{}, err
	}
	at := documentBase(meta)
	s := &scanner{doc: doc, scope: scope{base: at}, shared: &shared{entities: entitiesOf(doc)}}
	d := Document{rss: root != "feed", base: at}
	for {
		e, ok := s.next()
		if !ok {
			break
		}
		s.spaces = e.inside.spaces // they hold to the end: feeds declare them at the top
		s.channelElement(&d, &e)
	}
	if !ended(doc) {
		d.Warnings = append(d.Warnings, "the document is cut")
	}
	for _, relation := range []string{own, alternate} {
		link := page(d.Links, relation)
		d.Link, d.site = firstOf(d.Link, link.Href), firstOf(d.site, link.written)
	}
	d.Language = firstOf(d.Language, strings.ReplaceAll(s.language, "_", "-"), meta.ContentLanguage)
	return d, nil
}

// ended says whether a document ends with an end tag of its root.
func ended(doc []byte) bool {
	for at := bytes.IndexByte(doc, '<'); at >= 0; at = bytes.IndexByte(doc, '<') {
		doc = doc[at:]
		root := markup(doc)
		if root.kind == tagOpen {
			return root.empty || bytes.LastIndex(doc, slices.Concat([]byte("</"), root.name)) > 0
		}
		doc = doc[root.size:]
	}
	return true
}

// documentBase is the address that a document itself has: the one that the
// server names as its place, else the one where it was found.
func documentBase(meta Meta) *url.URL {
	at, err := url.Parse(meta.URL)
	if err != nil || meta.URL == "" {
		at = nil
	}
	if meta.ContentLocation == "" {
		return at
	}
	if place := resolve(at, meta.ContentLocation); place != nil && place.IsAbs() {
		return place
	}
	return at
}

// channelElement reads one element of a feed that belongs to none of its items.
func (s *scanner) channelElement(d *Document, e *element) {
	switch e.name {
	case "rss", "rdf:rdf", "rdf", "channel", "feed":
		// What they state holds for what follows.
		s.scope = e.inside
		if e.inside.base != nil {
			d.base = e.inside.base
		}
		if e.name == "channel" {
			d.ID = firstOf(d.ID, e.attr("rdf:about"))
			d.Link, d.site = firstOf(d.Link, absolute(s.base, e.attr("href"))), firstOf(d.site, absolute(s.inFeed, e.attr("href")))
			d.Updated = firstTime(d.Updated, e.attr("lastmod"))
		}
		return
	case "item", "entry":
		if len(d.Entries) == maxItems {
			d.more++
			_, _ = s.inner(e)
			return
		}
		raw, whole := s.inner(e)
		if !whole {
			s.lost(d, e)
			return
		}
		d.Entries = append(d.Entries, s.entry(e, raw, d.rss))
		return
	case "rdf:seq", "rdf:li":
		return
	}
	raw, whole := s.inner(e)
	if !whole {
		return
	}
	s.channelField(d, e, raw)
}

// lost notes an item whose end is missing. The next one's start ends it, so it
// is read as far as it goes unless the document ends with it: then there is no
// telling what is missing.
func (s *scanner) lost(d *Document, e *element) {
	rest := s.doc[s.at:]
	next := nextItem(rest, e.tag)
	if next < 0 {
		d.Warnings = append(d.Warnings, "the last item is lost")
		s.at = len(s.doc)
		return
	}
	d.Entries = append(d.Entries, s.entry(e, rest[:next], d.rss))
	d.Warnings = append(d.Warnings, "an item has no end")
	s.at += next
}

// nextItem is where the next start tag of that name stands, -1 when nowhere.
func nextItem(doc, name []byte) int {
	for at := 0; at < len(doc); {
		start := bytes.IndexByte(doc[at:], '<')
		if start < 0 {
			return -1
		}
		at += start
		found := markup(doc[at:])
		if found.kind == tagOpen && bytes.EqualFold(found.name, name) {
			return at
		}
		at += found.size
	}
	return -1
}

// channelField reads an element of a feed into its field. The first of several
// counts.
func (s *scanner) channelField(d *Document, e *element, raw []byte) {
	switch e.name {
	case "title":
		setText(&d.Title, s.text(e, raw, plain, d.rss))
	case "dc:title":
		setText(&d.Title, s.text(e, raw, plain, true))
	case "description", "abstract", "subtitle", "tagline", "dc:description", "itunes:subtitle", "itunes:summary":
		setText(&d.Subtitle, s.text(e, raw, untypedText(e.name), true))
	case "info", "feedburner:browserfriendly":
		setText(&d.Info, s.text(e, raw, plain, true))
	case "rights", "copyright", "dc:rights":
		setText(&d.Rights, s.text(e, raw, plain, d.rss))
	case "id", "guid":
		d.ID = firstOf(d.ID, s.address(e, raw))
	case "link":
		d.Links = s.link(d.Links, e, raw)
	case "language":
		d.Language = firstOf(s.line(raw), d.Language)
	case "dc:language":
		d.Language = firstOf(d.Language, s.line(raw))
	case "category", "dc:subject", "itunes:category", "itunes:keywords":
		d.Tags = s.tags(d.Tags, e, raw)
	case "generator":
		d.generator = s.line(raw)
	default:
		if rank, author := authorRank(e.name, d.rss); author {
			d.Authors = append(d.Authors, s.person(e, raw, rank))
			return
		}
		setTime(d.dates(e.name), e.name, s.line(raw))
		s.hint(d, e, raw)
	}
}

// hint reads what a feed says of when to ask again.
func (s *scanner) hint(d *Document, e *element, raw []byte) {
	switch e.name {
	case "ttl":
		d.ttl = ttlOf(s.line(raw))
	case "sy:updateperiod":
		d.period = s.line(raw)
	case "sy:updatefrequency":
		d.frequency = s.line(raw)
	case "skiphours":
		d.skipHours = hoursOf(s.children(e, raw, "hour"))
	case "skipdays":
		d.skipDays = daysOf(s.children(e, raw, "day"))
	}
}

// children are the texts of the children of that name.
func (s *scanner) children(e *element, raw []byte, name string) []string {
	inside := s.within(e, raw)
	var texts []string
	for {
		child, ok := inside.next()
		if !ok {
			return texts
		}
		if text, whole := inside.inner(&child); whole && child.name == name {
			texts = append(texts, s.line(text))
		}
	}
}

// link adds the address that an element holds or has as an attribute.
func (s *scanner) link(links []Link, e *element, raw []byte) []Link {
	href, linked := e.attr("href"), e.has("href")
	link := Link{Rel: strings.ToLower(strings.TrimSpace(e.attr("rel"))), Type: e.attr("type")}
	switch {
	case !linked:
		href = s.line(raw)
		if link.Rel == "" || link.Rel == alternate {
			link.Rel = own
		}
	case link.Rel == "":
		link.Rel = alternate
	}
	if href == "" && (!linked || e.inside.base == nil) || len(links) == maxLinks {
		return links
	}
	if href == "" {
		link.Href = e.inside.base.String()
		return append(links, link)
	}
	link.Href, link.written = absolute(e.inside.base, href), absolute(e.inside.inFeed, href)
	return append(links, link)
}

// The relations of links that are told apart here.
const (
	own       = "" // what stands in a <link>
	alternate = "alternate"
	enclosure = "enclosure"
	self      = "self"
)

// page is the first link of that relation, in HTML if there is a choice, and
// the last of files.
func page(links []Link, relation string) (found Link) {
	for _, link := range links {
		if link.Rel != relation {
			continue
		}
		if relation != enclosure && (link.Type == "" || strings.Contains(link.Type, "html")) {
			return link
		}
		if relation == enclosure || found.Href == "" {
			found = link
		}
	}
	return found
}

// maxLinks is how many links of a feed or an entry are kept.
const maxLinks = 200

// tags adds what an element files its feed or entry under.
func (s *scanner) tags(tags []Tag, e *element, raw []byte) []Tag {
	add := func(term, label string) {
		if term = strings.TrimSpace(term); term != "" && len(tags) < maxLinks {
			tags = append(tags, Tag{term, strings.TrimSpace(label)})
		}
	}
	switch e.name {
	case "itunes:keywords":
		for word := range strings.SplitSeq(s.line(raw), ",") {
			add(word, "")
		}
	case "itunes:category":
		add(e.attr("text"), "")
		inside := s.within(e, raw)
		for child, ok := inside.next(); ok; child, ok = inside.next() {
			add(child.attr("text"), "")
		}
	default:
		label := e.attr("label")
		add(firstOf(e.attr("term"), s.line(raw), label), label)
	}
	return tags
}

// untypedText is the type that a text of that name has without saying so: RSS
// writes its descriptions in HTML.
func untypedText(name string) string {
	switch name {
	case "description", "dc:description", "itunes:summary", "abstract":
		return rich
	}
	return plain
}

func setText(t *Text, found Text) {
	if t.empty() {
		*t = found
	}
}

func firstOf(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}
