package httpwire.examples.command

import httpwire.Headers
import httpwire.examples.tour.LocalInternet
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import java.net.InetAddress
import java.net.ServerSocket

private const val REQUEST = """
> POST /x HTTP/1.1\r\n
> Host: PEER\r\n
> Accept-Encoding: identity\r\n
> Content-Length: 5\r\n
> Authorization: [hidden]\r\n
> cookie: [hidden]\r\n
> A: b\r\n
> Content-Type: application/x-www-form-urlencoded\r\n
> Connection: close\r\n
> \r\n
"""

/** Runs the command with --verbose against a script, and gives its trace with PEER for the address. */
private fun trace(script: Script, vararg arguments: String): String = ScriptedPeer.listening(script).use {
    val run = httpwire("--verbose", "-d", "hello", *arguments, "http://${it.address()}/x")
    run.err.replace(it.address(), "PEER")
}

class VerboseTest : FunSpec({
    val secrets = arrayOf("-H", "Authorization: Bearer s3cret", "-H", "cookie: id=s3cret", "-H", "A: b")

    test("each moment in order, heads byte by byte, bodies counted, secrets hidden") {
        val reply = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
            "HTTP/1.1 200 OK\r\nSet-Cookie: id=s3cret\r\nB: \u00E9\t\r\nContent-Length: 3\r\n\r\nyes"
        trace(Script.start().expectHead().expectBytes(5).reply(reply).expectEnd(), *secrets) shouldBe """
            * connecting to PEER
            * connected, PEER
            ${REQUEST.trim()}
            > [5 bytes of body, pieces: 1]
            < HTTP/1.1 103 Early Hints\r\n
            < Link: </a>\r\n
            < \r\n
            * interim answer, the final one follows
            < HTTP/1.1 200 OK\r\n
            < Set-Cookie: [hidden]\r\n
            < B: \xe9\r\n
            < Content-Length: 3\r\n
            < \r\n
            < [3 bytes of body, pieces: 1]
            * the response is complete
            * closed: the request said Connection: close
        """.trimIndentEach()
    }

    test("secret parameters are hidden in the target and in the fields that have URLs") {
        val reply = "HTTP/1.1 302 Found\r\nLocation: /y?a=b&X-Amz-Signature=s3cret#access_token=s3cret\r\n" +
            "Content-Location: /y?b;KEY=s3cret\r\nVia: /y?token=shown\r\nContent-Length: 0\r\n\r\n"
        val peer = Script.start().expect(
            "GET /x?a=b%26&api_key=s3cret&session-id=s3cret&pin=s3cret&token= HTTP/1.1\r\n",
        )
        ScriptedPeer.listening(peer.expectHead().reply(reply).expectEnd()).use {
            val url = "http://${it.address()}/x?a=b%26&api_key=s3cret&session-id=s3cret&pin=s3cret&token="
            val trace = httpwire("--verbose", "-H", "Referer: /z?password=s3cret", url).err
            trace shouldContain
                "> GET /x?a=b%26&api_key=[hidden]&session-id=[hidden]&pin=[hidden]&token= HTTP/1.1\\r\\n\n"
            trace shouldContain "> Referer: /z?password=[hidden]\\r\\n\n"
            trace shouldContain "< Location: /y?a=b&X-Amz-Signature=[hidden]#access_token=[hidden]\\r\\n\n"
            trace shouldContain "< Content-Location: /y?b;KEY=[hidden]\\r\\n\n"
            trace shouldContain "< Via: /y?token=shown\\r\\n\n"
            trace shouldNotContain "s3cret"
        }
    }

    test("each field is hidden that the library calls a secret") {
        val fields = listOf("Authorization", "X-Api-Key", "X-Auth-Token", "Accept", "X-Session-Id")
        val trace = trace(
            Script.start().expectHead().expectBytes(5).reply("HTTP/1.1 204 No Content\r\n\r\n").expectEnd(),
            *fields.flatMap { listOf("-H", "$it: value") }.toTypedArray(),
        )
        for (name in fields) {
            trace shouldContain "> $name: ${if (Headers.isSecret(name)) "[hidden]" else "value"}\\r\\n"
        }
    }

    test("an answer that breaks off") {
        val reply = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nyes"
        val trace = trace(Script.start().expectHead().expectBytes(5).reply(reply).shutdownOutput().expectEnd())
        trace shouldContain "< [3 bytes of body, pieces: 1]\n* the response broke off\n* closed: "
        trace shouldContain "httpwire: IncompleteRead("
    }

    test("control characters in a head do not reach the terminal") {
        val reply = "HTTP/1.1 200 \u001B[2J\r\nContent-Length: 0\r\n\r\n"
        val trace = trace(Script.start().expectHead().expectBytes(5).reply(reply).expectEnd())
        trace shouldContain "< HTTP/1.1 200 \\x1b[2J\\r\\n"
        trace shouldNotContain "\u001B"
    }

    test("a tunnel: its CONNECT and the proxy's answer come before the request") {
        LocalInternet().use { internet ->
            val run = httpwire(
                "--verbose",
                "--insecure",
                "--tunnel",
                internet.proxyAddress,
                "--tunnel-header",
                "Proxy-Authorization: Basic s3cret",
                "https://${internet.httpsAddress}/",
            )
            val moments = run.errLines.filter {
                it[0] == '*' || " HTTP/1.1" in it || "HTTP/1.1 " in it || "Proxy-" in it
            }
            val proxy = internet.proxyAddress
            moments.map { it.replace(Regex("(?<=^\\* connected|, TLSv1.3), .*"), "") } shouldBe listOf(
                "* connecting to $proxy",
                "* localhost is at 127.0.0.1, 0:0:0:0:0:0:0:1",
                "> CONNECT ${internet.httpsAddress} HTTP/1.1\\r\\n",
                "> Proxy-Authorization: [hidden]\\r\\n",
                "< HTTP/1.1 200 Connection established\\r\\n",
                "< Proxy-Agent: tour/1.0\\r\\n",
                "* the tunnel is open",
                "* the server is ${internet.httpsAddress.substringBefore(':')}, TLSv1.3",
                "* connected",
                "> GET / HTTP/1.1\\r\\n",
                "< HTTP/1.1 200 OK\\r\\n",
                "* the response is complete",
                "* closed: the request said Connection: close",
            )
        }
    }

    test("a name that is looked up, and an address that refuses") {
        val port = ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { it.localPort }
        val lines = httpwire("--verbose", "http://localhost:$port/").errLines
        lines[1] shouldBe "* localhost is at 127.0.0.1, 0:0:0:0:0:0:0:1"
        lines[2] shouldBe "* not connected, 127.0.0.1:$port: Connection refused"
    }

    test("a trace changes nothing on standard output") {
        LocalInternet().use {
            val url = "http://${it.httpAddress}/"
            httpwire("--verbose", url).out shouldBe httpwire(url).out
        }
    }
})

/** As trimIndent, but each line by itself: what was put into the text brought its own. */
private fun String.trimIndentEach() = lines().drop(1).joinToString("\n") { it.trimStart() }
