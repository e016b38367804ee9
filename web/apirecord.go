package web

import (
	"net/http"
	"time"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// recordJSON is a reader's record.
type recordJSON struct {
	From    chalkline.Day  `json:"from"`
	Until   chalkline.Day  `json:"until"`
	Pieces  int            `json:"pieces"`
	Minutes int            `json:"minutes"`
	Unknown int            `json:"unknown"` // pieces whose length is not known
	Months  []recordMonth  `json:"months"`
	Topics  []recordTopic  `json:"topics"`
	Read    []recordedJSON `json:"read"`
	Led     []ledJSON      `json:"led"`
}

// recordedJSON is a piece on record.
type recordedJSON struct {
	Day       chalkline.Day    `json:"day"`
	Item      chalkline.ItemID `json:"item"`
	Title     string           `json:"title"`
	Source    string           `json:"source"`
	URL       string           `json:"url"`
	DOI       string           `json:"doi"`
	Published time.Time        `json:"published"`
	Grade     chalkline.Grade  `json:"grade"`
	Topic     string           `json:"topic"` // its label
	Minutes   *int             `json:"minutes"`
	Said      []string         `json:"said"` // useful, saved, noted, put forward
	Note      string           `json:"note"`
}

// ledJSON is one thing led.
type ledJSON struct {
	Kind  store.LedKind     `json:"kind"`
	Day   chalkline.Day     `json:"day"`
	Group string            `json:"group"`
	Title string            `json:"title"` // of the theme or the item; "" for a meeting
	Item  *chalkline.ItemID `json:"item"`  // null but for a share
}

// apiRecord is the reader's record of the days from one to another.
func (s *server) apiRecord(r *http.Request, reader chalkline.Reader) (any, error) {
	if _, _, err := apiAskOf(r, "from", "until"); err != nil {
		return nil, err
	}
	rec, err := s.recordAsked(r, reader)
	if err != nil {
		return nil, err
	}
	answer := recordJSON{
		From: rec.From, Until: rec.Until, Pieces: len(rec.Read), Minutes: rec.Minutes(), Unknown: rec.Unmeasured(), Months: rec.months(),
		Topics: s.recordTopics(rec, say.English), Read: []recordedJSON{}, Led: []ledJSON{},
	}
	for _, one := range rec.Read {
		v := recordedJSON{
			Day: rec.day(one), Item: one.Item.ID, Title: say.Title(cardOf(one)).English(), Source: one.Source, URL: say.Link(one.Item.URL), DOI: one.Item.DOI,
			Published: one.Item.Date(), Grade: one.Grade, Topic: s.recordLabel(one.Topic).English(), Said: englishOf(marksOf(one)), Note: one.Note,
		}
		if one.Minutes > 0 {
			v.Minutes = &one.Minutes
		}
		answer.Read = append(answer.Read, v)
	}
	for _, l := range rec.Led {
		v := ledJSON{Kind: l.Kind, Day: l.Day, Group: l.Group, Title: l.What}
		if l.Item != 0 {
			v.Item = &l.Item
		}
		answer.Led = append(answer.Led, v)
	}
	return answer, nil
}

// englishOf are texts as programs are told them.
func englishOf(texts []chalkline.Text) []string {
	words := make([]string, 0, len(texts))
	for _, text := range texts {
		words = append(words, text.English())
	}
	return words
}
