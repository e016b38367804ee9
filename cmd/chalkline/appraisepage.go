package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	"chalkline"
	"chalkline/crawler/feed"
	"chalkline/crawler/ids"
	"chalkline/crawler/page"
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
	response, err := a.crawler.AskPage(ctx, address)
	switch {
	case chalkline.ErrorCode(err) == chalkline.CodeDenied:
		return chalkline.Item{}, invalid("%s could not be read: %w; save the page and name the file", address, err)
	case err != nil:
		return chalkline.Item{}, invalid("%s could not be read: %s", address, plainCause(err))
	case response.Status != http.StatusOK:
		return chalkline.Item{}, invalid("%s could not be read: %s", address, refusal(response.Status))
	}
	if kind := binaryKind(response.Body); kind != "" {
		return chalkline.Item{}, notText(address, kind)
	}
	item, err := readPage(address, response.Body, response.URL)
	item.URL = response.URL
	return item, err
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
	return article.Item(), nil
}
