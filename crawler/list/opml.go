package list

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"chalkline"

	"golang.org/x/net/html/charset"
)

const (
	maxOPML     = 16 << 20 // bytes
	maxOutlines = 50_000   // in one file
)

// ReadOPML reads the feeds of an OPML file, as other feed readers export it.
// Folders are flattened; one that is named like a genre gives its feeds that
// genre, as WriteOPML writes them. Outlines without a feed address that can be
// used are left out, as is a feed listed twice. Refused is what stands for an address
// and is none. The error is a *chalkline.Error
// with CodeInvalid when the file is not OPML or broken.
func ReadOPML(r io.Reader) (sources []chalkline.Source, refused []string, err error) {
	data, err := io.ReadAll(io.LimitReader(r, maxOPML+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read an OPML file: %w", err)
	}
	if len(data) > maxOPML {
		return nil, nil, chalkline.Errorf(chalkline.CodeInvalid, "the OPML file is larger than %d MiB", maxOPML>>20)
	}
	text, err := decode(data)
	if err != nil {
		return nil, nil, err
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil } // decoded already
	o := outlines{seen: map[string]bool{}}
	for {
		// Raw tokens, so that an element that is closed wrongly costs nothing but its folder.
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, _ := d.InputPos()
			return nil, nil, chalkline.Errorf(chalkline.CodeInvalid, "the OPML file is broken at line %d: %w", line, err)
		}
		if err := o.token(token); err != nil {
			return nil, nil, err
		}
	}
	if !o.root {
		return nil, nil, chalkline.Errorf(chalkline.CodeInvalid, "this is not OPML: it has no <opml> element")
	}
	return o.sources, o.refused, nil
}

// outlines gathers the feeds of an OPML file from its XML tokens.
type outlines struct {
	sources []chalkline.Source
	refused []string          // what stands for an address and is none
	seen    map[string]bool   // normal URLs
	folders []chalkline.Genre // of the open outlines, "" where the name is no genre
	count   int
	root    bool // <opml> was seen
}

func (o *outlines) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		name := strings.ToLower(t.Name.Local)
		switch {
		case name == "opml":
			o.root = true
		case !o.root:
			return chalkline.Errorf(chalkline.CodeInvalid,
				"this is not OPML: it begins with <%s>", chalkline.Cut(t.Name.Local, 40))
		case name == "outline":
			o.count++
			if o.count > maxOutlines {
				return chalkline.Errorf(chalkline.CodeInvalid, "the OPML file has more than %d outlines", maxOutlines)
			}
			o.outline(t.Attr)
		}
	case xml.EndElement:
		if strings.EqualFold(t.Name.Local, "outline") && len(o.folders) > 0 {
			o.folders = o.folders[:len(o.folders)-1]
		}
	}
	return nil
}

func (o *outlines) outline(attrs []xml.Attr) {
	values := map[string]string{}
	for _, a := range attrs {
		values[strings.ToLower(a.Name.Local)] = strings.Join(strings.Fields(a.Value), " ")
	}
	title := values["title"]
	if title == "" {
		title = values["text"]
	}
	genre := chalkline.Genre(strings.ToLower(title))
	if !slices.Contains(chalkline.Genres, genre) {
		genre = ""
	}
	o.folders = append(o.folders, genre)

	address := webAddress(values["xmlurl"])
	if address == "" && values["xmlurl"] != "" {
		o.refused = append(o.refused, values["xmlurl"])
	}
	if address == "" || o.seen[sameURL(address)] {
		return
	}
	o.seen[sameURL(address)] = true
	s := chalkline.Source{
		Kind:     chalkline.SourceFeed,
		Name:     clean(title),
		URL:      address,
		SiteURL:  webAddress(values["htmlurl"]),
		Genre:    defaultGenre,
		Language: language(values["language"]),
	}
	if s.Name == "" {
		s.Name = chalkline.HostOf(address)
	}
	for _, g := range slices.Backward(o.folders[:len(o.folders)-1]) {
		if g != "" {
			s.Genre = g
			break
		}
	}
	o.sources = append(o.sources, s)
}

// webAddress is a feed's or page's address as it can be fetched, "" when it
// cannot. feed: and a missing scheme are mended.
func webAddress(raw string) string {
	if scheme, rest, found := strings.Cut(raw, ":"); found && strings.EqualFold(scheme, "feed") {
		raw = strings.TrimPrefix(rest, "//")
	}
	if scheme, rest, found := strings.Cut(raw, "://"); found {
		raw = strings.ToLower(scheme) + "://" + rest
	} else if host, _, _ := strings.Cut(raw, "/"); strings.Contains(host, ".") && !strings.Contains(host, ":") {
		raw = "http://" + raw
	}
	raw = strings.ReplaceAll(raw, " ", "%20")
	if raw == "" || strings.ContainsFunc(raw, isControl) || urlFault(raw) != "" {
		return ""
	}
	return raw
}

// clean is a name as a list may hold it: one line, not too long.
func clean(name string) string {
	return chalkline.Cut(strings.Map(func(c rune) rune {
		if isControl(c) {
			return ' '
		}
		return c
	}, name), maxName)
}

// language is the first part of a language tag when it is a two-letter code.
func language(tag string) string {
	first, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if languageForm.MatchString(first) {
		return first
	}
	return ""
}

var declared = regexp.MustCompile(`^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// decode turns a file into UTF-8: by its byte order mark, else by its XML
// declaration, else it is UTF-8 when valid and windows-1252 when not. Control
// characters, which XML forbids, become spaces.
func decode(data []byte) (string, error) {
	label := "utf-8"
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		label, data = "utf-16le", data[2:]
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		label, data = "utf-16be", data[2:]
	default:
		if m := declared.FindSubmatch(data[:min(len(data), 1024)]); m != nil {
			label = strings.ToLower(string(m[1]))
		}
	}
	if strings.HasPrefix(label, "utf-8") || label == "utf8" || label == "us-ascii" {
		label = "utf-8"
		if !utf8.Valid(data) {
			label = "windows-1252"
		}
	}
	if label != "utf-8" {
		reader, err := charset.NewReaderLabel(label, bytes.NewReader(data))
		if err != nil {
			return "", chalkline.Errorf(chalkline.CodeInvalid, "the OPML file says it is in %q, which is not known: %w", label, err)
		}
		if data, err = io.ReadAll(reader); err != nil {
			return "", chalkline.Errorf(chalkline.CodeInvalid, "the OPML file is not in %q, as it says: %w", label, err)
		}
	}
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xfffe || c == 0xffff {
			return ' '
		}
		return c
	}, strings.TrimLeft(strings.ToValidUTF8(string(data), "\ufffd"), "\ufeff")), nil
}

// WriteOPML writes the feeds among sources as OPML 2.0 for other feed readers,
// in a folder for each genre. Sources that are no feeds are left out: nothing
// else could read them.
func WriteOPML(w io.Writer, sources []chalkline.Source) error {
	b := bufio.NewWriter(w)
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(b, format+"\n", args...) } // Flush reports errors
	line(`<?xml version="1.0" encoding="UTF-8"?>`)
	line(`<opml version="2.0">`)
	line(`  <head><title>Chalkline sources</title></head>`)
	line(`  <body>`)
	for _, genre := range genres(sources) {
		line(`    <outline text="%s">`, attribute(string(genre)))
		for _, s := range sources {
			if s.Kind != chalkline.SourceFeed || cmp.Or(s.Genre, defaultGenre) != genre {
				continue
			}
			site, tongue := "", ""
			if s.SiteURL != "" {
				site = fmt.Sprintf(` htmlUrl="%s"`, attribute(s.SiteURL))
			}
			if s.Language != "" {
				tongue = fmt.Sprintf(` language="%s"`, attribute(s.Language))
			}
			line(`      <outline type="rss" text="%s" xmlUrl="%s"%s%s/>`, attribute(s.Name), attribute(s.URL), site, tongue)
		}
		line(`    </outline>`)
	}
	line(`  </body>`)
	line(`</opml>`)
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write %d sources as OPML: %w", len(sources), err)
	}
	return nil
}

// genres are the genres of the feeds among sources, in the order in which genres
// are offered.
func genres(sources []chalkline.Source) []chalkline.Genre {
	found := map[chalkline.Genre]bool{}
	for _, s := range sources {
		if s.Kind == chalkline.SourceFeed {
			found[cmp.Or(s.Genre, defaultGenre)] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(chalkline.Genres), func(g chalkline.Genre) bool { return !found[g] })
}

func attribute(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder never fails
	return b.String()
}
