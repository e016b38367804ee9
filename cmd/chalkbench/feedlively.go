package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// livelySources are sources that publish as the hours pass.
type livelySources struct {
	start time.Time // hour 0
	items int       // of each at a time
	hosts []string  // by number of the source
}

// publish sets the hour that a request names.
func (s *feedServer) publish(r *http.Request) {
	hour, err := strconv.Atoi(r.URL.Query().Get("n"))
	if err != nil {
		return // who asks sees it by what is published
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for n, host := range s.lively.hosts {
		s.bodies[host] = newFeedBody(livelyFeed(host, n, hour, s.lively.items, s.lively.start), "application/xml")
	}
}

// publish lets lively sources publish until that hour.
func (p *playing) publish(ctx context.Context, hour int) error {
	url := fmt.Sprintf("%shour?n=%d", strings.TrimSuffix(p.sources[0].URL, "feed"), hour)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, http.NoBody)
	if err != nil {
		return fmt.Errorf("asking the feed server: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("asking the feed server: %w", err)
	}
	return response.Body.Close()
}

// livelyEvery is how many hours pass between two items of a source: half of the
// sources publish twice a day, others daily, every other day and every hour.
var livelyEvery = []int{12, 24, 12, 48, 12, 24, 12, 1}

// What lively sources write of.
var (
	livelyTopics = []string{
		"phonics and early reading", "retrieval practice", "spaced practice in mathematics", "homework", "feedback and marking", "behaviour in class", "attendance",
		"dyslexia", "vocabulary", "metacognition", "school leadership", "teacher training", "writing", "tutoring in small groups", "science lessons", "wellbeing",
	}
	livelyStudies = []string{
		"In this cluster-randomised trial %d pupils in %d schools were assigned at random to the programme or to lessons as usual.",
		"This meta-analysis pools the results of %d pupils in %d studies and tests for publication bias.",
		"We compared %d pupils with similar pupils in %d schools; nobody was assigned at random.",
		"A survey of %d teachers in %d schools describes what they do and think.",
		"I have taught this to %d pupils in %d classes, and this is how we go about it.",
	}
)

// livelyFeed is the feed of a source at an hour: its newest n items, which are all
// on the source's own host and long enough to be judged as they are.
func livelyFeed(host string, source, hour, n int, start time.Time) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Lively source %d</title><link>http://%s/</link><description>Made for measuring</description>`, source, host)
	every := livelyEvery[source%len(livelyEvery)]
	for number := hour/every + n; number > hour/every; number-- {
		topic, at := livelyTopics[(source+7*number)%len(livelyTopics)], start.Add(time.Duration((number-n)*every)*time.Hour)
		study := fmt.Sprintf(livelyStudies[(source+number)%len(livelyStudies)], 200+13*(number%90), 12+number%40)
		fmt.Fprintf(&b, `<item><title>On %s in school %d, report %d</title><link>http://%s/%d</link><guid isPermaLink="false">lively-%d-%d</guid><pubDate>%s</pubDate><author>Author %d</author><description><![CDATA[<p>%s</p>`,
			topic, source, number, host, number, source, number, at.Format(time.RFC1123Z), (source+number)%500, study)
		for part := range 6 {
			fmt.Fprintf(&b, `<p>Part %d of report %d of school %d is about %s: what was done in lessons of week %d, what pupils said of it, what an independent test showed after %d weeks, and what it took of a teacher's time.</p>`,
				part, number, source, topic, number%38, 6+part)
		}
		b.WriteString(`]]></description></item>`)
	}
	b.WriteString(`</channel></rss>`)
	return b.Bytes()
}
