package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"chalkline"
	"chalkline/crawler/feed"
	"chalkline/crawler/fetch"
	"chalkline/crawler/ids"
	"chalkline/crawler/page"
	"chalkline/crawler/robots"
)

// page judges the article on a web page. Where the page cannot be read, but its
// address carries the DOI of a study, that is judged by its record.
func (a *appraiser) page(ctx context.Context, address string) error {
	doi := ids.DOIOfPage(address)
	if !a.asks(true) {
		if doi != "" {
			return a.work(ctx, address, chalkline.Item{DOI: doi})
		}
		return invalid("%s cannot be read without asking for it; save the page and name the file", address)
	}
	item, err := a.ask(ctx, address)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && doi != "":
		item = chalkline.Item{DOI: doi}
	case err != nil:
		return err
	}
	x, judgeErr := a.judge(ctx, item, err == nil, true)
	if judgeErr != nil {
		return judgeErr
	}
	if x.empty() {
		return errors.Join(err, invalid("there is nothing on %s to judge", address))
	}
	if err != nil {
		x.Notes = append([]string{"The page was not read, only its record: " + err.Error() + "."}, x.Notes...)
	}
	return a.print(address, x)
}

// ask fetches a page, if its robots.txt allows, and reads the article on it.
func (a *appraiser) ask(ctx context.Context, address string) (chalkline.Item, error) {
	if err := a.allowed(ctx, address); err != nil {
		return chalkline.Item{}, err
	}
	response, err := a.client.Get(ctx, fetch.Request{URL: address, Accept: "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"})
	if err != nil {
		return chalkline.Item{}, invalid("%s could not be read: %s", address, plainCause(err))
	}
	if response.Status != http.StatusOK {
		return chalkline.Item{}, invalid("%s could not be read: %s", address, refusal(response.Status))
	}
	if response.URL != address { // what it redirects to has rules of its own
		if err := a.allowed(ctx, response.URL); err != nil {
			return chalkline.Item{}, err
		}
	}
	if kind := binaryKind(response.Body); kind != "" {
		return chalkline.Item{}, notText(address, kind)
	}
	item, err := readPage(address, response.Body, response.URL)
	item.URL = response.URL
	return item, err
}

// allowed says by its error whether the robots.txt of an address forbids it. A
// site in trouble is taken to allow nothing.
func (a *appraiser) allowed(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return invalid("%s is no address on the web", address)
	}
	origin := u.Scheme + "://" + u.Host
	rules, known := a.robots[origin]
	if !known {
		response, err := a.client.Get(ctx, fetch.Request{URL: origin + "/robots.txt", Accept: "text/plain, */*;q=0.1"})
		switch {
		case err != nil:
			return invalid("%s could not be read: %s", address, plainCause(err))
		case response.Status >= 500 || response.Status == http.StatusTooManyRequests:
			rules = robots.None()
		case response.Status/100 == 2:
			rules = robots.Parse(response.Body)
		}
		a.robots[origin] = rules
	}
	if !rules.Allowed(a.client.UserAgent(), u.RequestURI()) {
		return invalid("the robots.txt of %s does not allow programs to read %s, or could not be read; save the page and name the file", u.Host, address)
	}
	return nil
}

// readPage reads the article on a page; the address is "" when it is not known.
func readPage(name string, body []byte, address string) (chalkline.Item, error) {
	if _, err := feed.Read(body, feed.Meta{URL: address, Now: time.Now()}); err == nil || errors.Is(err, feed.ErrBroken) {
		if address == "" {
			return chalkline.Item{}, invalid("%s is a feed, not an article; name one of the articles in it", name)
		}
		return chalkline.Item{}, invalid("%s is a feed, not an article; see what is in it with chalkline sources try %s", name, name)
	}
	article, err := page.ReadArticle(body, address)
	if err != nil {
		return chalkline.Item{}, invalid("%s could not be read: %v", name, err)
	}
	text := article.Text
	if len(text) < len(article.Description) { // of a journal behind a wall, there is the abstract
		text = article.Description
	}
	return chalkline.Item{
		Title: article.Title, Text: text, Links: article.Links, Authors: article.Authors, Venue: article.Venue,
		Language: article.Language, DOI: article.DOI, ERIC: article.ERIC, URL: article.Canonical, Published: article.Published,
	}, nil
}
