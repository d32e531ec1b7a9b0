package httpwire.client.cache

import httpwire.connection.HttpResponse
import io.kotest.assertions.throwables.shouldThrowAny
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ForwardingSource
import java.io.IOException

/** What happens to the copy of a body; no piece is wanted after [mostPieces]. */
private class CopyEvents(private val mostPieces: Int = Int.MAX_VALUE) : StoringSource.Copy {
    val list = mutableListOf<String>()

    override fun write(bytes: Buffer): Boolean {
        list += bytes.readUtf8()
        return list.size <= mostPieces
    }

    override fun complete() {
        list += "complete"
    }

    override fun abandon() {
        list += "abandon"
    }

    fun of(text: String) = StoringSource(HttpResponse.builder(200).body(Buffer().writeUtf8(text)).build(), this)
}

class StoringSourceTest : FunSpec({
    test("the copy gets each piece as the reader does, and is complete once") {
        val events = CopyEvents()
        val source = events.of("abcdef")
        val read = Buffer().writeUtf8("before ")
        source.read(read, 0) shouldBe 0
        source.read(read, 2) shouldBe 2
        source.read(read, 3) shouldBe 3
        events.list shouldContainExactly listOf("ab", "cde")
        while (source.read(read, 100) >= 0) Unit
        source.read(read, 1) shouldBe -1
        source.close()
        read.readUtf8() shouldBe "before abcdef"
        events.list shouldContainExactly listOf("ab", "cde", "f", "complete")
    }

    test("a body that is closed before its end is abandoned, once") {
        val events = CopyEvents()
        events.of("abcdef").use { it.read(Buffer(), 2) }
        events.list shouldContainExactly listOf("ab", "abandon")
    }

    test("when no more is wanted the reader reads on, and the copy is abandoned, once") {
        val events = CopyEvents(mostPieces = 0)
        val read = Buffer()
        events.of("abcdef").use { source ->
            source.read(read, 2) shouldBe 2
            while (source.read(read, 100) >= 0) Unit
        }
        read.readUtf8() shouldBe "abcdef"
        events.list shouldContainExactly listOf("ab", "abandon")
    }

    fun received(framing: String, body: String) =
        HttpResponse.parse(Buffer().writeUtf8("HTTP/1.1 200 OK\r\n$framing\r\n\r\n$body"), "GET")

    test("a body whose length is known is complete when its last byte was read, and no other before its end") {
        for (first in 1L..4L) {
            val events = CopyEvents()
            val source = StoringSource(received("Content-Length: 5", "first"), events)
            source.read(Buffer(), first) shouldBe first
            events.list shouldContainExactly listOf("first".take(first.toInt()))
            source.read(Buffer(), 5 - first) shouldBe 5 - first
            events.list.drop(1) shouldContainExactly listOf("first".drop(first.toInt()), "complete")
        }
        val events = CopyEvents()
        val source = StoringSource(received("Transfer-Encoding: chunked", "5\r\nfirst\r\n0\r\n\r\n"), events)
        source.read(Buffer(), 5) shouldBe 5
        events.list shouldContainExactly listOf("first")
        source.read(Buffer(), 1) shouldBe -1
        events.list shouldContainExactly listOf("first", "complete")
    }

    test("T48: a body that is taken away while it is copied is not complete") {
        val response = received("Content-Length: 9", "first")
        val events = CopyEvents()
        val copy = object : StoringSource.Copy by events {
            override fun write(bytes: Buffer): Boolean = events.write(bytes).also { response.close() }
        }
        StoringSource(response, copy).read(Buffer(), 9) shouldBe 5
        events.list shouldContainExactly listOf("first", "abandon")
    }

    for (failure in listOf(IOException("x"), IllegalStateException("x"), AssertionError("x"))) {
        test("a read that fails with ${failure::class.simpleName} ends the copy, once, before anybody closes") {
            val events = mutableListOf<String>()
            val copy = object : StoringSource.Copy {
                override fun write(bytes: Buffer): Boolean = events.add(bytes.readUtf8())

                override fun complete() {
                    events += "complete"
                }

                override fun abandon() {
                    events += "abandon"
                }
            }
            val body = object : ForwardingSource(Buffer().writeUtf8("first")) {
                override fun read(sink: Buffer, byteCount: Long): Long =
                    if (events.isEmpty()) super.read(sink, byteCount) else throw failure
            }
            val source = StoringSource(HttpResponse.builder(200).body(body).build(), copy)
            source.read(Buffer(), 100)
            shouldThrowAny { source.read(Buffer(), 100) }
            events shouldContainExactly listOf("first", "abandon")
            shouldThrowAny { source.read(Buffer(), 100) }
            source.close()
            events shouldContainExactly listOf("first", "abandon")
        }
    }
})
