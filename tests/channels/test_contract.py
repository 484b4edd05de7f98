"""The contract: every connector draws every reply within its limits, as its snapshot shows."""

from __future__ import annotations

import pytest

from channels.messaging import MessagingChannel
from channels.slack import SlackChannel
from channels.telegram import TelegramChannel
from tests.channels import contract

CHANNELS = [TelegramChannel, SlackChannel]


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name())
def test_contract(channel: type[MessagingChannel]) -> None:
    contract.check(channel.name(), channel.shape)
