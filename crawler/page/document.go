package page

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"chalkline"
	"chalkline/crawler/charset"
)

// maxBytes is how much of a page is read; real pages stay below 2 MB.
const maxBytes = 6 << 20

var declaredCharset = regexp.MustCompile(`(?i)<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9._:-]+)`)

// parse reads a page and finds the address that its links are relative to.
func parse(body []byte, base string) (*goquery.Document, *url.URL, error) {
	at, err := url.Parse(base)
	if err != nil {
		return nil, nil, chalkline.Errorf(chalkline.CodeInvalid, "reading the page's address: %w", err)
	}
	root, err := html.Parse(bytes.NewReader(sane(decode(body))))
	if err != nil {
		return nil, nil, chalkline.Errorf(chalkline.CodeInvalid, "reading the page: %w", err)
	}
	doc := goquery.NewDocumentFromNode(root)
	if href, ok := doc.Find("base[href]").First().Attr("href"); ok {
		if stated, err := at.Parse(strings.TrimSpace(href)); err == nil {
			at = stated
		}
	}
	return doc, at, nil
}

// decode brings a page into UTF-8.
func decode(body []byte) []byte {
	body = body[:min(len(body), maxBytes)]
	label := ""
	if found := declaredCharset.FindSubmatch(body[:min(len(body), 8<<10)]); found != nil {
		label = charset.Canonical(string(found[1]))
	}
	doc, _ := charset.Decode(body, label)
	return doc
}
