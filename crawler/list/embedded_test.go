package list

import (
	"testing"

	"chalkline"
)

func TestStarterListReadsClean(t *testing.T) {
	t.Parallel()
	sources, err := Read("feeds.yaml", chalkline.Feeds)
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) < 150 {
		t.Errorf("the starter list has %d sources, want at least 150", len(sources))
	}
	seen := map[string]string{}
	genres := map[chalkline.Genre]int{}
	for _, s := range sources {
		if other, twice := seen[sameURL(s.URL)]; twice {
			t.Errorf("%s and %s have the same URL %s", s.Name, other, s.URL)
		}
		seen[sameURL(s.URL)] = s.Name
		genres[s.Genre]++
		if s.SiteURL == "" || !s.Listed || len(s.Topics) > 4 {
			t.Errorf("%s: site %q, listed %t, %d topics", s.Name, s.SiteURL, s.Listed, len(s.Topics))
		}
	}
	for _, g := range []chalkline.Genre{
		chalkline.GenreBlog, chalkline.GenreNewsletter, chalkline.GenreJournal,
		chalkline.GenreOrganisation, chalkline.GenreNews, chalkline.GenrePodcast, chalkline.GenreDatabase,
	} {
		if genres[g] == 0 {
			t.Errorf("no source of genre %s", g)
		}
	}
}
