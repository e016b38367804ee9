package digesttest

import (
	"time"

	"chalkline"
)

// Groups are the news of a group with a new theme and two items that its members
// put forward, one of them without a word, and of one with an item only.
func Groups() []chalkline.GroupNews {
	silent := event()
	silent.Pick = chalkline.Pick{}
	fallen := Retracted()
	fallen.Pick = chalkline.Pick{}
	practice := practice()
	practice.Pick = chalkline.Pick{}
	return []chalkline.GroupNews{
		{
			Group: chalkline.Group{ID: 5, Name: "Maths & more at Harbour Street", CreatedAt: Now.AddDate(0, -3, 0)},
			Theme: &chalkline.Theme{
				ID: 9, GroupID: 5, Month: "2026-11", Title: "Does practice that is spread out last?",
				Text:      "We try it in one class each and compare what is left after four weeks.",
				Questions: []string{"Where do we come back to old work already?", "What would we have to drop?"},
				At:        Now.AddDate(0, 0, -4),
			},
			Fresh: true,
			Shared: []chalkline.SharedCard{
				{Share: share(31, "Noor", "Read the table on page 3: what <they> measured is not what the title says."), Card: practice},
				{Share: share(32, "", ""), Card: silent},
			},
		},
		{
			Group:  chalkline.Group{ID: 6, Name: "Readers of Leeds", Public: true, CreatedAt: Now.AddDate(0, -1, 0)},
			Shared: []chalkline.SharedCard{{Share: share(33, "Ben Öztürk", "Is this still worth a try?"), Card: fallen}},
		},
	}
}

func share(id chalkline.ShareID, by, note string) chalkline.Share {
	return chalkline.Share{ID: id, ByName: by, Note: note, State: chalkline.ShareApproved, At: Now.AddDate(0, 0, -3), DecidedAt: Now.Add(-30 * time.Hour)}
}
