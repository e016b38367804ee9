package web

import (
	"net/http"
	"strconv"

	"chalkline"
	"chalkline/store"
)

// What the forms of the account did.
const (
	saidAddressAsked   said = "address-asked"
	saidAddressDropped said = "address-dropped"
	saidAddress        said = "address"
	saidDeviceOut      said = "device-out"
	saidDevicesOut     said = "devices-out"
	saidKeyAdded       said = "passkey"
	saidKeyGone        said = "no-passkey"
	saidSchool         said = "school"
	saidNoSchool       said = "no-school"
)

var accountSentences = map[said]chalkline.Text{
	saidAddressAsked:   chalkline.Textf("If all is well, a link is on its way to the new address. Nothing changes before you press the button behind it."),
	saidAddressDropped: chalkline.Textf("Dropped. Your address stays as it is."),
	saidAddress:        chalkline.Textf("Your address is changed. What comes by mail goes there from now on."),
	saidDeviceOut:      chalkline.Textf("That device is signed out."),
	saidDevicesOut:     chalkline.Textf("All other devices are signed out."),
	saidKeyAdded:       chalkline.Textf("Added. It signs you in from now on; the mailed link still does too."),
	saidKeyGone:        chalkline.Textf("Removed. It signs you in no more. You may delete it on the device too."),
	saidSchool:         chalkline.Textf("Linked. That account signs you in from now on; the mailed link still does too."),
	saidNoSchool:       chalkline.Textf("Unlinked. That account signs you in no more."),
}

// accountPage is how a reader signs in, and what is theirs.
type accountPage struct {
	Address  addressForm
	Devices  []deviceView
	Others   bool // there are other devices than this one
	Passkeys []passkeyView
	Offered  bool // passkeys work at this instance's address
	CanAdd   bool
	School   string // what the accounts are called that sign in too; "" when there are none
	Accounts []schoolView
}

// passkeyView is a reader's passkey.
type passkeyView struct {
	ID                   int64
	Name                 string
	Since, Used, Doubted chalkline.Text // days in words; empty for never
}

// schoolView is an account elsewhere that signs a reader in.
type schoolView struct {
	ID     int64
	Name   chalkline.Text
	Issuer string
	Since  chalkline.Text
}

// accountRoutes are the pages of a reader's account.
func (s *server) accountRoutes(mux *http.ServeMux) {
	mux.Handle("GET /account", s.readerPage(s.getAccount))
	mux.Handle("POST /account/address", s.readerPage(s.postAddress))
	mux.Handle("POST /account/address/drop", s.readerPage(s.postAddressDrop))
	mux.Handle("GET /address/{secret}", s.page(s.getAddressLink))
	mux.Handle("POST /address/{secret}", s.page(s.postAddressLink))
	mux.Handle("POST /account/devices/others/end", s.readerPage(s.postSessionsEnd))
	mux.Handle("POST /account/devices/{hash}/end", s.readerPage(s.postSessionEnd))
	mux.Handle("POST /account/passkeys/{id}/remove", s.readerPage(s.postPasskeyRemove))
	mux.Handle("POST /account/school/{id}/remove", s.readerPage(s.postSchoolRemove))
	mux.Handle("POST /account/export", s.readerPage(s.postExport))
	mux.Handle("POST /sign-out", s.readerPage(s.postSignOut))
	mux.Handle("GET /leave", s.readerPage(s.getLeave))
	mux.Handle("POST /leave", s.readerPage(s.postLeave))
	s.wayRoutes(mux)
}

// getAccount shows a reader's account.
func (s *server) getAccount(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	return s.showAccount(w, r, http.StatusOK, reader, addressForm{})
}

// showAccount shows a reader's account, with the form for another address as it was
// filled in.
func (s *server) showAccount(w http.ResponseWriter, r *http.Request, status int, reader chalkline.Reader, form addressForm) error {
	ctx := r.Context()
	var err error
	page := accountPage{Address: form, Offered: s.ways.passkeys(), School: s.ways.school()}
	page.Address.Now = reader.Email
	if page.Address.Asked, err = s.DB.AskedAddress(ctx, reader.ID); err != nil {
		return err
	}
	if page.Devices, err = s.deviceViews(r, reader.ID); err != nil {
		return err
	}
	page.Others = len(page.Devices) > 1
	passkeys, err := s.DB.Passkeys(ctx, reader.ID)
	if err != nil {
		return err
	}
	page.CanAdd = len(passkeys) < store.MaxPasskeys
	for _, p := range passkeys {
		page.Passkeys = append(page.Passkeys, passkeyView{
			ID: p.ID, Name: p.Name, Since: dayShown(p.CreatedAt), Used: dayShown(p.Used), Doubted: dayShown(p.DoubtedAt),
		})
	}
	accounts, err := s.DB.Identities(ctx, reader.ID)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		v := schoolView{ID: a.ID, Issuer: chalkline.HostOf(a.Issuer), Since: dayShown(a.CreatedAt), Name: chalkline.Textf("Another account")}
		if s.ways.issuer() == a.Issuer {
			v.Name = chalkline.Textf(s.ways.school())
		}
		page.Accounts = append(page.Accounts, v)
	}
	return s.renderStatus(w, r, status, "account", chalkline.Textf("Account"), page)
}

// postPasskeyRemove deletes a passkey.
func (s *server) postPasskeyRemove(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := s.DB.RemovePasskey(r.Context(), reader.ID, numberIn(r)); err != nil {
		return err
	}
	return see(w, r, "/account?"+saidParam+"="+string(saidKeyGone)+"#passkeys")
}

// postSchoolRemove unties an account elsewhere.
func (s *server) postSchoolRemove(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if err := s.DB.RemoveIdentity(r.Context(), reader.ID, numberIn(r)); err != nil {
		return err
	}
	return see(w, r, "/account?"+saidParam+"="+string(saidNoSchool)+"#school")
}

// numberIn is the number in an address, or 0, which names nothing.
func numberIn(r *http.Request) int64 {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0
	}
	return id
}
