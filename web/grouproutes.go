package web

import "net/http"

// groupRoutes are the addresses of study groups. A secret group answers who is no
// member as one that there is not.
func (s *server) groupRoutes(mux *http.ServeMux) {
	mux.Handle("GET /groups", s.readerPage(s.getGroups))
	mux.Handle("POST /groups", s.readerPage(s.postGroups))
	mux.Handle("GET /items/{id}/put-forward", s.readerPage(s.getForward))
	mux.Handle("POST /items/{id}/put-forward", s.readerPage(s.postForward))

	mux.Handle("GET /invitations/{secret}", s.page(s.getInvitation))
	mux.Handle("POST /invitations/{secret}", s.readerPage(s.postInvitationTake))
	mux.Handle("POST /invitations/{secret}/enter", s.page(s.postInvitationEnter))

	mux.Handle("GET /groups/{group}", s.openGroup(s.getGroup))
	mux.Handle("GET /groups/{group}/themes", s.openGroup(s.getThemes))
	mux.Handle("GET /groups/{group}/themes/{theme}", s.openGroup(s.getTheme))
	mux.Handle("GET /groups/{group}/brief", s.openGroup(s.getBrief))
	for _, extension := range extensions {
		mux.Handle("GET /groups/{group}/feed"+extension, s.plain(s.getGroupFeed(extension)))
	}
	mux.Handle("GET /group-feeds/{file}", s.plain(s.getSecretGroupFeed))

	mux.Handle("POST /groups/{group}/shares/{share}/withdraw", s.memberPage(s.postShareWithdraw))
	mux.Handle("POST /groups/{group}/themes/{theme}/answers", s.memberPage(s.postAnswer))
	mux.Handle("GET /groups/{group}/answers/{answer}", s.memberPage(s.getAnswer))
	mux.Handle("POST /groups/{group}/answers/{answer}", s.memberPage(s.postAnswerChange))
	mux.Handle("GET /groups/{group}/people", s.memberPage(s.getPeople))
	mux.Handle("POST /groups/{group}/name", s.memberPage(s.postMemberName))
	mux.Handle("GET /groups/{group}/rota", s.memberPage(s.getRota))
	mux.Handle("POST /groups/{group}/rota/{date}", s.memberPage(s.postRotaDate))
	mux.Handle("GET /groups/{group}/leave", s.memberPage(s.getGroupLeave))
	mux.Handle("POST /groups/{group}/leave", s.memberPage(s.postGroupLeave))

	mux.Handle("POST /groups/{group}/shares/{share}", s.curatorPage(s.postShare))
	mux.Handle("GET /groups/{group}/theme", s.curatorPage(s.getThemeForm))
	mux.Handle("POST /groups/{group}/theme", s.curatorPage(s.postTheme))
	mux.Handle("GET /groups/{group}/themes/{theme}/change", s.curatorPage(s.getThemeForm))
	mux.Handle("POST /groups/{group}/themes/{theme}/change", s.curatorPage(s.postTheme))
	mux.Handle("GET /groups/{group}/themes/{theme}/remove", s.curatorPage(s.getThemeRemove))
	mux.Handle("POST /groups/{group}/themes/{theme}/remove", s.curatorPage(s.postThemeRemove))
	mux.Handle("POST /groups/{group}/answers/{answer}/hide", s.curatorPage(s.postAnswerHide))
	mux.Handle("POST /groups/{group}/members/{member}", s.curatorPage(s.postMember))
	mux.Handle("POST /groups/{group}/invitations", s.curatorPage(s.postInvitation))
	mux.Handle("POST /groups/{group}/invitations/{invitation}/withdraw", s.curatorPage(s.postInvitationWithdraw))
	mux.Handle("POST /groups/{group}/rota", s.curatorPage(s.postRota))
	mux.Handle("GET /groups/{group}/settings", s.curatorPage(s.getGroupSettings))
	mux.Handle("POST /groups/{group}/settings", s.curatorPage(s.postGroupSettings))
	mux.Handle("POST /groups/{group}/feed", s.curatorPage(s.postGroupFeed))
	mux.Handle("GET /groups/{group}/close", s.curatorPage(s.getGroupClose))
	mux.Handle("POST /groups/{group}/close", s.curatorPage(s.postGroupClose))
}
