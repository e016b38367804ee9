package mail

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-msgauth/dkim"

	"chalkline"
)

// DKIM signs mail in the name of a domain (RFC 6376), so that who gets it can
// tell that it came from there and was not changed on its way.
type DKIM struct {
	domain, selector string
	key              crypto.Signer
}

// minDKIMBits is the shortest RSA key that RFC 8301, section 3.2, lets anybody
// sign with.
const minDKIMBits = 1024

// signedHeaders are all headers of a message that say anything. RFC 8058, section 4,
// asks for the two about unsubscribing. One that a message does not have is
// signed as absent, so that nobody can add it. From and Subject stand twice, since
// many programs show the first of two.
var signedHeaders = []string{
	"From", "From", "To", "Subject", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
	"Auto-Submitted", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
}

// NewDKIM makes a signer of a private key in PEM form: RSA with at least 1024
// bits, or Ed25519 (RFC 8463).
func NewDKIM(keyPEM []byte, domain, selector string) (*DKIM, error) {
	for _, part := range []struct{ what, name string }{{"domain", domain}, {"selector", selector}} {
		if !dnsName(part.name) {
			return nil, chalkline.Errorf(chalkline.CodeInvalid, "the DKIM %s %q is not a DNS name of letters, digits, dots and hyphens", part.what, part.name)
		}
	}
	key, err := dkimKey(keyPEM)
	if err != nil {
		return nil, err
	}
	return &DKIM{domain: domain, selector: selector, key: key}, nil
}

// dkimKey reads a private key.
func dkimKey(keyPEM []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(keyPEM)
	if block == nil {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "there is no key in PEM form, which begins with -----BEGIN PRIVATE KEY-----")
	}
	var key any
	var err error
	switch block.Type {
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	default:
		err = fmt.Errorf("a %s, not a private key without a password", strings.ToLower(block.Type))
	}
	if err != nil {
		return nil, chalkline.Errorf(chalkline.CodeInvalid, "the DKIM key cannot be used: %w", err)
	}
	switch key := key.(type) {
	case ed25519.PrivateKey:
		return key, nil
	case *rsa.PrivateKey:
		if bits := key.N.BitLen(); bits < minDKIMBits {
			return nil, chalkline.Errorf(chalkline.CodeInvalid, "the DKIM key has %d bits, and nobody believes an RSA key of fewer than %d; make one of 2048", bits, minDKIMBits)
		}
		return key, nil
	}
	return nil, chalkline.Errorf(chalkline.CodeInvalid, "the DKIM key is neither RSA nor Ed25519")
}

// dnsName says whether name can stand in DNS and in a header.
func dnsName(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "-") != label || strings.ContainsFunc(label, func(r rune) bool {
			return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
		}) {
			return false
		}
	}
	return len(name) <= 253
}

// Record is the TXT record that the domain has to publish: without it a
// signature is worth nothing. Its value may have to be cut into strings of at
// most 255 bytes for a zone file.
func (d *DKIM) Record() (name, value string, err error) {
	kind := "ed25519"
	public, bare := d.key.Public().(ed25519.PublicKey)
	if !bare {
		kind = "rsa"
		if public, err = x509.MarshalPKIXPublicKey(d.key.Public()); err != nil {
			return "", "", fmt.Errorf("write the public DKIM key: %w", err)
		}
	}
	return d.selector + "._domainkey." + d.domain, "v=DKIM1; k=" + kind + "; p=" + base64.StdEncoding.EncodeToString(public), nil
}

// sign puts a signature in front of a message.
func (d *DKIM) sign(message []byte) ([]byte, error) {
	signer, err := dkim.NewSigner(&dkim.SignOptions{
		Domain: d.domain, Selector: d.selector, Signer: d.key, HeaderKeys: signedHeaders,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
	})
	if err != nil {
		return nil, fmt.Errorf("sign mail: %w", err)
	}
	_, err = signer.Write(message)
	if err := errors.Join(err, signer.Close()); err != nil {
		return nil, fmt.Errorf("sign mail: %w", err)
	}
	return bytes.Join([][]byte{[]byte(signer.Signature()), message}, nil), nil
}
