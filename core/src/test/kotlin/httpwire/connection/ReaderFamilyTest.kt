package httpwire.connection

import httpwire.HttpException
import httpwire.state.ConnectionState
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8

private const val TEXT = "one\ntwo\n\nthree"

private data class Framed(val name: String, val response: String, val isKept: Boolean = true)

private fun chunked(vararg chunks: String) =
    chunks.joinToString("") { "${it.length.toString(16)}\r\n$it\r\n" } + "0\r\n\r\n"

private val FRAMINGS =
    listOf(
        Framed("Content-Length", ok(TEXT)),
        Framed("one chunk", ok("Transfer-Encoding: chunked\r\n", chunked(TEXT))),
        Framed(
            "chunks cut inside lines",
            ok("Transfer-Encoding: chunked\r\n", chunked("on", "e\nt", "wo\n\nthr", "ee")),
        ),
        Framed(
            "chunks of one byte",
            ok(
                "Transfer-Encoding: chunked\r\n",
                chunked(
                    *TEXT.map {
                        it.toString()
                    }.toTypedArray(),
                ),
            ),
        ),
        Framed("until close", ok("", TEXT), isKept = false),
        Framed("length and close", ok("Connection: close\r\nContent-Length: ${TEXT.length}\r\n", TEXT), isKept = false),
    )

private val READERS =
    mapOf<String, HttpResponse.() -> String>(
        "read()" to { read().utf8() },
        "read(-1)" to { read(-1).utf8() },
        "read(3) over and over" to
            {
                generateSequence {
                    read(3).takeIf { it.size > 0 }?.also { check(it.size <= 3) }
                }.joinToString("") { it.utf8() }
            },
        "read1()" to { generateSequence { read1().takeIf { it.size > 0 } }.joinToString("") { it.utf8() } },
        "read1(2)" to { generateSequence { read1(2).takeIf { it.size > 0 } }.joinToString("") { it.utf8() } },
        "readInto" to {
            val block = ByteArray(5)
            generateSequence { readInto(block).takeIf { it >= 0 }?.let { String(block, 0, it) } }.joinToString("")
        },
        "readLine()" to { generateSequence { readLine().takeIf { it.size > 0 } }.joinToString("") { it.utf8() } },
        "readLine(2)" to
            {
                generateSequence {
                    readLine(2).takeIf { it.size > 0 }?.also { check(it.size <= 2) }
                }.joinToString("") { it.utf8() }
            },
        "lines()" to { lines().joinToString("") { it.utf8() } },
        "source()" to { source().readUtf8() },
        "text()" to { text() },
        "peek, then read" to {
            generateSequence {
                val shown = peek(4)
                read(4).also { check(it.startsWith(shown) && (shown.size > 0 || it.size == 0)) }.takeIf { it.size > 0 }
            }.joinToString("") { it.utf8() }
        },
        "readLine, read1, source" to { readLine().utf8() + read1(1).utf8() + source().readUtf8() },
    )

private fun respond(response: String, pieceByteCount: Long = Long.MAX_VALUE): Pair<HttpConnection, HttpResponse> {
    val connection = connectionOver(Wire(response, pieceByteCount))
    connection.request("GET", "/")
    return connection to connection.readResponse()
}

class ReaderFamilyTest :
    FunSpec({
        FRAMINGS.forEach { framed ->
            context(framed.name) {
                withTests(nameFn = { it }, READERS.keys) { name ->
                    for (pieceByteCount in listOf(1, 2, 7, Long.MAX_VALUE)) {
                        val (connection, response) = respond(framed.response, pieceByteCount)
                        response.willClose() shouldBe !framed.isKept
                        READERS.getValue(name)(response) shouldBe TEXT
                        response.read().size shouldBe 0
                        response.isClosed shouldBe true
                        connection.state shouldBe ConnectionState.IDLE
                        (connection.transport != null) shouldBe framed.isKept
                    }
                }
            }
        }

        context(
            "T19, F13, F14, P21: cut at any byte of the body, every way to read throws IncompleteRead with what it had",
        ) {
            FRAMINGS.filter { it.name != "until close" }.forEach { framed ->
                withTests(nameFn = { "$it: ${framed.name}" }, READERS.keys) { name ->
                    val bodyAt = framed.response.indexOf("\r\n\r\n") + 4
                    for (end in bodyAt until framed.response.length) {
                        val (connection, response) = respond(framed.response.take(end))
                        val thrown = shouldThrow<Exception> { READERS.getValue(name)(response) }
                        val cause = if (thrown is java.io.UncheckedIOException) thrown.cause else thrown
                        (cause is HttpException.IncompleteRead) shouldBe true
                        connection.state shouldBe ConnectionState.IDLE
                        connection.transport shouldBe null
                    }
                }
            }
        }

        test("IncompleteRead has the bytes of its call, what came in all and what is missing") {
            val (_, response) = respond(ok("Content-Length: 10\r\n", "0123456"))
            response.read(2).utf8() shouldBe "01"
            val cut = shouldThrow<HttpException.IncompleteRead> { response.read() }
            cut.partial.utf8() shouldBe "23456"
            cut.expected shouldBe 3
            cut.message shouldBe "IncompleteRead(7 bytes read, 3 more expected)"
            cut.circumstances!!.bytesReceived shouldBe ok("Content-Length: 10\r\n", "0123456").length
        }

        test("in chunks the partial bytes are all that came, the broken chunk's too") {
            val (_, response) = respond(ok("Transfer-Encoding: chunked\r\n", "2\r\nab\r\n5\r\ncd"))
            val cut = shouldThrow<HttpException.IncompleteRead> { response.read() }
            cut.partial.utf8() shouldBe "abcd"
            cut.expected shouldBe -1
        }

        test("what is held ahead still counts as unread") {
            val (connection, response) = respond(ok("a\nb\n"))
            response.readLine().utf8() shouldBe "a\n"
            connection.state shouldBe ConnectionState.UNREAD_RESPONSE
            response.peek(10).utf8() shouldBe "b\n"
            connection.state shouldBe ConnectionState.UNREAD_RESPONSE
            response.readLine().utf8() shouldBe "b\n"
            connection.state shouldBe ConnectionState.IDLE
        }

        test("C4: a sized read of the last byte lets the connection go") {
            val (connection, response) = respond(ok("abc"))
            response.read(2)
            connection.state shouldBe ConnectionState.UNREAD_RESPONSE
            response.read(1)
            connection.state shouldBe ConnectionState.IDLE
        }

        context("P16: no body, whatever the fields say") {
            withTests(
                nameFn = { "${it.first} ${it.second}" },
                listOf("HEAD" to "200 OK", "GET" to "204 No Content", "GET" to "304 Not Modified"),
            ) { (method, status) ->
                val connection = connectionOver(Wire("HTTP/1.1 $status\r\nContent-Length: 5\r\n\r\n"))
                connection.request(method, "/")
                val response = connection.readResponse()
                response.read().size shouldBe 0
                response.isClosed shouldBe true
                connection.state shouldBe ConnectionState.IDLE
                (connection.transport == null) shouldBe false
            }
        }

        test("a body over the bound is not lost") {
            val connection =
                connectionOver(Wire(ok("x".repeat(100)))) {
                    limits(httpwire.Limits.DEFAULT.withMaxBufferedBodyBytes(99))
                }
            connection.request("GET", "/")
            val response = connection.readResponse()
            shouldThrow<HttpException.LimitExceeded> { response.read() }.message shouldBe
                "the body is longer than 99 bytes: read it through source()"
            response.source().readUtf8() shouldBe "x".repeat(100)
            connection.state shouldBe ConnectionState.IDLE
        }

        test("closing half-way closes the connection, and reads give nothing") {
            val (connection, response) = respond(ok("abcdef"))
            response.read(2)
            response.close()
            response.read().size shouldBe 0
            response.readInto(ByteArray(1)) shouldBe -1
            connection.transport shouldBe null
            connection.closeReasons shouldBe setOf(httpwire.CloseReason.BODY_ABANDONED)
        }

        test("P26: trailers are kept apart") {
            val (_, response) = respond(
                ok("Transfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\nA: b\r\nContent-Length: 7\r\n\r\n"),
            )
            response.trailers.size() shouldBe 0
            response.read().utf8() shouldBe "a"
            response.trailers.toList().map { it.key to it.value } shouldBe listOf("A" to "b", "Content-Length" to "7")
            response.headers.contains("A") shouldBe false
        }

        test("peek never waits for or shows bytes after the body") {
            val (_, response) = respond(ok("Content-Length: 1\r\n", "aHTTP/1.1 200"))
            response.peek(100) shouldBe "a".encodeUtf8()
        }
    })
