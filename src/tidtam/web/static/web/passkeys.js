// Passkeys: asks the server what to sign, lets the browser sign it, sends the answer as a form.
// <form data-passkey="get|create" data-options="address"> in (or as) a data-passkey-place, which
// shows itself where passkeys work.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const asked = ({ publicKey }) => {
    const wanted = { ...publicKey, challenge: bytes(publicKey.challenge) };
    if (wanted.user) wanted.user = { ...wanted.user, id: bytes(wanted.user.id) };
    if (wanted.excludeCredentials) wanted.excludeCredentials = keys(wanted.excludeCredentials);
    if (wanted.allowCredentials) wanted.allowCredentials = keys(wanted.allowCredentials);
    return { publicKey: wanted };
  };

  const answer = (made) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[part]) response[part] = text(made.response[part]);
    }
    if (made.response.getTransports) response.transports = made.response.getTransports();
    return {
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      authenticatorAttachment: made.authenticatorAttachment,
      clientExtensionResults: made.getClientExtensionResults(),
      response,
    };
  };

  const sign = async (form) => {
    const reply = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error("no options");
    const made = await navigator.credentials[form.dataset.passkey](asked(await reply.json()));
    form.elements.credential.value = JSON.stringify(answer(made));
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const place = form.closest("[data-passkey-place]");
    place.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = place.querySelector("button");
      const failed = place.querySelector("[data-passkey-failed]");
      button.disabled = true;
      failed.hidden = true;
      try {
        await sign(form);
        form.submit();
      } catch {
        failed.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
