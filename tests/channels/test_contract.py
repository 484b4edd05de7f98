"""The contract: every connector draws every reply within its limits, as its snapshot shows."""

from __future__ import annotations

import pytest

from channels.telegram import TelegramChannel
from tests.channels import contract

CHANNELS = [TelegramChannel]


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name())
def test_contract(channel: type[TelegramChannel]) -> None:
    contract.check(channel.name(), channel.shape)
