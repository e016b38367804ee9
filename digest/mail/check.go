package mail

import "context"

// Check makes a session with the mail server and ends it again: it connects,
// changes to TLS and signs in, and sends nothing. An error is a *Refused.
func (s *SMTP) Check(ctx context.Context) error {
	session, refused := s.dial(ctx)
	if refused != nil {
		return refused
	}
	session.quit()
	return nil
}
