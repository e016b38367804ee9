package web

import (
	"net/http"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// browserMarks and systemMarks say by what a browser and its system are told in a
// User-Agent. What stands first counts: most browsers name others too.
var (
	browserMarks = [...][2]string{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"FxiOS/", "Firefox"},
		{"Firefox/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Chromium/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systemMarks = [...][2]string{
		{"Android", "Android"},
		{"iPhone", "an iPhone"},
		{"iPad", "an iPad"},
		{"CrOS", "a Chromebook"},
		{"Windows", "Windows"},
		{"Macintosh", "a Mac"},
		{"Linux", "Linux"},
	}
)

// deviceOf is a User-Agent in so few words that they fit thousands of devices, as
// "Firefox on Android"; "" when it tells nothing.
func deviceOf(userAgent string) string {
	find := func(marks [][2]string) string {
		for _, m := range marks {
			if strings.Contains(userAgent, m[0]) {
				return m[1]
			}
		}
		return ""
	}
	browser, system := find(browserMarks[:]), find(systemMarks[:])
	switch {
	case browser == "" && system == "":
		return ""
	case browser == "":
		return someBrowser + " on " + system
	case system == "":
		return browser
	}
	return browser + " on " + system
}

// someBrowser stands for one that is not known.
const someBrowser = "A browser"

// deviceView is a device on which a reader is signed in.
type deviceView struct {
	Hash  string
	Name  chalkline.Text
	Since chalkline.Text // empty when it is not known
	Seen  chalkline.Text // the same
	Here  bool           // it is the one that asks
}

// deviceViews are the devices on which a reader is signed in, this one first.
func (s *server) deviceViews(r *http.Request, reader chalkline.ReaderID) ([]deviceView, error) {
	sessions, err := s.DB.ReaderSessions(r.Context(), reader)
	if err != nil {
		return nil, err
	}
	here := chalkline.HashSecret(s.sessions.Token(r.Context()))
	var first, rest []deviceView
	for _, d := range sessions {
		v := deviceView{Hash: d.Hash, Name: deviceText(d.Device), Since: dayShown(d.Since), Seen: dayShown(d.Seen), Here: d.Hash == here}
		if v.Here {
			first = append(first, v)
		} else {
			rest = append(rest, v)
		}
	}
	return append(first, rest...), nil
}

// deviceText is a device as deviceOf wrote it, in words that can be translated.
func deviceText(device string) chalkline.Text {
	browser, system, both := strings.Cut(device, " on ")
	switch {
	case device == "":
		return chalkline.Textf("A device")
	case !both:
		return chalkline.Verbatim(device)
	case browser == someBrowser:
		return chalkline.Textf("A browser on %s", systemText(system))
	}
	return chalkline.Textf("%s on %s", browser, systemText(system))
}

func systemText(system string) chalkline.Text {
	switch system {
	case "an iPhone":
		return chalkline.Textf("an iPhone")
	case "an iPad":
		return chalkline.Textf("an iPad")
	case "a Chromebook":
		return chalkline.Textf("a Chromebook")
	case "a Mac":
		return chalkline.Textf("a Mac")
	}
	return chalkline.Verbatim(system)
}

// dayShown is a day in words, or nothing for none.
func dayShown(t time.Time) chalkline.Text {
	if t.IsZero() {
		return chalkline.Text{}
	}
	return say.Date(t)
}

// postSessionEnd signs one device out.
func (s *server) postSessionEnd(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	hash := r.PathValue("hash")
	if hash == chalkline.HashSecret(s.sessions.Token(r.Context())) {
		return s.postSignOut(w, r, reader)
	}
	if err := s.DB.EndSession(r.Context(), reader.ID, hash); err != nil {
		return err
	}
	return see(w, r, "/account?"+saidParam+"="+string(saidDeviceOut)+"#devices")
}

// postSessionsEnd signs all devices out but this one.
func (s *server) postSessionsEnd(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if _, err := s.DB.EndSessions(r.Context(), reader.ID, s.sessions.Token(r.Context())); err != nil {
		return err
	}
	return see(w, r, "/account?"+saidParam+"="+string(saidDevicesOut)+"#devices")
}
