package web

import (
	"context"
	"net/http"
	"time"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/store"
)

// addressLinkLife is how long the link works that confirms a new address, and
// addressBackLife how long the one that takes the old address back: it should not
// be missed over a holiday week.
const (
	addressLinkLife = 24 * time.Hour
	addressBackLife = 14 * 24 * time.Hour
)

// addressForm asks for another address.
type addressForm struct {
	Now     string         // the reader's address
	Asked   string         // the one that waits to be confirmed; "" for none
	Email   string         // as it was typed
	Problem chalkline.Text // with it; empty when there is none
}

// postAddress mails a link to another address of a reader. Nothing changes before
// the button behind it is pressed. The answer does not tell whether another reader
// has the address.
func (s *server) postAddress(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if s.limits.client.OnLimit(w, r, s.client(r)) {
		return s.tooOften(w, r)
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	typed := r.PostForm.Get("email")
	form := addressForm{Email: chalkline.Cut(typed, 254)}
	email, err := mail.Address(typed)
	switch {
	case err != nil:
		form.Problem = chalkline.ErrorText(err)
	case email == reader.Email:
		form.Problem = chalkline.Textf("That is your address already.")
	}
	if !form.Problem.IsZero() {
		return s.showAccount(w, r, http.StatusBadRequest, reader, form)
	}
	if s.limits.mailbox.OnLimit(w, r, mailbox(email)) {
		return s.tooOften(w, r)
	}
	secret := chalkline.NewSecret()
	err = s.DB.AskAddress(r.Context(), store.AddressChange{
		Hash: chalkline.HashSecret(secret), ReaderID: reader.ID, Email: email, ExpiresAt: s.Now().Add(addressLinkLife),
	})
	if err != nil {
		return err
	}
	s.mails.post(r.Context(), func(ctx context.Context) error { return s.mailAddress(r.WithContext(ctx), email, secret) })
	return see(w, r, "/account?"+saidParam+"="+string(saidAddressAsked)+"#address")
}

// mailAddress mails the link that makes an address a reader's, or says to its owner
// that it is another reader's already. It counts as a mail to a stranger.
func (s *server) mailAddress(r *http.Request, email, secret string) error {
	ctx := r.Context()
	other, err := s.DB.ReaderByEmail(ctx, email)
	switch {
	case err == nil:
		return s.Mail.Send(ctx, s.dated(mail.AddressTaken(localeFor(other, r), s.From, s.Base, email)))
	case chalkline.ErrorCode(err) != chalkline.CodeNotFound:
		return err
	case s.limits.strangers.OnLimit(nil, r, ""):
		return errStrangers
	}
	return s.Mail.Send(ctx, s.dated(mail.AddressChange(localeOf(r), s.From, s.Base, email, s.Base+"/address/"+secret, addressLinkLife)))
}

// dated is a message that was written now.
func (s *server) dated(m mail.Message) mail.Message {
	if m.At.IsZero() {
		m.At = chalkline.Time(s.Now())
	}
	return m
}

// postAddressDrop makes the link worthless that was mailed to another address.
func (s *server) postAddressDrop(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := s.DB.DropAddress(r.Context(), reader.ID); err != nil {
		return err
	}
	return see(w, r, "/account?"+saidParam+"="+string(saidAddressDropped)+"#address")
}

var errAddressSpent = chalkline.Errorf(chalkline.CodeExpired,
	"This link was used already, or is too old, or another one was asked for after it. If you are a reader, sign in and look at your account.")

// addressLink is the change behind the link that an address names.
func (s *server) addressLink(r *http.Request) (store.AddressChange, error) {
	change, err := s.DB.PeekAddress(r.Context(), chalkline.HashSecret(r.PathValue("secret")))
	if chalkline.ErrorCode(err) == chalkline.CodeExpired {
		err = errAddressSpent
	}
	return change, err
}

// addressPage is behind a link that changes an address.
type addressPage struct {
	Email string // the address that becomes the reader's
	Back  bool   // it was theirs before
	Done  bool
}

// getAddressLink shows a button: scanners of mail open every link.
func (s *server) getAddressLink(w http.ResponseWriter, r *http.Request) error {
	change, err := s.addressLink(r)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, "account-address", chalkline.Textf("Your address"), addressPage{Email: mail.ShowAddress(change.Email), Back: change.Back})
}

// postAddressLink changes the address, and tells the one before.
func (s *server) postAddressLink(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if _, err := s.addressLink(r); err != nil {
		return err
	}
	back := chalkline.NewSecret()
	change, before, err := s.DB.ChangeAddress(ctx, chalkline.HashSecret(r.PathValue("secret")), chalkline.HashSecret(back), s.Now().Add(addressBackLife))
	if chalkline.ErrorCode(err) == chalkline.CodeExpired { // the button was pressed twice at once
		err = errAddressSpent
	}
	if err != nil {
		return err
	}
	if !change.Back && before != change.Email {
		s.mails.post(ctx, func(ctx context.Context) error {
			owner, err := s.DB.Reader(ctx, change.ReaderID)
			if err != nil {
				return err
			}
			return s.Mail.Send(ctx, s.dated(mail.AddressChanged(localeFor(owner, r), s.From, s.Base, before, change.Email, s.Base+"/address/"+back, addressBackLife)))
		})
	}
	reader, in := readerOf(r)
	if in && reader.ID == change.ReaderID {
		if !change.Back {
			return see(w, r, "/account?"+saidParam+"="+string(saidAddress))
		}
		if err := s.sessions.Destroy(ctx); err != nil {
			return err
		}
		r = signedOut(r)
	}
	return s.render(w, r, "account-address", chalkline.Textf("Your address"), addressPage{Email: mail.ShowAddress(change.Email), Back: change.Back, Done: true})
}
