package web

import (
	"net/http"
	"strconv"

	"chalkline"
)

// rotaPage is who hosts when.
type rotaPage struct {
	inGroup

	Dates    []dateView
	Hosts    []chalkline.Member
	Day      string // to add, as typed
	Host     string
	Problems faults
	Notice   chalkline.Text
}

// dateView is a date of a rota in words, with what the member may do about it.
type dateView struct {
	chalkline.Meeting

	Words  chalkline.Text
	Name   string // of the host; "" when there is none
	Mine   bool
	Action string
	Others []dateView     // dates that it can be swapped for
	Offer  chalkline.Text // the date that its host would rather have; empty for none
	ForMe  bool           // and that is one of mine
}

// getRota shows the dates to come.
func (s *server) getRota(w http.ResponseWriter, r *http.Request, in inGroup) error {
	return s.showRota(w, r, http.StatusOK, rotaPage{inGroup: in})
}

func (s *server) showRota(w http.ResponseWriter, r *http.Request, status int, page rotaPage) error {
	ctx := r.Context()
	meetings, err := s.DB.Meetings(ctx, page.Group.ID, page.Today())
	if err != nil {
		return err
	}
	if page.Hosts, err = s.DB.Members(ctx, page.Group.ID); err != nil {
		return err
	}
	names := make(map[chalkline.ReaderID]string, len(page.Hosts))
	for _, m := range page.Hosts {
		names[m.ReaderID] = m.Name
	}
	me := page.Member.ReaderID
	byID := make(map[chalkline.MeetingID]dateView, len(meetings))
	for _, m := range meetings {
		byID[m.ID] = dateView{
			Meeting: m, Words: m.Day.Text(), Name: names[m.Host], Mine: m.Host == me,
			Action: page.Path() + "/rota/" + strconv.FormatInt(int64(m.ID), 10),
		}
	}
	for _, m := range meetings {
		v := byID[m.ID]
		if other, ok := byID[m.Swap]; ok && m.Swap != 0 {
			v.Offer, v.ForMe = other.Words, other.Mine
		}
		for _, o := range meetings {
			if v.Mine && v.Offer.IsZero() && o.Host != 0 && o.Host != me {
				v.Others = append(v.Others, byID[o.ID])
			}
		}
		page.Dates = append(page.Dates, v)
	}
	return s.renderStatus(w, r, status, "group-rota", chalkline.Textf("Rota · %s", page.Group.Name), page)
}

// postRota adds a date.
func (s *server) postRota(w http.ResponseWriter, r *http.Request, in inGroup) error {
	page := rotaPage{inGroup: in, Day: typed(r, "day"), Host: typed(r, "host"), Problems: faults{}}
	host, _ := strconv.ParseInt(page.Host, 10, 64) // 0 is nobody yet
	m := chalkline.Meeting{GroupID: in.Group.ID, Day: chalkline.Day(page.Day), Host: chalkline.ReaderID(host)}
	today := in.Today()
	page.Problems.check("day", m.Day.Validate())
	if len(page.Problems) == 0 && (m.Day < today || m.Day > chalkline.DayOf(in.Now.AddDate(rotaYears, 0, 0))) {
		page.Problems.check("day", chalkline.Errorf(chalkline.CodeInvalid, "a date in the rota lies within the %d years to come", rotaYears))
	}
	status := http.StatusBadRequest
	if len(page.Problems) == 0 {
		err := s.DB.AddMeeting(r.Context(), &m)
		switch chalkline.ErrorCode(err) {
		case "":
			return see(w, r, in.Path()+"/rota")
		case chalkline.CodeConflict:
			status = http.StatusConflict
		case chalkline.CodeInvalid:
		default:
			return err
		}
		page.Problems.check("day", err)
	}
	return s.showRota(w, r, status, page)
}

// rotaYears is for how many years dates can be set in advance.
const rotaYears = 2

// postRotaDate lets members take, give back and swap dates, and curators set who
// hosts and take dates out.
func (s *server) postRotaDate(w http.ResponseWriter, r *http.Request, in inGroup) error {
	id, ok := idIn(r, "date")
	if !ok {
		return errNoDate
	}
	date, me, ctx, group := chalkline.MeetingID(id), in.Member.ReaderID, r.Context(), in.Group.ID
	number := func(field string) int64 {
		n, _ := strconv.ParseInt(r.PostForm.Get(field), 10, 64) // what is no number names nobody
		return n
	}
	do := r.PostForm.Get("do")
	if (do == "set" || do == "remove") && !in.Curator() {
		return errNotCurator
	}
	to := in.Path() + "/rota"
	var err error
	switch do {
	case "host":
		err = s.DB.SetHost(ctx, group, date, 0, me)
	case "give":
		err = s.DB.SetHost(ctx, group, date, me, 0)
	case "set":
		err = s.DB.SetHost(ctx, group, date, chalkline.ReaderID(number("was")), chalkline.ReaderID(number("host")))
	case "remove":
		err = s.DB.RemoveMeeting(ctx, group, date)
	case "offer":
		to += "?" + saidParam + "=" + string(saidSwap)
		err = s.DB.OfferSwap(ctx, group, date, me, chalkline.MeetingID(number("for")))
	case "keep":
		err = s.DB.OfferSwap(ctx, group, date, me, 0)
	case "agree":
		err = s.DB.TakeSwap(ctx, group, date, me)
	default:
		return chalkline.Errorf(chalkline.CodeInvalid, "Please use one of the buttons beside the date.")
	}
	switch chalkline.ErrorCode(err) {
	case "":
		return see(w, r, to)
	case chalkline.CodeNotFound:
		return errNoDate
	case chalkline.CodeConflict:
		return s.showRota(w, r, http.StatusConflict, rotaPage{inGroup: in, Notice: sentenceOf(err)})
	}
	return err
}

var errNoDate = chalkline.Errorf(chalkline.CodeNotFound, "There is no such date in the rota. It may have been taken out.")
