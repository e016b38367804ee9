package web

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestTopicsAndCardsInABrowser looks at a topic and at cards in Chromium: nothing is
// complained of, nothing is wider than a phone, and everything has a name.
func TestTopicsAndCardsInABrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	ids := s.fillTopic("spacing", spacingStudies)
	paths := []string{"/topics/spacing", "/topics/phonics", "/topics/retrieval-practice", fmt.Sprintf("/items/%d", ids[2])}
	for _, key := range []string{"quiz-trial", "quiz-post", "hostile", "retracted", "event"} {
		paths = append(paths, fmt.Sprintf("/items/%d", f.items[key]))
	}
	ctx, cancel := chromedp.NewContext(chromium(t))
	defer cancel()
	ok(t, chromedp.Do(ctx, chromedp.EmulateViewport(360, 780)))
	said := listen(t, ctx)
	for _, width := range []int64{360, 768, 1280} {
		ok(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 780)))
		for _, path := range paths {
			if _, err := chromedp.RunResponse(ctx, chromedp.Navigate(s.url+path)); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			bad, err := chromedp.Run(ctx, chromedp.Evaluate[string](
				`(document.documentElement.scrollWidth > innerWidth ? 'wider than the screen: ' + document.documentElement.scrollWidth + ' px; ' : '') + `+unnamed))
			ok(t, err)
			if bad != "" {
				t.Errorf("%s at %d px: %s", path, width, bad)
			}
		}
	}
	if complaints := said(); complaints != "" {
		t.Errorf("the browser complains: %s", complaints)
	}
}
