package feed

import (
	"html"
	"time"

	"github.com/gorilla/feeds"
)

type rssDocument struct {
	feeds.RssFeedXml

	Atom     string      `xml:"xmlns:atom,attr"`
	DC       string      `xml:"xmlns:dc,attr"`
	Evidence string      `xml:"xmlns:evidence,attr"`
	History  string      `xml:"xmlns:fh,attr,omitempty"`
	Channel  *rssChannel `xml:"channel"`
}

type rssChannel struct {
	feeds.RssFeed

	Links   []atomLink `xml:"atom:link"`
	Creator string     `xml:"dc:creator"`
	Archive *struct{}  `xml:"fh:archive"`
	Private bool       `xml:"evidence:private,omitempty"`
	Items   []*rssItem `xml:"item"`
}

type rssItem struct {
	feeds.RssItem
	evidence

	Categories  []rssCategory `xml:"category"`
	Source      *rssSource    `xml:"source"`
	Creators    []string      `xml:"dc:creator"`
	Contributor string        `xml:"dc:contributor,omitempty"`
	Language    string        `xml:"dc:language,omitempty"`
	Identifier  string        `xml:"dc:identifier,omitempty"`
	Updated     string        `xml:"atom:updated"` // RSS has no word for it
	Links       []atomLink    `xml:"atom:link"`
}

type rssCategory struct {
	Domain string `xml:"domain,attr"`
	Label  string `xml:",chardata"`
}

// rssSource is where the item came from. RSS requires its URL.
type rssSource struct {
	URL  string `xml:"url,attr"`
	Name string `xml:",chardata"`
}

// RSS is the feed as RSS 2.0.
func (f Feed) RSS() ([]byte, error) {
	entries := f.entries()
	channel := &rssChannel{
		RssFeed: feeds.RssFeed{
			Title: f.title(), Link: f.page(), Description: f.description(), Language: f.locale().Tag,
			LastBuildDate: f.updated(entries).Format(time.RFC1123Z), Generator: maker,
		},
		Links: f.links(".rss"), Creator: maker, Private: f.Private,
		Items: make([]*rssItem, 0, len(entries)),
	}
	if f.Archive {
		channel.Archive = &struct{}{}
	}
	for n := range entries {
		channel.Items = append(channel.Items, rssItemOf(&entries[n]))
	}
	return f.writeXML(rssDocument{
		RssFeedXml: feeds.RssFeedXml{Version: "2.0", ContentNamespace: contentNamespace},
		Atom:       atomNamespace, DC: dcNamespace, Evidence: evidenceNamespace, History: f.history(),
		Channel: channel,
	})
}

func rssItemOf(e *entry) *rssItem {
	item := &rssItem{
		RssItem: feeds.RssItem{
			Title:       e.Title,
			Link:        e.URL,
			Description: html.EscapeString(e.Summary), // readers take it as HTML
			Content:     &feeds.RssContent{Content: e.Content},
			Guid:        &feeds.RssGuid{Id: e.ID, IsPermaLink: "false"},
			PubDate:     e.Published.Format(time.RFC1123Z),
		},
		evidence: e.Evidence, Creators: e.Authors, Contributor: e.Contributor, Language: e.Language, Updated: e.Updated.Format(time.RFC3339),
	}
	if e.Evidence.DOI != "" {
		item.Identifier = "doi:" + e.Evidence.DOI
	}
	for _, c := range e.Categories {
		item.Categories = append(item.Categories, rssCategory{Domain: c.Scheme, Label: c.Label})
	}
	if e.SourceURL != "" && e.Source != "" {
		item.Source = &rssSource{URL: e.SourceURL, Name: e.Source}
	}
	if e.Card != "" {
		item.Links = []atomLink{{Href: e.Card, Rel: "related", Type: "text/html", Title: e.CardTitle}}
	}
	return item
}
