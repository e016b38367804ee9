// Passkeys: adds one on the page of the account, and signs in with one. Where the
// browser knows none, what this script would show goes, and a note stands there.
(() => {
  "use strict";
  const forms = document.querySelectorAll("form[data-passkey]");
  const note = document.querySelector('[data-passkey="off"]');
  if (!window.PublicKeyCredential || !navigator.credentials) {
    for (const form of forms) form.remove();
    note?.classList.remove("unscripted");
    return;
  }

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  // ask posts JSON to a page of ours and gives its answer, or throws its sentence.
  async function ask(path, body) {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body || {}),
    });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(said.problem || "");
    return said;
  }

  async function add(form) {
    const { publicKey } = await ask("/account/passkeys/begin");
    publicKey.challenge = bytes(publicKey.challenge);
    publicKey.user.id = bytes(publicKey.user.id);
    for (const known of publicKey.excludeCredentials || []) known.id = bytes(known.id);
    const key = await navigator.credentials.create({ publicKey });
    return ask("/account/passkeys/finish?" + new URLSearchParams({ name: form.elements.name.value }), {
      id: key.id,
      rawId: text(key.rawId),
      type: key.type,
      authenticatorAttachment: key.authenticatorAttachment || undefined,
      clientExtensionResults: key.getClientExtensionResults(),
      response: {
        clientDataJSON: text(key.response.clientDataJSON),
        attestationObject: text(key.response.attestationObject),
        transports: key.response.getTransports ? key.response.getTransports() : [],
      },
    });
  }

  async function enter() {
    const { publicKey } = await ask("/passkey/begin");
    publicKey.challenge = bytes(publicKey.challenge);
    const key = await navigator.credentials.get({ publicKey });
    const { clientDataJSON, authenticatorData, signature, userHandle } = key.response;
    return ask("/passkey/finish", {
      id: key.id,
      rawId: text(key.rawId),
      type: key.type,
      authenticatorAttachment: key.authenticatorAttachment || undefined,
      clientExtensionResults: key.getClientExtensionResults(),
      response: {
        clientDataJSON: text(clientDataJSON),
        authenticatorData: text(authenticatorData),
        signature: text(signature),
        userHandle: userHandle ? text(userHandle) : undefined,
      },
    });
  }

  // sentence says in words for a person what the browser throws. The form has the
  // words, in the language of the page.
  function sentence(fault, words) {
    if (fault.name === "NotAllowedError") return words.denied;
    if (fault.name === "InvalidStateError") return words.known;
    return fault.message || words.fault;
  }

  note?.remove();
  for (const form of forms) {
    form.classList.remove("scripted");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      const problem = form.querySelector(".problem");
      problem.hidden = true;
      button.disabled = true;
      try {
        const { to } = await (form.dataset.passkey === "add" ? add(form) : enter());
        location.assign(to);
      } catch (fault) {
        problem.textContent = sentence(fault, form.dataset);
        problem.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
