"""Something public, on a server that clients ask over the network."""

import pytest
from django.contrib.auth.models import Group
from pytest_django.live_server_helper import LiveServer

from api.tests import world
from transcripts.roles import Role


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    """The address of the site. The groups of the roles are taken away after each of these tests."""
    for role in Role:
        Group.objects.get_or_create(name=role)
    world.build()
    return live_server.url
