"""Drives CPython's http.client for the differential test of httpwire.

One case a line on standard input, one list of steps a line on standard output, both JSON; the form of both is
described in Case.kt. There is no network: every connection is a Wire. Runs on Python 3.11 and later.
"""
import collections
import contextlib
import functools
import http.client
import io
import json
import sys

END = object()
STATES = {
    ("Idle", False): "Idle",
    ("Request-started", False): "Request-started",
    ("Request-sent", False): "Request-sent",
    ("Idle", True): "Unread-response",
    ("Request-started", True): "Req-started-unread-response",
    ("Request-sent", True): "Req-sent-unread-response",
}


def latin1(data):
    return bytes(data).decode("latin-1")


class Wire:
    """A socket: keeps what is sent, gives the server's pieces one a read, times out where none is left."""

    def __init__(self, room):
        self.room = room
        self.pieces = collections.deque()
        self.is_ended = False
        self.sent = bytearray()
        self.sent_count = 0
        self.readers = 0
        self.is_closed = False

    def answer(self, answer):
        self.pieces.extend(piece.encode("latin-1") for piece in answer["pieces"] if piece)
        if answer["closes"]:
            self.pieces.append(END)
            self.is_ended = True

    def sendall(self, data):
        data = memoryview(data)
        if self.is_closed:
            raise OSError("closed")
        taken = data if self.room is None else data[: max(0, self.room - self.sent_count)]
        self.sent += taken
        self.sent_count += len(taken)
        if len(taken) < len(data):
            raise BrokenPipeError("no room")

    def setsockopt(self, *option):
        pass

    def makefile(self, mode):
        self.readers += 1
        return io.BufferedReader(Pieces(self))

    def close(self):
        self.is_closed = True

    @property
    def is_open(self):
        """A socket lives on as long as a file of it does."""
        return not self.is_closed or self.readers > 0


class Pieces(io.RawIOBase):
    def __init__(self, wire):
        self.wire = wire

    def readable(self):
        return True

    def readinto(self, sink):
        pieces = self.wire.pieces
        if not pieces:
            raise TimeoutError("timed out")
        if pieces[0] is END:
            return 0
        piece = pieces.popleft()
        count = min(len(piece), len(sink))
        sink[:count] = piece[:count]
        if count < len(piece):
            pieces.appendleft(piece[count:])
        return count

    def close(self):
        if not self.closed:
            self.wire.readers -= 1
        super().close()


def body_of(spec):
    if spec is None:
        return None
    kind, content = spec["kind"], spec["content"]
    if kind == "pieces":
        return [piece.encode("latin-1") for piece in content]
    if kind == "text":
        return content
    if kind == "reader":
        return io.StringIO(content)
    data = content.encode("latin-1")
    return data if kind == "bytes" else io.BytesIO(data)


class Run:
    def __init__(self, case):
        self.case = case
        self.answers = collections.deque(case["answers"])
        self.tunnel_answers = collections.deque(case["tunnelAnswers"])
        self.has_tunnel = False
        self.wires = []
        self.responses = []
        self.connection = None

    def steps(self):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            yield self.step(self.open, (), output)
            if self.connection is None:
                return
            for name, *arguments in self.case["calls"]:
                yield self.step(getattr(self, name), arguments, output)

    def step(self, function, arguments, output):
        sent_before = sum(wire.sent_count for wire in self.wires)
        try:
            outcome = {"value": function(*arguments)}
        except Exception as error:
            outcome = failure(error)
        if sum(wire.sent_count for wire in self.wires) > sent_before and function in (self.request, self.endheaders):
            if self.answers and not self.wires[-1].is_ended:
                self.wires[-1].answer(self.answers.popleft())
        return outcome | self.facts() | {"debug": printed(output)}

    def facts(self):
        sent = "".join(latin1(wire.sent) for wire in self.wires)
        for wire in self.wires:
            wire.sent.clear()
        connection = self.connection
        if connection is None:
            return {"sent": sent}
        held = connection._HTTPConnection__response
        return {
            "sent": sent,
            "state": STATES[connection._HTTPConnection__state, held is not None and not held.isclosed()],
            "connected": connection.sock is not None,
            "open": [index for index, wire in enumerate(self.wires) if wire.is_open],
            "finished": self.responses[-1].isclosed() if self.responses else None,
        }

    # The calls.

    def open(self):
        kind = http.client.HTTPSConnection if self.case["secure"] else http.client.HTTPConnection
        connection = kind(self.case["host"], self.case["port"], blocksize=self.case["blockSize"])
        connection.auto_open = self.case["autoOpen"]
        if self.case["version"] == 10:
            connection._http_vsn, connection._http_vsn_str = 10, "HTTP/1.0"
        connection._create_connection = self.dial
        self.connection = connection
        return [connection.host, connection.port]

    def dial(self, address, timeout, source_address):
        wire = Wire(self.case["room"])
        self.wires.append(wire)
        if self.has_tunnel and self.tunnel_answers:
            wire.answer(self.tunnel_answers.popleft())
        return wire

    def connect(self):
        self.connection.connect()

    def close(self):
        self.connection.close()

    def debug(self, level):
        self.connection.set_debuglevel(level)

    def set_tunnel(self, host, port=None, headers=None):
        self.connection.set_tunnel(host, port, headers and dict(headers))
        self.has_tunnel = True

    def proxy_headers(self):
        headers = self.connection.get_proxy_response_headers()
        return None if headers is None else list(headers.items())

    def request(self, method, target, headers, body, encode_chunked=False):
        self.connection.request(method, target, body_of(body), dict(headers), encode_chunked=encode_chunked)

    def putrequest(self, method, target, skip_host=False, skip_accept_encoding=False):
        self.connection.putrequest(method, target, skip_host, skip_accept_encoding)

    def putheader(self, name, *values):
        self.connection.putheader(name, *values)

    def endheaders(self, body=None, encode_chunked=False):
        self.connection.endheaders(body_of(body), encode_chunked=encode_chunked)

    def send(self, body):
        self.connection.send(body_of(body))

    def getresponse(self):
        response = self.connection.getresponse()
        self.responses.append(response)
        return {
            "status": response.status,
            "reason": response.reason,
            "version": response.version,
            "headers": response.getheaders(),
            "willClose": response.will_close,
        }

    def read_with(self, method, *arguments):
        return latin1(getattr(self.responses[-1], method)(*arguments)) if self.responses else None

    read = functools.partialmethod(read_with, "read")
    read1 = functools.partialmethod(read_with, "read1")
    readline = functools.partialmethod(read_with, "readline")
    peek = functools.partialmethod(read_with, "peek")

    def readinto(self, count):
        if not self.responses:
            return None
        sink = bytearray(count)
        return latin1(sink[: self.responses[-1].readinto(sink)])

    def lines(self):
        return [latin1(line) for line in self.responses[-1]] if self.responses else None

    def getheader(self, *arguments):
        return self.responses[-1].getheader(*arguments) if self.responses else None

    def close_response(self):
        if self.responses:
            self.responses[-1].close()


def failure(error):
    detail = {}
    if isinstance(error, http.client.IncompleteRead):
        detail = {"partial": latin1(error.partial), "expected": error.expected}
    elif isinstance(error, http.client.BadStatusLine):
        detail = {"line": "" if error.line == "''" else error.line.rstrip()}
    elif isinstance(error, http.client.UnknownProtocol):
        detail = {"version": error.version}
    elif type(error) in (OSError, http.client.LineTooLong, http.client.HTTPException):
        detail = {"text": str(error)}
    name = "ValueError" if isinstance(error, UnicodeError) else type(error).__name__
    return {"error": name, "detail": detail}


def printed(output):
    text = output.getvalue()
    output.seek(0)
    output.truncate()
    return text


if __name__ == "__main__":
    # A response whose connection has no socket fails in its constructor, and 3.13 complains in its destructor.
    sys.unraisablehook = lambda unraisable: None
    print(json.dumps(sys.version_info[:3]), flush=True)
    for line in sys.stdin.buffer:
        print(json.dumps(list(Run(json.loads(line)).steps())), flush=True)
