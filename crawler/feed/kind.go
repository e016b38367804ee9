package feed

import (
	"net/url"
	"strings"

	"chalkline"
)

// commentTitles are how feeds of comments call themselves, in lower case.
var commentTitles = []string{
	"comments on:", "comments on ", "comments for ", "kommentare zu ", "commentaires sur ", "comentarios en ",
	"commenti a ", "comentários sobre ", "reacties op ", "new comments for ",
}

// commentPaths are in the addresses of feeds of comments.
var commentPaths = []string{"/comments/feed", "/comments/default", "/comments.rss", "/comments.xml", "feed=comments-rss2", "feed=comments-atom"}

// ofComments says whether a feed holds what readers wrote below something: by
// the address where it was found or says that it is, by its title, or because
// all its entries are answers.
func (d *Document) ofComments(meta Meta) bool {
	addresses := []string{meta.URL}
	for _, link := range d.Links {
		if link.Rel == self {
			addresses = append(addresses, link.Href)
		}
	}
	for _, address := range addresses {
		for _, path := range commentPaths {
			if strings.Contains(address, path) {
				return true
			}
		}
	}
	title := strings.ToLower(lineOf(d.Title.Value))
	for _, start := range commentTitles {
		if strings.HasPrefix(title, start) {
			return d.answers()
		}
	}
	return d.allReply()
}

func (d *Document) allReply() bool {
	for i := range d.Entries {
		if !d.Entries[i].replies {
			return false
		}
	}
	return len(d.Entries) > 1
}

// answers says whether most entries lead to a place inside a page, as those to
// comments do: a piece may be called "Comments on the draft curriculum".
func (d *Document) answers() bool {
	inside := 0
	for i := range d.Entries {
		if u, err := url.Parse(d.Entries[i].Link); err == nil && u.Fragment != "" {
			inside++
		}
	}
	return inside*2 >= len(d.Entries)
}

// messengers are the services of short messages, which have no titles, by what
// their feeds are generated with, in lower case.
var messengers = []string{"mastodon", "pleroma", "akkoma", "misskey", "pixelfed", "gotosocial", "friendica", "bluesky"}

// ofMessages says whether a feed comes from a service of short messages.
func (d *Document) ofMessages() bool {
	generator := strings.ToLower(d.generator)
	for _, name := range messengers {
		if strings.HasPrefix(generator, name) {
			return true
		}
	}
	return strings.HasPrefix(d.Link, "https://bsky.app/")
}

// maxFirstWords is the length of a title made of the first words, in characters.
const maxFirstWords = 90

// nameMessages gives messages their first words for a title. It comes after
// they have their identities, which do not hang on it.
func nameMessages(items []chalkline.Item) {
	for i := range items {
		if items[i].Title == "" {
			first, _, _ := strings.Cut(items[i].Text, "\n\n")
			items[i].Title = chalkline.Cut(first, maxFirstWords)
		}
	}
}
