package httpwire.testing

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString

class TranscriptTest :
    FunSpec({
        test("the dump shows directions, line ends and bytes that cannot be printed") {
            val tape = Tape()
            tape.received(1, "GET / HTTP/1.1\r\nA: \"b\\\t\r\n\r\n".encodeUtf8())
            tape.sent(1, byteArrayOf(0, 0x1f, 0x7f, -1, 'a'.code.toByte()).toByteString())
            tape.event(1, "hung up")
            tape.transcript().toString() shouldBe
                """
                > GET / HTTP/1.1\r\n
                > A: \"b\\\t\r\n
                > \r\n
                < \x00\x1f\x7f\xffa
                * hung up
                """.trimIndent()
        }

        test("with several connections the dump says which is which, in the order of happening") {
            val tape = Tape()
            tape.received(1, "a".encodeUtf8())
            tape.received(2, "b".encodeUtf8())
            tape.sent(2, "c".encodeUtf8())
            tape.sent(1, "d".encodeUtf8())
            tape.transcript().toString() shouldBe
                """
                -- connection 1
                > a
                -- connection 2
                > b
                < c
                -- connection 1
                < d
                """.trimIndent()
            tape.transcript().sent() shouldBe "cd"
            tape.transcript(1).sent() shouldBe "d"
            tape.transcript(2).received() shouldBe "b"
        }

        test("long entries are cut in the dump and whole in the text") {
            val tape = Tape()
            tape.received(1, "a".repeat(5000).encodeUtf8())
            tape.transcript().toString() shouldBe "> " + "a".repeat(4096) + "… (904 more bytes)"
            tape.transcript().received().length shouldBe 5000
        }

        test("a transcript does not grow after it was taken") {
            val tape = Tape()
            val before = tape.transcript()
            tape.received(1, "a".encodeUtf8())
            before.entries() shouldBe emptyList()
        }
    })
