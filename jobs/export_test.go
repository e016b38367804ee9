package jobs

import "time"

// Hurry makes a runner pause as a test wants it to.
func (r *Runner) Hurry(first, longest, rest time.Duration) { r.pauses = pauses{first, longest, rest} }

// Hurry makes a runner pause as a test wants it to, and take a process for dead
// soon.
func (r *River) Hurry(first, longest, rest, grace time.Duration) {
	r.pauses, r.grace = pauses{first, longest, rest}, grace
	r.absence, r.cleanup, r.poll = 300*time.Millisecond, 300*time.Millisecond, 100*time.Millisecond
}
