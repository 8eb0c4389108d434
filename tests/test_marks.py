"""What a test is marked as is what it does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

PROGRAM = """
import socket, subprocess, sys
import pytest

def test_a_socket():
    with socket.create_server(("127.0.0.1", 0)):
        pass

@pytest.mark.socket
def test_a_socket_that_is_told():
    test_a_socket()

@pytest.mark.socket
def test_a_program():
    subprocess.run([sys.executable, "-c", ""], check=True)

@pytest.mark.process
def test_a_program_that_is_told():
    test_a_program()

@pytest.mark.windows
def test_of_windows():
    raise AssertionError

def test_pure(request):
    assert request.node.get_closest_marker("pure")

def test_with_an_exchange(server, request):
    assert request.node.get_closest_marker("socket")
    assert not request.node.get_closest_marker("pure")

@pytest.fixture
def server():
    pass
"""


@pytest.mark.posix("there what is of Windows runs")
def test_who_does_more_than_the_marks_say_fails(tmp_path: Path) -> None:
    root = Path(__file__).parents[1]
    (tmp_path / "test_marked.py").write_text(PROGRAM, "utf-8")
    plugins = ["-p", "no:xdist", "-p", "no:cacheprovider", "-p", "tests.marks"]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=line", *plugins, str(tmp_path)]
    done = subprocess.run(
        [*command, "--rootdir", str(tmp_path), "-c", os.devnull, "--strict-markers"],
        capture_output=True,
        text=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        timeout=120,
        check=False,
    )
    assert "2 failed, 4 passed, 1 deselected" in done.stdout, done.stdout
    failed = {
        line.partition("::")[2].split(" ")[0]
        for line in done.stdout.splitlines()
        if line.startswith("FAILED")
    }
    assert failed == {"test_a_socket", "test_a_program"}
    assert "is not marked as what it does" in done.stdout
