package feed

import (
	"slices"
	"strings"
	"testing"
)

const namespaces = ` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"` +
	` xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"` +
	` xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:x="http://www.w3.org/1999/xhtml"`

func rssItem(inside string) string {
	return "<rss" + namespaces + "><channel><item>" + inside + "</item></channel></rss>"
}

func atomFeed(attrs, inside string) string {
	return `<feed xmlns="http://www.w3.org/2005/Atom"` + attrs + ">" + inside + "</feed>"
}

// firstEntry reads a document that lies at /feeds/all.xml.
func firstEntry(t *testing.T, doc string, meta Meta) *Entry {
	t.Helper()
	meta.URL = "https://feed.example/feeds/all.xml"
	d, err := Read([]byte(doc), meta)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Entries) == 0 {
		t.Fatalf("no entry in %s", doc)
	}
	return &d.Entries[0]
}

func TestTextIsReadInAllItsTypes(t *testing.T) {
	t.Parallel()
	old := func(inside string) string {
		return `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>` + inside + "</entry></feed>"
	}
	for _, c := range []struct{ name, doc, want string }{
		{"escaped HTML", rssItem("<description>&lt;b>a&lt;/b></description>"), "<b>a</b>"},
		{"HTML in a section", rssItem("<description><![CDATA[<b>a</b>]]></description>"), "<b>a</b>"},
		{"HTML as it is", rssItem("<description><b>a</b></description>"), "<b>a</b>"},
		{"the full text where there is no short one", rssItem("<content:encoded><![CDATA[<b>a</b>]]></content:encoded>"), "<b>a</b>"},
		{"XHTML in RSS", rssItem("<x:body><x:b>a</x:b></x:body>"), "<b>a</b>"},
		{"text of Atom", atomFeed("", "<entry><summary>&lt;b>a</summary></entry>"), "<b>a"},
		{"HTML of Atom", atomFeed("", `<entry><summary type="html">&lt;b>a&lt;/b></summary></entry>`), "<b>a</b>"},
		{"XHTML of Atom", atomFeed("", `<entry><summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><b>a</b></div></summary></entry>`), "<b>a</b>"},
		{"XHTML in two parts", atomFeed("", `<entry><summary type="xhtml"><div>a</div><div>b</div></summary></entry>`), "<div>a</div><div>b</div>"},
		{"base64 of Atom 0.3", old(`<summary type="text/html" mode="base64">PGI+YTwvYj4=</summary>`), "<b>a</b>"},
		{"base64 that is none", old(`<summary type="text/html" mode="base64">a?</summary>`), "a?"},
		{"a script", rssItem("<description>a&lt;script>b&lt;/script></description>"), "a"},
		{"the text of a video", atomFeed(namespaces, "<entry><media:group><media:title>t</media:title><media:description>a</media:description></media:group></entry>"), "a"},
		{"the text of a podcast", rssItem("<itunes:summary>a</itunes:summary>"), "a"},
		{"CDF", "<CHANNEL><ITEM><ABSTRACT>a</ABSTRACT></ITEM></CHANNEL>", "a"},
		{"entities of HTML", rssItem("<description>&eacute;&hellip;&nosuch;</description>"), "é…&amp;nosuch;"},
		{"entities of the document", `<!DOCTYPE rss [<!ENTITY who "Ada">]>` + rssItem("<description>&who; &who2;</description>"), "Ada &amp;who2;"},
		{"entities in entities", `<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>` + rssItem("<description>&c;</description>"), "&amp;a;&amp;a;"},
	} {
		if got := firstEntry(t, c.doc, Meta{}).Summary.Safe(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAddressesAreResolvedAtEveryLevel(t *testing.T) {
	t.Parallel()
	const link = `<link href="b"/>`
	for _, c := range []struct {
		name, doc, location, want string
	}{
		{"against the place of the feed", atomFeed("", "<entry>"+link+"</entry>"), "", "https://feed.example/feeds/b"},
		{"against what the server says", atomFeed("", "<entry>"+link+"</entry>"), "/a/", "https://feed.example/a/b"},
		{"against the feed", atomFeed(` xml:base="https://s.example/a/"`, "<entry>"+link+"</entry>"), "/x/", "https://s.example/a/b"},
		{"against the entry", atomFeed(` xml:base="https://s.example/a/"`, `<entry xml:base="c/">`+link+"</entry>"), "", "https://s.example/a/c/b"},
		{"against the element", atomFeed("", `<entry xml:base="https://s.example/"><link xml:base="d/" href="b"/></entry>`), "", "https://s.example/d/b"},
		{"of an item", rssItem("<link>../b</link>"), "", "https://feed.example/b"},
		{"of a file", rssItem(`<enclosure url="b"/>`), "", "https://feed.example/feeds/b"},
		{"a base that is none", atomFeed(` xml:base="%zz"`, "<entry>"+link+"</entry>"), "", "https://feed.example/feeds/b"},
	} {
		if got := firstEntry(t, c.doc, Meta{ContentLocation: c.location}).Link; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	html := atomFeed(` xml:base="https://s.example/a/"`, `<entry><content type="html" xml:base="c/">&lt;a href="d">e&lt;/a></content></entry>`)
	if got, want := firstEntry(t, html, Meta{}).Contents[0].Safe(), `<a href="https://s.example/a/c/d">e</a>`; got != want {
		t.Errorf("in a text: %q, want %q", got, want)
	}
}

func TestPeopleHaveNamesAndAddresses(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]Person{
		"Ada Marsh":                       {Name: "Ada Marsh"},
		"ada@school.example":              {Email: "ada@school.example"},
		"ada@school.example (Ada Marsh)":  {Name: "Ada Marsh", Email: "ada@school.example"},
		"Ada Marsh (ada@school.example)":  {Name: "Ada Marsh", Email: "ada@school.example"},
		"Ada Marsh <ada@school.example>":  {Name: "Ada Marsh", Email: "ada@school.example"},
		"Ada Marsh, ada@school.example":   {Name: "Ada Marsh", Email: "ada@school.example"},
		"mailto:ada@school.example":       {Email: "ada@school.example"},
		"(Ada Marsh) ada@school.example ": {Name: "Ada Marsh", Email: "ada@school.example"},
	} {
		name, mail := nameAndMail(written)
		if name != want.Name || mail != want.Email {
			t.Errorf("%q: %q and %q", written, name, mail)
		}
	}
	e := firstEntry(t, atomFeed("", "<entry><author><name>Ada</name><email>a@s.example</email></author></entry>"), Meta{})
	if got := e.Authors[0].String(); got != "Ada (a@s.example)" {
		t.Errorf("an author in elements is %q", got)
	}
}

func TestExtensionsFillWhatIsMissing(t *testing.T) {
	t.Parallel()
	e := firstEntry(t, rssItem("<media:title>m</media:title><dc:title>d</dc:title><dc:date>2026-11-20</dc:date><dc:subject>s</dc:subject>"+
		`<itunes:keywords>k, l</itunes:keywords><dc:rights>r</dc:rights><enclosure url="https://s.example/1.mp3" type="audio/mpeg"/>`), Meta{})
	if e.Title.Value != "d" {
		t.Errorf("title %q", e.Title.Value)
	}
	if e.Updated.IsZero() || e.Rights.Value != "r" {
		t.Errorf("updated %v, rights %q", e.Updated, e.Rights.Value)
	}
	if want := []Tag{{Term: "s"}, {Term: "k"}, {Term: "l"}}; !slices.Equal(e.Tags, want) {
		t.Errorf("tags %v", e.Tags)
	}
	if files := e.Enclosures(); len(files) != 1 || files[0].Type != "audio/mpeg" {
		t.Errorf("files %v", files)
	}
	f, err := Parse([]byte(rssItem("<dc:identifier>doi:10.5555/one</dc:identifier><prism:doi>10.5555/TWO</prism:doi>"+
		"<prism:publicationName>J</prism:publicationName><prism:coverDate>2026-11-01</prism:coverDate>")), Meta{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if item := f.Items[0]; item.DOI != "10.5555/two" || item.Venue != "J" || !item.Published.Equal(day(2026, 11, 1)) {
		t.Errorf("item %+v", item)
	}
}

func TestTheLanguageIsTheNearestOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ doc, header, want string }{
		{"<rss><channel><language>de</language></channel></rss>", "fr", "de"},
		{"<rss" + namespaces + "><channel><dc:language>de</dc:language></channel></rss>", "", "de"},
		{atomFeed(` xml:lang="en_GB"`, ""), "fr", "en-GB"},
		{atomFeed("", ""), "fr", "fr"},
	} {
		d, err := Read([]byte(c.doc), Meta{ContentLanguage: c.header})
		if err != nil || d.Language != c.want {
			t.Errorf("%s: %q (%v), want %q", c.doc, d.Language, err, c.want)
		}
	}
}

func TestNestedItemsBelongToTheOuterOne(t *testing.T) {
	t.Parallel()
	d, err := Read([]byte(atomFeed("", "<entry><id>1</id><old><entry><id>0</id></entry></old></entry><entry><id>2</id></entry>")), Meta{})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for i := range d.Entries {
		ids = append(ids, d.Entries[i].ID)
	}
	if got := strings.Join(ids, " "); got != "1 2" {
		t.Errorf("entries %q, want 1 2", got)
	}
}
