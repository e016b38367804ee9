package jobs

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/digest/mail"
)

// delivery composes the reader's digest.
func (f *fixture) delivery(t *testing.T) chalkline.Delivery {
	t.Helper()
	id, err := f.Compose(t.Context(), f.reader)
	must(t, err)
	if id == 0 {
		t.Fatal("nothing was composed")
	}
	editions, err := f.DB.Editions(t.Context(), f.reader.ID, 1)
	must(t, err)
	return chalkline.Delivery{ID: id, EditionID: editions[0].ID, ReaderID: f.reader.ID, Address: f.reader.Email}
}

func TestAMailThatCannotBeMadeHasFailed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 2)
	d := f.delivery(t)
	f.From = "nobody"
	m, err := f.Message(t.Context(), d)
	refused, ok := errors.AsType[*mail.Refused](err)
	if !ok || refused.Temporary || refused.Unsure || refused.Address || chalkline.ErrorCode(err) != chalkline.CodeInvalid {
		t.Errorf("error %#v", err)
	}
	if m != (mail.Message{}) {
		t.Errorf("half a message: %+v", m)
	}
	settled, err := f.Deliver(t.Context(), d.ID)
	must(t, err)
	if settled.State != chalkline.DeliveryFailed || !strings.Contains(settled.Error, `sender address "nobody"`) || len(f.post.sent) > 0 {
		t.Errorf("settled as %s: %q, with %d mails out", settled.State, settled.Error, len(f.post.sent))
	}
	after, err := f.DB.Reader(t.Context(), f.reader.ID)
	must(t, err)
	if !after.MailError.IsZero() {
		t.Errorf("the reader is blamed: %s", after.MailError.English())
	}
}

func TestAMailToWhoLeftHasFailed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 1)
	d := f.delivery(t)
	must(t, f.DB.DeleteReader(t.Context(), f.reader.ID))
	_, err := f.Message(t.Context(), d)
	if refused, ok := errors.AsType[*mail.Refused](err); !ok || refused.Temporary || refused.Reason != "the reader has left" {
		t.Errorf("error %v", err)
	}
}

func TestTheSameDeliveryGivesTheSameMail(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 3)
	d := f.delivery(t)
	first, err := f.Message(t.Context(), d)
	must(t, err)
	f.now = f.now.Add(48 * time.Hour)
	again, err := f.Message(t.Context(), d)
	must(t, err)
	a, err := first.Bytes()
	must(t, err)
	b, err := again.Bytes()
	must(t, err)
	if !bytes.Equal(a, b) {
		t.Errorf("an attempt two days later sends another mail:\n%s\n%s", a, b)
	}
}

// TestAMailTellsWhereToAnswerAndToAsk has what the mail gets from outside the edition:
// the links to answer by, the study behind second-hand news, who runs the instance.
func TestAMailTellsWhereToAnswerAndToAsk(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 2)
	f.Contact = "library@school.example"
	ctx := t.Context()
	items, err := f.DB.ItemsToAppraise(ctx, 10)
	must(t, err)
	if len(items) != 0 {
		t.Fatalf("%d items wait", len(items))
	}
	cards, err := f.DB.CardsByItem(ctx, f.reader.ID, []chalkline.ItemID{1})
	must(t, err)
	told := cards[0]
	must(t, f.DB.SaveAppraised(ctx, []chalkline.Appraised{{
		Appraisal: chalkline.Appraisal{
			ItemID: told.Item.ID, Kind: chalkline.KindSecondHand, Design: chalkline.DesignMA, SecondHand: true, Score: 50, Grade: chalkline.GradeC,
			Reason: chalkline.Textf("Summarises a meta-analysis"), At: f.now,
		},
		Citations: []chalkline.Citation{{ItemID: told.Item.ID, Kind: chalkline.CitationLink, DOI: "10.5555/homework", URL: "https://doi.org/10.5555/homework", Text: "31 studies of homework"}},
		Changed:   told.Item.Changed,
	}}))
	d := f.delivery(t)
	m, err := f.Message(ctx, d)
	must(t, err)
	token := mail.WordToken(f.Key, f.reader.ID, told.Item.ID, f.now)
	for _, want := range []string{
		"https://chalk.example/word/" + token + "/useful",
		"https://doi.org/10.5555/homework\nThe piece itself:\n" + told.Item.URL,
		"Something wrong with it? library@school.example",
	} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the mail lacks %q:\n%s", want, m.Text)
		}
	}
}

func TestAMailTellsOfTheReadersGroups(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 2)
	ctx := t.Context()
	group := chalkline.Group{Name: "Maths at Harbour Street"}
	must(t, f.DB.CreateGroup(ctx, &group, chalkline.HashSecret("x"), f.reader.ID, "Ada"))
	f.now = f.now.Add(time.Minute)
	must(t, f.DB.PutForward(ctx, &chalkline.Share{GroupID: group.ID, ItemID: 2, By: f.reader.ID, ByName: "Ada", Note: "For Tuesday", State: chalkline.ShareApproved}))
	f.now = f.now.Add(time.Minute)
	d := f.delivery(t)
	f.now = f.now.Add(time.Hour)
	must(t, f.DB.PutForward(ctx, &chalkline.Share{GroupID: group.ID, ItemID: 1, By: f.reader.ID, ByName: "Ada", Note: "Too late", State: chalkline.ShareApproved}))
	m, err := f.Message(ctx, d)
	must(t, err)
	if !strings.Contains(m.Text, "From Maths at Harbour Street") || !strings.Contains(m.Text, "Put forward by Ada:\n  “For Tuesday”") || strings.Contains(m.Text, "Too late") {
		t.Errorf("the mail has:\n%s", m.Text)
	}
}
