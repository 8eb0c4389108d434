"""What holds for every test."""

import os

from hypothesis import settings

pytest_plugins = ["tests.needs"]

# No deadline: a busy machine is not a failing test. In CI the same examples at every run, so that
# a red run means a change, not a throw of dice; elsewhere fresh ones.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
