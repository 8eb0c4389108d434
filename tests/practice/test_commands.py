"""The commands `practice` and `record`, as typed."""

import gzip
import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.practice.wire.placing import BET, PLACE, Json, good, refused
from tests.support.programs import running
from xlbetflag.practice.replay.recorded import read_recordings
from xlbetflag.practice.server import PracticeServer

pytestmark = pytest.mark.process

COMMAND = [sys.executable, "-m", "xlbetflag"]


def settings_for(server: PracticeServer, folder: Path) -> Path:
    file = folder / "settings.toml"
    file.write_text(f'[venues.practice]\nbase_url = "{server.url}"\n', "utf-8")
    return file


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60)


def test_a_recording_as_typed(server: PracticeServer, tmp_path: Path) -> None:
    file, settings = tmp_path / "tape.jsonl.gz", settings_for(server, tmp_path)
    asked = ["record", str(file), "--minutes", "0.02", "--settings", str(settings)]
    done = run(*asked)
    assert done.returncode == 0, done.stderr
    assert "3 lines, 1 markets" in done.stdout.replace("\n", " ")
    assert len(gzip.decompress(file.read_bytes()).splitlines()) == 3
    assert len(read_recordings(file)) == 1
    again = run(*asked)
    assert again.returncode == 2
    assert "already there" in again.stderr


@pytest.mark.socket
def test_a_venue_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    settings, file = tmp_path / "settings.toml", tmp_path / "tape.jsonl"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.write_text(f'[venues.practice]\nbase_url = "http://127.0.0.1:{port}"\n', "utf-8")
    done = run("record", str(file), "--minutes", "0.05", "--settings", str(settings))
    assert done.returncode == 2
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith(f"{file}: nothing could be recorded. ConnectError")
    assert not file.exists()


@pytest.mark.socket
def test_a_port_that_is_taken_is_named_with_the_option() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("practice", "--port", str(port))
    assert done.returncode == 2
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith(f"port {port} of 127.0.0.1 is taken")
    assert sentence.endswith("--port")


@pytest.mark.posix("no SIGINT to another process there")
@pytest.mark.socket
def test_practice_as_typed(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('[[rules]]\nkind = "status"\noperations = ["menu"]\nstatus = 502\n', "utf-8")
    options = ["--port", "0", "--faults", str(plan), "--operator-token", "mine"]
    options += ["--db", str(tmp_path / "practice.sqlite")]
    with running(
        [*COMMAND, "practice", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = "".join(process.stdout.readline() for _ in range(3))
        [root] = re.findall(r"(http://127\.0\.0\.1:\d+)/operator, token mine", said)
        answer = httpx.get(root + "/api/rest/navigation/menu", headers={"X-BFkey": "practice"})
        assert answer.status_code == 502
        assert httpx.get(root + "/operator/login").status_code == 200
        process.send_signal(signal.SIGINT)
        process.wait(20)


@pytest.mark.posix("no SIGINT to another process there")
@pytest.mark.socket
def test_rules_and_behaviour_as_typed(tmp_path: Path) -> None:
    """The rules of the settings file are the exchange's, as they are the desk's."""
    settings, db = tmp_path / "settings.toml", tmp_path / "practice.sqlite"
    settings.write_text("[rules]\nminimum_back = 5.0\n", "utf-8")
    options = ["--port", "0", "--stepped", "--forget-settled-after", "7", "--db", str(db)]
    with running(
        [*COMMAND, "practice", *options, "--settings", str(settings)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = "".join(process.stdout.readline() for _ in range(3))
        [url] = re.findall(r"http://127\.0\.0\.1:\d+/api/rest", said)
        with httpx.Client(base_url=url, headers={"X-BFkey": "practice"}) as web:
            login = {"Username": "demo", "Pwd": "demo"}
            token = good(web.post("/security/session", json=login))["SessionToken"]
            web.headers["X-BF-Session-Token"] = token
            says = refused(web.post("/offers", json=PLACE), 200)
            assert says == "Importo 4,00 inferiore al minimo di punta 5,00"
            good(web.post("/offers", json=with_stake(500)))
        process.send_signal(signal.SIGINT)
        process.wait(20)
    with closing(sqlite3.connect(db)) as kept:
        [(behaviour,)] = kept.execute("select value from exchange where key = 'behaviour'")
    assert json.loads(behaviour)["forget_settled_after"] == 7


def with_stake(cents: int) -> Json:
    offer = {**BET, "importo": cents, "max_esposizione": cents}
    return {**PLACE, "puntata": cents, "offerta": [offer]}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--host", "0.0.0.0"], "--allow-remote"),  # noqa: S104
        (["--faults", __file__, "--port", "0"], "test_commands.py: Expected `object`"),
        (["--replay", __file__, "--port", "0"], "test_commands.py, line 1"),
        (["--burst", "0"], "rate limit"),
        (["--speed", "0"], "speed must be"),
        (["--interval", "nan"], "interval must be"),
        (["--regulator-delay", "-1"], "regulator_delay must not"),
        (["--forget-settled-after", "nan"], "forget_settled_after must not"),
        (["--replay", "/nowhere.jsonl"], "/nowhere.jsonl"),
        (["--settings", "/nowhere.toml", "--port", "0"], "/nowhere.toml: No such file"),
    ],
)
def test_what_cannot_be_is_a_sentence(arguments: list[str], sentence: str) -> None:
    done = run("practice", *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
