package httpwire.connection

import httpwire.HttpException
import httpwire.testing.Script
import httpwire.trace.ByteListener
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.exists
import kotlin.io.path.fileSize
import kotlin.io.path.readText
import kotlin.io.path.writeText

private fun script(answer: String) = Script.start().expectHead().reply(answer)

private fun HttpConnection.got(): HttpResponse {
    request("GET", "/")
    return readResponse()
}

class SaveToTest :
    FunSpec({
        test("a body takes the place of what was in the file; one that is empty leaves it empty") {
            val file = createTempFile()
            for (answer in listOf(ok("new"), ok("Transfer-Encoding: chunked\r\n", "3\r\nnew\r\n0\r\n\r\n"), ok(""))) {
                file.writeText("older and longer")
                played(script(answer).expectEnd()) {
                    val expected = if (answer == ok("")) "" else "new"
                    it.got().saveTo(file) shouldBe expected.length
                    file.readText() shouldBe expected
                }
            }
            file.deleteExisting()
            played(script(ok("")).expectEnd()) { it.got().saveTo(file) shouldBe 0 }
            file.exists() shouldBe true
            file.deleteExisting()
        }

        test("a file holds what came before a failure, whatever framing broke") {
            val many = "b".repeat(200_000)
            val cut = mapOf(
                ok("Content-Length: 900000\r\n", many) to many,
                ok("Transfer-Encoding: chunked\r\n", "5\r\nfirst\r\n30d40\r\n$many") to "first$many",
                ok("Transfer-Encoding: chunked\r\n", "5\r\nfirst\r\nzz\r\n") to "first",
            )
            for ((answer, expected) in cut) {
                val file = createTempFile().apply { writeText("older") }
                played(script(answer).hangUp()) { shouldThrow<HttpException> { it.got().saveTo(file) } }
                (file.readText() == expected) shouldBe true
                file.fileSize() shouldBe expected.length
                file.deleteExisting()
            }
        }

        test("what was peeked at is saved too, and a listener sees each byte once") {
            val file = createTempFile()
            val shown = StringBuilder()
            val listener =
                object : ByteListener {
                    override fun bodyBytesReceived(moment: Moment, piece: ByteString) {
                        shown.append(piece.utf8())
                    }
                }
            played(script(ok("0123456789")).expectEnd(), { listener(listener) }) {
                val response = it.got()
                response.peek(4).utf8() shouldBe "0123"
                response.saveTo(file) shouldBe 10
                file.readText() shouldBe "0123456789"
                shown.toString() shouldBe "0123456789"
            }
            file.deleteExisting()
        }

        test("read() of a small body: a cut has the bytes before it, a listener sees them, a peek takes none") {
            for (body in listOf("0123456789", "")) {
                val shown = StringBuilder()
                val listener =
                    object : ByteListener {
                        override fun bodyBytesReceived(moment: Moment, piece: ByteString) {
                            shown.append(piece.utf8())
                        }
                    }
                played(script(ok("Content-Length: 20\r\n", body)).hangUp(), { listener(listener) }) {
                    val cut = shouldThrow<HttpException.IncompleteRead> { it.got().read() }
                    cut.partial.utf8() shouldBe body
                    cut.expected shouldBe 20 - body.length
                    shown.toString() shouldBe body
                }
            }
            played(script(ok("0123456789")).expectEnd()) {
                val response = it.got()
                response.peek(4).utf8() shouldBe "0123"
                response.read(2).utf8() shouldBe "01"
                response.read().utf8() shouldBe "23456789"
                response.read().size shouldBe 0
            }
        }
    })
