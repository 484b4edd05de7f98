"""The contract: every connector draws every reply within its limits, as its snapshot shows."""

from __future__ import annotations

import pytest

from channels.instagram import InstagramChannel
from channels.messaging import MessagingChannel
from channels.messenger import MessengerChannel
from channels.slack import SlackChannel
from channels.sms import SmsChannel
from channels.telegram import TelegramChannel
from channels.twilio_whatsapp import TwilioWhatsAppChannel
from channels.whatsapp import WhatsAppChannel
from tests.channels import contract

CHANNELS = [
    *(TelegramChannel, SlackChannel, WhatsAppChannel, MessengerChannel, InstagramChannel),
    *(TwilioWhatsAppChannel, SmsChannel),
]


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name())
def test_contract(channel: type[MessagingChannel]) -> None:
    contract.check(channel.name(), channel.shape)
