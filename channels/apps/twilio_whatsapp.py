"""TwilioWhatsAppChannel: messages to the clinic's WhatsApp number at Twilio."""

from __future__ import annotations

from channels.apps.commands import chosen
from channels.apps.sending.message_shape import Shape, utf16
from channels.apps.twilio import Fields, TwilioChannel


class TwilioWhatsAppChannel(TwilioChannel):
    """Offers questions as a numbered menu, as buttons would have to be registered with Twilio."""

    title = "Twilio"
    shape = Shape(text=1600, title=40, bold="*", measure=utf16)

    @classmethod
    def name(cls) -> str:
        return "twilio_whatsapp"

    @property
    def standing(self) -> str:
        return "not on, as SMS" if self.setup.problems else super().standing

    def content(self, fields: Fields) -> dict[str, str]:
        """Twilio answers stop words only if the clinic has set that up; then OptOutType says so."""
        if fields.get("OptOutType", "").lower() in ("stop", "help"):
            return {}
        if payload := fields.get("ButtonPayload"):
            return chosen(payload, fields.get("ButtonText") or fields.get("Body", ""))
        return super().content(fields)
