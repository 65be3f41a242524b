"""Letters as signed JSON to an address of the installation's choice."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings

from tidtam.jobs.ways.posting import post, trouble_of
from tidtam.notices.letters import Letter
from tidtam.shared import clock


def send_webhook(letter: Letter) -> None:
    """Post one letter, signed; ``docs/notices.md`` says how to check the signature.

    Raises:
        TryLater: nobody answered, 401, 403, 408, 425, 429 or 5xx.
        Refused: any other answer but 2xx, a redirect included.
    """
    body = json.dumps(_payload(letter), ensure_ascii=False).encode()
    moment = str(int(clock.now().timestamp()))
    headers = {
        "X-Tidtam-Delivery": letter.uid,
        "X-Tidtam-Timestamp": moment,
        "X-Tidtam-Signature": f"sha256={signature(body, moment, settings.TIDTAM_WEBHOOK_SECRET)}",
    }
    trouble = trouble_of(post(settings.TIDTAM_WEBHOOK_URL, body=body, headers=headers))
    if trouble is not None:
        raise trouble


def signature(body: bytes, moment: str, secret: str) -> str:
    """HMAC-SHA256 of ``moment + "." + body`` under the shared secret, in hex."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def _payload(letter: Letter) -> dict[str, Any]:
    return {
        "delivery": letter.uid,
        "written_at": letter.written_at.isoformat(),
        "receiver": {"name": letter.name, "email": letter.to},
        "subject": letter.subject,
        "messages": [
            {
                "id": part.uid,
                "template": part.template,
                "subject": {"th": part.th.subject, "en": part.en.subject},
                "body": {"th": part.th.body, "en": part.en.body},
                "context": part.context,
            }
            for part in letter.parts
        ],
    }
