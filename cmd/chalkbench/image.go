package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// buildShipped builds the program as the Dockerfile does.
func buildShipped(ctx context.Context, path string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "chalkline/cmd/chalkline")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the program: %w: %s", err, bytes.TrimSpace(out))
	}
	return nil
}

// certificates are where systems have those that everybody trusts.
var certificates = []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"}

// imageSize is how large the program is and an image from scratch that holds it
// with certificates and licences, in MB.
func imageSize(ctx context.Context, program string) (binary, image float64, err error) {
	info, err := os.Stat(program)
	if err != nil {
		return 0, 0, fmt.Errorf("finding the program: %w", err)
	}
	size := info.Size()
	for _, path := range certificates {
		if file, err := os.Stat(path); err == nil {
			size += file.Size()
			break
		}
	}
	licences, err := exec.CommandContext(ctx, "go", "run", "chalkline/deploy/bill", "licences").Output()
	if err != nil {
		return 0, 0, fmt.Errorf("collecting the licences: %w", err)
	}
	size += int64(len(licences))
	return round(float64(info.Size()) / 1e6), round(float64(size) / 1e6), nil
}

// loadAverage is how busy the machine is: processes that want to run, over 1, 5
// and 15 minutes; "" where the system does not say.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	fields := strings.Fields(string(text))
	return strings.Join(fields[:min(3, len(fields))], " ")
}
