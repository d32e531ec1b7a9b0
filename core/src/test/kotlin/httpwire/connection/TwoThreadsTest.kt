package httpwire.connection

import httpwire.HttpException
import httpwire.HttpException.ImproperConnectionState
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Running
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import okio.ByteString.Companion.encodeUtf8
import java.util.concurrent.CountDownLatch

private val CALLS: Map<String, HttpConnection.() -> Any> = mapOf(
    "request" to { request("GET", "/") },
    "exchange" to { exchange("GET", "/", httpwire.Headers.EMPTY, null) },
    "putRequest" to { putRequest("GET", "/") },
    "putHeader" to { putHeader("A", "b") },
    "endHeaders" to { endHeaders() },
    "send" to { send("x".encodeUtf8()) },
    "readResponse" to { readResponse() },
    "connect" to { connect() },
)

class TwoThreadsTest : FunSpec({
    withTests(nameFn = {
        "$it while another thread reads is refused, says so and changes nothing"
    }, CALLS.keys) { name ->
        val refused = CountDownLatch(1)
        val script = Script.start().expectHead().waitFor(refused).reply(ok("hi"))
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                connection.request("GET", "/")
                val reading = Running { connection.readResponse().text() }
                reading.awaitStuck("readFinalHead")
                val refusal = shouldThrow<ImproperConnectionState> { CALLS.getValue(name)(connection) }
                refusal.message!! shouldContain "one thread at a time"
                refusal.message!! shouldContain "the caller of a test"
                refused.countDown()
                reading.outcome().getOrThrow() shouldBe "hi"
            }
        }
    }

    test("a response that another thread reads refuses a second reader") {
        val refused = CountDownLatch(1)
        val script = Script.start().expectHead().reply(ok("Content-Length: 4\r\n", "ab")).waitFor(refused).reply("cd")
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                connection.request("GET", "/")
                val response = connection.readResponse()
                val reading = Running { response.text() }
                reading.awaitStuck("readAll")
                shouldThrow<ImproperConnectionState> { response.read() }.message!! shouldContain "one thread at a time"
                refused.countDown()
                reading.outcome().getOrThrow() shouldBe "abcd"
            }
        }
    }

    for ((name, close) in mapOf<String, (HttpConnection, HttpResponse) -> Unit>(
        "connection" to { connection, _ -> connection.close() },
        "response" to { _, response -> response.close() },
    )) {
        test("closing the $name under another thread's read ends that read, and then everything") {
            val half = ok("Content-Length: 4\r\n", "ab")
            ScriptedPeer.listening(
                Script.start().expectHead().reply(half).expectEnd(),
                Script.start().expectHead().reply(ok("hi")),
            ).use { peer ->
                connectionTo(peer).use { connection ->
                    connection.request("GET", "/")
                    val response = connection.readResponse()
                    val reading = Running { response.text() }
                    reading.awaitStuck("readAll")
                    close(connection, response)
                    reading.failure().shouldBeInstanceOf<HttpException.Cancelled>()
                    connection.state shouldBe ConnectionState.IDLE
                    connection.request("GET", "/")
                    connection.readResponse().text() shouldBe "hi"
                }
            }
        }
    }

    test("a detached response and its connection may be used by two threads") {
        val first = ok("", "one")
        val release = CountDownLatch(1)
        ScriptedPeer.listening(
            Script.start().expectHead().reply(first).waitFor(release).hangUp(),
            Script.start().expectHead().reply(ok("two")),
        ).use { peer ->
            connectionTo(peer).use { connection ->
                connection.request("GET", "/")
                val response = connection.readResponse()
                val reading = Running { response.text() }
                reading.awaitStuck("readAll")
                connection.request("GET", "/")
                connection.readResponse().text() shouldBe "two"
                connection.cancel()
                release.countDown()
                reading.outcome().getOrThrow() shouldBe "one"
            }
        }
    }

    test("a late cancel of a response does not cut the next exchange") {
        repeat(300) {
            val wire = Wire(ok("one"))
            val connection = connectionOver(wire)
            connection.request("GET", "/")
            val response = connection.readResponse()
            val cancelling = Running { response.cancel() }
            val text = runCatching { response.text() }
            cancelling.outcome().getOrThrow()
            if (text.isSuccess && connection.transport != null) {
                wire.isClosed shouldBe false
                response.cancel()
                wire.isClosed shouldBe false
            } else {
                connection.state shouldBe ConnectionState.IDLE
                connection.transport shouldBe null
            }
        }
    }
})
