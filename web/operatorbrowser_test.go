package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
)

// TestAnOperatorsWayInABrowser goes from adding a source to removing a reader.
func TestAnOperatorsWayInABrowser(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	for _, width := range []int64{360, 1280} {
		t.Run(fmt.Sprintf("%d px wide", width), func(t *testing.T) {
			t.Parallel()
			p := press(t)
			s := newSite(t, func(c *Config) {
				c.OpenJoin, c.InviteJoin = false, true
				c.Brand = Brand{Colour: "#7a1f5c", Imprint: "# Example School\n\nHigh Street 1"}
				c.Sources = &crawler.Crawler{Client: fetch.New(fetch.Options{UserAgent: "test", AllowPrivate: true, HostPause: time.Millisecond}), Now: time.Now, Log: c.Log}
				c.FreeDisk = func() (int64, error) { return 40 << 30, nil }
				c.Troubles = func() []chalkline.Trouble {
					return []chalkline.Trouble{{Kind: "resolve", Key: strings.Repeat("10.1234/long", 12), Failures: 2, Error: "resolve: " + strings.Repeat("no answer ", 30), At: c.Now(), Again: c.Now()}}
				}
			})
			fill(t, s.db, s.clock.now())
			reader := chalkline.Reader{Email: "a-teacher-with-a-very-long-name@a-school-with-a-long-name.example", Schedule: chalkline.DefaultSchedule("")}
			ok(t, s.db.CreateReader(t.Context(), &reader))
			ok(t, s.db.SetMailError(t.Context(), reader.ID, chalkline.Verbatim("550 5.1.1 <a-teacher-with-a-very-long-name@a-school-with-a-long-name.example>: Recipient address rejected")))
			w, end := newWalk(t, allocator, width)
			defer end()
			ctx, must, follow, text, said := w.ctx, w.do, w.visit, w.text, w.said

			follow("the set-up link", chromedp.Navigate(s.url+"/setup/"+s.setupSecret()))
			must("giving an address", chromedp.SendKeys(`input[name=email]`, "head@school.example"))
			follow("becoming the operator", chromedp.Click(`main form button`))
			follow("the overview", chromedp.Navigate(s.url+"/operator"))
			colour, err := chromedp.Run(ctx, chromedp.Evaluate[string](`getComputedStyle(document.querySelector('.operator-tabs a:last-child')).color`))
			ok(t, err)
			if colour != "rgb(122, 31, 92)" {
				t.Errorf("links are %s, want the colour of the instance", colour)
			}
			follow("sources", chromedp.Click(`.operator-tabs a[href="/operator/sources"]`))
			follow("adding", chromedp.Click(`a[href="/operator/sources/add"]`))
			must("giving a site", chromedp.SendKeys(`#url`, p.URL+"/"))
			follow("looking at a site", chromedp.Click(`main form button[value=look]`))
			follow("looking at its feed", chromedp.Click(`.rows button[value=look]`))
			follow("adding the feed", chromedp.Click(`button[value=add]`))
			if got := text("h1"); got != "The Staffroom" {
				t.Fatalf("adding a feed leads to %q", got)
			}
			follow("trying it", chromedp.Click(`.actions form[action*="/try"] button`))
			if got := text("#tried"); !strings.Contains(got, "7 items") {
				t.Errorf("trying says %q", got)
			}
			must("calling it otherwise", chromedp.SetValue(`#name`, "Our staffroom"))
			follow("saving", chromedp.Click(`main .group-form > button`))
			if got := text("h1"); got != "Our staffroom" {
				t.Errorf("after saving it is called %q", got)
			}
			follow("pausing", chromedp.Click(`.actions button[value=pause]`))
			follow("asking to remove it", chromedp.Click(`.actions a`))
			follow("removing it", chromedp.Click(`main button.danger`))
			if got := text(".state"); got != "removed" {
				t.Errorf("after removing its state is %q", got)
			}
			follow("a list with a page", chromedp.Navigate(s.url+"/operator/sources/add"))
			must("giving a page", chromedp.SendKeys(`#url`, p.URL+"/news"))
			follow("looking at a page", chromedp.Click(`main form button[value=look]`))
			follow("invitations", chromedp.Navigate(s.url+"/operator/invitations"))
			follow("making a link", chromedp.Click(`main form button`))
			link, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector('input.address').value`))
			ok(t, err)
			follow("readers", chromedp.Click(`.operator-tabs a[href="/operator/readers"]`))
			follow("a reader", chromedp.Click(`.rows a`))
			follow("asking to remove them", chromedp.Click(`main a[href$="/remove"]`))
			follow("removing them", chromedp.Click(`main button.danger`))
			follow("the log", chromedp.Click(`.operator-tabs a[href="/operator/log"]`))
			if got := text("ul.rows"); !strings.Contains(got, "Removed reader 1") {
				t.Errorf("the log says %q", got)
			}
			follow("the imprint", chromedp.Click(`footer a[href="/imprint"]`))
			want(t, s.browser().get(link), http.StatusOK)
			follow("the invitation", chromedp.Navigate(link))
			if complaints := said(); complaints != "" {
				t.Errorf("the browser complains: %s", complaints)
			}
		})
	}
}
