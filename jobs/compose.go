package jobs

import (
	"context"
	"fmt"
	"time"

	"chalkline"
	"chalkline/digest"
	"chalkline/digest/mail"
	"chalkline/digest/say"
)

// compose puts a reader's new picks into an edition, unless there are none: an
// empty digest is not sent.
func (u *Units) compose(ctx context.Context, key string) error {
	readerID, err := id[chalkline.ReaderID](key)
	if err != nil {
		return err
	}
	reader, err := u.DB.Reader(ctx, readerID)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return nil // left meanwhile
	}
	if err != nil {
		return err
	}
	if reader.DigestAt.IsZero() || reader.DigestAt.After(u.Now()) {
		return nil // composed, or put off, meanwhile
	}
	_, err = u.Compose(ctx, reader)
	return err
}

// Compose makes a reader's next edition now and returns its delivery, 0 when
// there was nothing to send, or the reader wants no digest now.
func (u *Units) Compose(ctx context.Context, reader chalkline.Reader) (chalkline.DeliveryID, error) {
	now := u.Now()
	breaks, err := u.DB.Breaks(ctx, reader)
	if err != nil {
		return 0, err
	}
	next := digest.Next(reader.Schedule, breaks, now)
	_, paused := digest.Paused(reader.Schedule, breaks, now)
	if paused || !reader.MailError.IsZero() || reader.Schedule.Every == chalkline.Never {
		return 0, u.skip(ctx, reader, next)
	}
	proof, ok, err := u.proof(ctx, reader, breaks, now)
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, u.skip(ctx, reader, next)
	}
	edition := proof.Edition
	delivery, err := u.DB.CreateEdition(ctx, &edition, reader, next)
	if chalkline.ErrorCode(err) == chalkline.CodeConflict {
		return 0, nil // somebody else composed it, or the schedule changed
	}
	if err != nil {
		return 0, fmt.Errorf("composing for reader %d: %w", reader.ID, err)
	}
	u.observer().Composed()
	u.Log.Info("edition composed", "edition", edition.ID, "picks", len(edition.Picks), "alerts", len(edition.Alerts),
		"groups", len(proof.Groups), "catch_up", edition.CatchUp())
	return delivery, nil
}

// Proof is an edition before it is stored, with all that it prints.
type Proof struct {
	Edition chalkline.Edition // without ID and Number
	Alerts  []chalkline.Card
	Cards   []chalkline.Card
	Groups  []chalkline.GroupNews
	Waiting []chalkline.GroupWaiting
	Next    time.Time // when the one after it is due
}

// Proof is the edition that a reader would get now, whether or not one is due;
// false when there is nothing to say. It changes nothing.
func (u *Units) Proof(ctx context.Context, reader chalkline.Reader) (Proof, bool, error) {
	breaks, err := u.DB.Breaks(ctx, reader)
	if err != nil {
		return Proof{}, false, err
	}
	return u.proof(ctx, reader, breaks, u.Now())
}

func (u *Units) proof(ctx context.Context, reader chalkline.Reader, breaks []chalkline.Break, now time.Time) (Proof, bool, error) {
	before, err := u.DB.Editions(ctx, reader.ID, 1)
	if err != nil {
		return Proof{}, false, err
	}
	var last time.Time
	if len(before) > 0 {
		last = before[0].At
	}
	away, since := digest.Missed(reader.Schedule, breaks, last, reader.DigestAt, now)
	oldest := digest.Oldest(since, now)
	edition := chalkline.Edition{ReaderID: reader.ID, At: now, Since: oldest, Away: away}
	if last.After(oldest) {
		edition.Since = last
	}
	alerts, picks, err := u.DB.EditionCards(ctx, reader.ID, oldest)
	if err != nil {
		return Proof{}, false, err
	}
	groups, err := u.DB.GroupNews(ctx, reader.ID, edition.Since, reader.Schedule.Here(now))
	if err != nil {
		return Proof{}, false, err
	}
	draft, ok := digest.Compose(digest.Material{
		Alerts: alerts, Picks: picks, Groups: groups, Away: away, Minutes: reader.Schedule.Budget(reader.Wants.Budget()), Language: say.In(reader.Language),
	})
	if !ok {
		return Proof{}, false, nil
	}
	waiting, err := u.DB.WaitingFor(ctx, reader.ID, now)
	if err != nil {
		return Proof{}, false, err
	}
	edition.Subject, edition.Alerts, edition.Picks = draft.Subject, draft.Alerts, draft.Picks
	return Proof{
		Edition: edition, Alerts: chosen(alerts, draft.Alerts), Cards: chosen(picks, draft.Picks), Groups: groups, Waiting: waiting,
		Next: digest.Next(reader.Schedule, breaks, now),
	}, true, nil
}

// Preview is the mail that a proof would become. Its links to unsubscribe and to
// say what one thinks of a pick lead nowhere.
func (u *Units) Preview(ctx context.Context, reader chalkline.Reader, p Proof) (mail.Message, error) {
	studies, err := u.studies(ctx, p.Cards)
	if err != nil {
		return mail.Message{}, err
	}
	return mail.Digest(mail.Page{
		From: u.From, Base: u.Base, Reader: reader, Edition: p.Edition, Alerts: p.Alerts, Cards: p.Cards, Studies: studies,
		Groups: p.Groups, Waiting: p.Waiting, Unsubscribe: u.Base + "/unsubscribe/preview", Contact: u.Contact, Next: p.Next,
	})
}

// chosen are the cards with these picks, in their order.
func chosen(cards []chalkline.Card, picks []chalkline.PickID) []chalkline.Card {
	byPick := make(map[chalkline.PickID]chalkline.Card, len(cards))
	for _, c := range cards {
		byPick[c.Pick.ID] = c
	}
	out := make([]chalkline.Card, len(picks))
	for i, id := range picks {
		out[i] = byPick[id]
	}
	return out
}

// NextDigest is when a reader's next digest is due after the given instant; zero
// for never.
func (u *Units) NextDigest(ctx context.Context, reader chalkline.Reader, after time.Time) (time.Time, error) {
	breaks, err := u.DB.Breaks(ctx, reader)
	if err != nil {
		return time.Time{}, err
	}
	return digest.Next(reader.Schedule, breaks, after), nil
}

// skip moves a reader's digest on without an edition, unless somebody else did.
func (u *Units) skip(ctx context.Context, reader chalkline.Reader, next time.Time) error {
	err := u.DB.SkipEdition(ctx, reader, next)
	if chalkline.ErrorCode(err) == chalkline.CodeConflict {
		return nil
	}
	return err
}
