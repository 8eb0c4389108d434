"""The load generator wrk, and a server that always gives the same answer."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from tests.support.programs import running

READERS, SECONDS = 20, 4
CONSTANT = """
import sys
import uvicorn
length = sys.stdin.buffer.readline()
answer = sys.stdin.buffer.read(int(length))
async def app(scope, receive, send):
    while (await receive())["more_body"]:
        pass
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})
class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        print(self.servers[0].sockets[0].getsockname()[1], flush=True)
Server(
    uvicorn.Config(app, port=0, http="httptools", lifespan="off", log_config=None, access_log=False)
).run()
"""
SCRIPT = """
local requests, threads, number = {}, {}, 0
for line in io.lines(os.getenv("WRK_REQUESTS")) do
  local method, path, body = line:match("^(%%S+) (%%S+) ?(.*)$")
  requests[#requests + 1] = wrk.format(method, path, %s, body)
end
function setup(thread) threads[#threads + 1] = thread end
function init(args) refused = 0 end
function request()
  number = number %% #requests + 1
  return requests[number]
end
function response(status, headers, body)
  if status ~= 200 or not body:find('"esito":1024', 1, true) then refused = refused + 1 end
end
function done(summary)
  for _, thread in ipairs(threads) do io.write("refused: " .. thread:get("refused") .. "\\n") end
end
"""


class Load(NamedTuple):
    """What is asked, in turn by every reader: (method, path, body)."""

    requests: list[tuple[str, str, bytes]]
    headers: dict[str, str]


def rate(root: str, load: Load, folder: Path) -> float:
    """Requests a second with 20 readers, all of them granted. Its tests are marked `wrk`."""
    lines = [b"%s %s %s" % (m.encode(), p.encode(), body) for m, p, body in load.requests]
    asked, script = folder / "requests.txt", folder / "load.lua"
    asked.write_bytes(b"\n".join(lines) + b"\n")
    headers = ", ".join(f'["{name}"] = "{value}"' for name, value in load.headers.items())
    script.write_text(SCRIPT % f"{{{headers}}}", encoding="ascii")
    command = ["wrk", "-t1", f"-c{READERS}", f"-d{SECONDS}", "-s", str(script), root]
    told = subprocess.run(
        command, env={"WRK_REQUESTS": str(asked)}, capture_output=True, text=True, check=True
    ).stdout
    [refused], [found] = (
        re.findall(rf"{name}: +([\d.]+)", told) for name in ("refused", "Requests/sec")
    )
    assert (int(refused), "Socket errors" in told) == (0, False), told
    return float(found)


def alone(load: Load, answer: bytes, folder: Path) -> float:
    """Requests a second of the HTTP server that only ever gives this answer."""
    with constant(answer) as root:
        return rate(root, load, folder)


@contextmanager
def constant(answer: bytes) -> Iterator[str]:
    """The root of the HTTP server alone: it reads the request and gives this answer."""
    assert b'"esito":1024' in answer
    with running(
        [sys.executable, "-c", CONSTANT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"%d\n%s" % (len(answer), answer))
        process.stdin.flush()
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"


def session_of(answer: bytes) -> str:
    return str(msgspec.json.decode(answer)["SessionToken"])
