package feed

import (
	"html"
	"time"

	"github.com/gorilla/feeds"

	"chalkline/digest/say"
)

type rssDocument struct {
	feeds.RssFeedXml

	AtomNamespace string      `xml:"xmlns:atom,attr"`
	DCNamespace   string      `xml:"xmlns:dc,attr"`
	Channel       *rssChannel `xml:"channel"`
}

type rssChannel struct {
	feeds.RssFeed

	Self  rssLink    `xml:"atom:link"`
	Items []*rssItem `xml:"item"`
}

type rssLink struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
}

type rssItem struct {
	feeds.RssItem

	Creators   []string   `xml:"dc:creator"`
	Categories []string   `xml:"category"`
	Updated    string     `xml:"atom:updated"` // RSS has no word for it
	Source     *rssSource `xml:"source"`
}

// rssSource is where the item came from. RSS requires its URL.
type rssSource struct {
	URL  string `xml:"url,attr"`
	Name string `xml:",chardata"`
}

// RSS is the feed as RSS 2.0.
func (f Feed) RSS() ([]byte, error) {
	entries, err := f.entries()
	if err != nil {
		return nil, err
	}
	channel := &rssChannel{
		RssFeed: feeds.RssFeed{
			Title:         f.title(),
			Link:          f.Home,
			Description:   say.Line(f.Description),
			Language:      language,
			LastBuildDate: f.updated().Format(time.RFC1123Z),
			Generator:     "Chalkline",
		},
		Self:  rssLink{Href: f.Self + ".rss", Rel: "self", Type: "application/rss+xml"},
		Items: make([]*rssItem, 0, len(entries)),
	}
	for _, e := range entries {
		item := &rssItem{
			RssItem: feeds.RssItem{
				Title:       e.Title,
				Link:        e.URL,
				Description: html.EscapeString(e.Summary), // readers take it as HTML
				Content:     &feeds.RssContent{Content: e.Content},
				Guid:        &feeds.RssGuid{Id: e.ID, IsPermaLink: "false"},
				PubDate:     e.Published.Format(time.RFC1123Z),
			},
			Creators:   e.Authors,
			Categories: e.Categories,
			Updated:    e.Updated.Format(time.RFC3339),
		}
		if e.SourceURL != "" {
			item.Source = &rssSource{URL: e.SourceURL, Name: e.SourceName}
		}
		channel.Items = append(channel.Items, item)
	}
	return writeXML(rssDocument{
		RssFeedXml:    feeds.RssFeedXml{Version: "2.0", ContentNamespace: "http://purl.org/rss/1.0/modules/content/"},
		AtomNamespace: atomNamespace,
		DCNamespace:   "http://purl.org/dc/elements/1.1/",
		Channel:       channel,
	})
}
