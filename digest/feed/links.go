package feed

// atomLink is a link of a feed or an entry, in Atom and, with a prefix, in RSS.
type atomLink struct {
	Rel      string `xml:"rel,attr"`
	Type     string `xml:"type,attr,omitempty"`
	Language string `xml:"hreflang,attr,omitempty"`
	Title    string `xml:"title,attr,omitempty"`
	Href     string `xml:"href,attr"`
}

// mediaTypes are the formats by their extension, in the order in which they are
// offered.
var mediaTypes = []struct{ extension, kind string }{
	{".rss", "application/rss+xml"},
	{".atom", "application/atom+xml"},
	{".json", "application/feed+json"},
}

// links are the links of the document in the format with that extension, but for
// the one to its page.
func (f Feed) links(extension string) []atomLink {
	var list []atomLink
	add := func(rel, kind, href string) {
		if href != "" {
			list = append(list, atomLink{Rel: rel, Type: kind, Href: href})
		}
	}
	var kind string
	for _, m := range mediaTypes {
		if m.extension == extension {
			kind = m.kind
		}
	}
	add("self", kind, f.Self.In(extension))
	add("hub", "", f.Hub)
	add("current", kind, f.Current.In(extension))
	add("prev-archive", kind, f.Prev.In(extension))
	add("next-archive", kind, f.Next.In(extension))
	for _, m := range mediaTypes {
		if m.extension != extension {
			add("alternate", m.kind, f.Self.In(m.extension))
		}
	}
	return list
}
