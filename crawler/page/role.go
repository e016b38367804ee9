package page

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// How an element takes part in the text of a page.
const (
	flowText  = iota
	flowAside // left out unless nothing else is found
	flowNever // no text that a reader reads
)

var flow = map[atom.Atom]int{
	atom.Script: flowNever, atom.Style: flowNever, atom.Noscript: flowNever, atom.Template: flowNever,
	atom.Head: flowNever, atom.Iframe: flowNever, atom.Object: flowNever, atom.Svg: flowNever, atom.Math: flowNever,
	atom.Button: flowNever, atom.Select: flowNever, atom.Textarea: flowNever, atom.Input: flowNever,
	atom.Audio: flowNever, atom.Video: flowNever, atom.Canvas: flowNever, atom.Map: flowNever, atom.Label: flowNever,
	atom.Datalist: flowNever, atom.Rp: flowNever, atom.Rt: flowNever,

	atom.Nav: flowAside, atom.Aside: flowAside, atom.Footer: flowAside, atom.Dialog: flowAside, atom.Menu: flowAside,
	atom.Figcaption: flowAside,
}

// blocks are the elements that stand on lines of their own.
var blocks = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true, atom.Caption: true,
	atom.Center: true, atom.Dd: true, atom.Details: true, atom.Dialog: true, atom.Div: true, atom.Dl: true, atom.Dt: true,
	atom.Fieldset: true, atom.Figcaption: true, atom.Figure: true, atom.Footer: true, atom.Form: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Header: true,
	atom.Hr: true, atom.Html: true, atom.Iframe: true, atom.Li: true, atom.Main: true, atom.Menu: true, atom.Nav: true,
	atom.Ol: true, atom.P: true, atom.Pre: true, atom.Section: true, atom.Summary: true, atom.Table: true,
	atom.Tbody: true, atom.Td: true, atom.Tfoot: true, atom.Th: true, atom.Thead: true, atom.Tr: true, atom.Ul: true,
}

// role is what an element says of itself by its name.
type role int

const (
	plain role = iota
	body       // it holds the text of an article
	story      // it holds an article with its surroundings
	aside      // it holds something else
)

// asides are words in classes and ids of what is no part of an article.
var asides = words(`ad ads adsense advert advertisement advertising adverts affiliate akismet alsolike author-bio authorbio
	authorbox bio caption captions carousel gallery lightbox slideshow breadcrumb breadcrumbs byline bylines comment commentlist comments consent cookie cookies copyright credit
	credits dfp disqus donate donation dsq follow footer footnav gdpr jp-relatedposts login masthead menu meta metadata modal
	mostpopular mostread nav navbar navigation newsletter newsletters nextprev noprint obfuscated outbrain overlay pager
	pagination paywall popular popup postmeta print-only promo promos promoted promotion rating ratings recirc recirculation
	recommendation recommendations recommended registration related relatedposts respond rss sharebar sharedaddy share sharing
	shares sidebar signin signup skyscraper social sociable socials sponsor sponsored sponsors subnav subscribe subscription
	subscriptions syndication taboola taglist tags teaser teasers timestamp toolbar tooltip trending utility viral widget widgets`)

// unseen are classes of what a reader does not see.
var unseen = words(`hide hidden sr-only screen-reader-text visually-hidden visuallyhidden`)

// bodies are names of what holds the text and nothing else.
var bodies = words(`articlebody article-body article_body articlecontent article-content articletext article-text entry-content
	entrycontent post-content postcontent post-body postbody post-text post-entry story-body storybody story-content storycontent
	storytext story-text body-content bodycontent content-body contentbody body-text bodytext body-copy bodycopy blog-content
	post-bodycopy single-content news-content news-text news-body text-content article-main-content field-body fulltext
	main-text maintext page-content`)

// stories are names of what holds an article.
var stories = words(`article post entry story hentry main content main-content maincontent blogpost single-post`)

func words(list string) map[string]bool {
	set := make(map[string]bool)
	for _, word := range strings.Fields(list) {
		set[strings.ReplaceAll(word, "_", "-")] = true
	}
	return set
}

// roleOf reads the role of an element.
func roleOf(n *html.Node, name string) role {
	switch strings.ToLower(attr(n, "itemprop")) {
	case "articlebody", "text":
		return body
	case "author", "comment":
		return aside
	}
	switch attr(n, "role") {
	case "navigation", "complementary", "banner", "contentinfo", "search", "dialog", "menu":
		return aside
	}
	parts := namesIn(name)
	found := plain
	holds := n.DataAtom != atom.P && !heading(n.DataAtom)
	for i, part := range parts {
		if holds && (bodies[part] || i > 0 && bodies[parts[i-1]+"-"+part]) {
			return body
		}
		if asides[part] || i > 0 && asides[parts[i-1]+"-"+part] {
			found = aside
		}
	}
	if found == plain && (n.DataAtom == atom.Article || n.DataAtom == atom.Main) {
		return story
	}
	for class := range strings.FieldsSeq(strings.ToLower(name)) {
		switch {
		case unseen[class]:
			return aside
		case found == plain && stories[class]:
			return story
		}
	}
	return found
}

// namesIn parts classes and ids into words, in lower case: "postBody
// entry-content" has post, body, entry and content.
func namesIn(name string) []string {
	var parts []string
	start := 0
	runes := []rune(name[:min(len(name), 500)])
	cut := func(end int) {
		if end > start {
			parts = append(parts, strings.ToLower(string(runes[start:end])))
		}
	}
	for i, c := range runes {
		switch {
		case !unicode.IsLetter(c):
			cut(i)
			start = i + 1
		case i > 0 && unicode.IsUpper(c) && unicode.IsLower(runes[i-1]):
			cut(i)
			start = i
		}
	}
	cut(len(runes))
	return parts
}
