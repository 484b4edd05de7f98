"""What the tests of the desk's pages share; each file has a server of its own, `bot`."""

from __future__ import annotations

import pytest

from tests.desk.staff import Staff
from tests.live import LiveServer


@pytest.fixture(scope="module")
def staff(bot: LiveServer) -> Staff:
    """Staff who are logged in."""
    staff = Staff(bot)
    assert staff.log_in().status_code == 303
    return staff
