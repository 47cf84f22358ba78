"""What the tests here share."""

from tests.doors import doors as doors
