package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"chalkline"
)

func TestACardShowsWhatElseCitesTheSameStudy(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	b := s.browser()
	trial, post := fmt.Sprintf("/items/%d", f.items["quiz-trial"]), fmt.Sprintf("/items/%d", f.items["quiz-post"])
	a := b.get(trial)
	inOrder(t, a, `id="change"`, `id="people"`, `id="other"`, `id="same"`, "1 other story here is or cites this study.", post, "about the study · Improving Lessons", `id="wrong"`, "Everything the grade was built from")
	a = b.get(post)
	inOrder(t, a, `id="same"`, "1 other story here is or cites what it points to.", trial, "the study itself · Journal of School Trials")
	has(t, b.get(fmt.Sprintf("/items/%d", f.items["homework-null"])), "Nothing else here cites this study yet.")
	lacks(t, b.get(fmt.Sprintf("/items/%d", f.items["styles"])), `id="same"`, `id="people"`, `id="other"`)
}

func TestACardIsFitToBePassedOn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	address := fmt.Sprintf("/items/%d", f.items["quiz-trial"])
	a := s.browser().get(address)
	has(t, a, `<link rel="canonical" href="`+s.url+address+`">`, `<meta property="og:type" content="article">`, `<meta property="og:url" content="`+s.url+address+`">`,
		`<meta property="og:site_name" content="Chalkline">`, `<meta name="twitter:card" content="summary">`, `<a href="/topics/retrieval-practice">Retrieval practice`)
	lacks(t, a, "og:image", "ld+json")
	if a.header.Get("Set-Cookie") != "" {
		t.Error("a visitor gets a cookie")
	}

	a = s.browser().get(fmt.Sprintf("/items/%d", f.items["hostile"]))
	has(t, a, `<meta property="og:title" content="Ten &#34;tips&#34; &lt;/h2&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;img src=x onerror=alert(2)&gt;">`,
		`<meta property="og:description" content="E Opinion or practice. Describes a lesson &lt;script&gt;alert(4)&lt;/script&gt;">`)
	lacks(t, a, "<script>", "<img")
	want(t, s.browser().get("/items/0"), http.StatusNotFound)
}

func TestACardComparesTheStudyWithWhomItsReaderTeaches(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	address := fmt.Sprintf("/items/%d", f.items["quiz-trial"])
	has(t, s.browser().get(address), "Readers who say whom they teach see here how that compares.")
	b, reader := s.signIn("ada@school.example")
	has(t, b.get(address), "Say whom you teach")
	ok(t, s.db.SetClass(t.Context(), reader.ID, chalkline.Class{Phases: []chalkline.Phase{chalkline.PhasePrimary}, Country: "GB"}))
	has(t, b.get(address), `<th scope="row">Phase</th><td>Secondary</td><td>Primary</td><td>not like yours</td>`,
		`<th scope="row">Country</th><td><span class="unknown">Not stated</span></td><td>United Kingdom</td><td>not known</td>`)
	ok(t, s.db.SetClass(t.Context(), reader.ID, chalkline.Class{Phases: []chalkline.Phase{chalkline.PhasePrimary, chalkline.PhaseSecondary}}))
	a := b.get(address)
	has(t, a, `<td>Primary, secondary</td><td>like yours</td>`)
	lacks(t, a, `<th scope="row">Country</th><td><span class="unknown">Not stated</span></td><td>`)
}

func TestAnybodySeesTheOtherSideOfAStrongClaim(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	says := func(d chalkline.Direction) []chalkline.Signal {
		return []chalkline.Signal{{Name: chalkline.SignalDirection, Value: string(d), Origin: "text"}}
	}
	ids := s.fillTopic("homework", []told{
		{"Weekend vocabulary homework helps", chalkline.KindResearch, chalkline.DesignRCT, 66, 24 * time.Hour, nil},
		{hostile + " Vocabulary homework without a gain", chalkline.KindResearch, chalkline.DesignCRCT, 72, 48 * time.Hour, nil},
		{"Vocabulary of the ancients", chalkline.KindOpinion, chalkline.DesignOP, 8, 48 * time.Hour, nil},
	})
	for n, way := range []chalkline.Direction{chalkline.DirectionPositive, chalkline.DirectionNull, chalkline.DirectionPositive} {
		a, err := s.db.Appraisal(t.Context(), ids[n])
		ok(t, err)
		a.Signals = says(way)
		item, err := s.db.Item(t.Context(), ids[n])
		ok(t, err)
		ok(t, s.db.SaveAppraised(t.Context(), []chalkline.Appraised{{
			Appraisal: a, Changed: item.Changed, StoryKeys: []string{"key:" + item.Key}, Topics: []chalkline.TopicMatch{{Topic: "homework", Weight: .9, Quote: "homework"}},
		}}))
	}
	page := func(n int) answer { return s.browser().get(fmt.Sprintf("/items/%d", ids[n])) }
	a := page(0)
	inOrder(t, a, `id="other"`, fmt.Sprintf(`<a href="/items/%d">`, ids[1]), "Vocabulary homework without a gain", "(B Good) found no difference.")
	lacks(t, a, "<script>", "<img")
	if strings.Count(a.body, "found no difference") != 1 {
		t.Error("the other side stands there twice")
	}
	has(t, page(1), "No result of the last five years that is strong enough")
	lacks(t, page(2), `id="other"`)
}
