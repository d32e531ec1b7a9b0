package httpwire.client.decoding

import httpwire.HttpException
import httpwire.HttpException.MalformedMessage
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import okio.BufferedSource
import okio.EOFException
import okio.ForwardingSource
import okio.IOException
import okio.Source

/** Leaves the bytes as they are, and counts how often it was closed. */
internal class Watching(private vararg val names: String = arrayOf("watched")) : ContentDecoder {
    var closeCount = 0

    override fun getCodings() = names.toList()

    override fun decode(coded: BufferedSource): Source = object : ForwardingSource(coded) {
        override fun close() {
            closeCount++
        }
    }
}

/** Throws what it is told to: when it begins, after a byte, and when it is closed. */
private class Failing(val atOnce: Throwable? = null, val later: Throwable? = null, val atClose: Throwable? = null) :
    ContentDecoder {
    override fun getCodings() = listOf("failing")

    override fun decode(coded: BufferedSource): Source {
        atOnce?.let { throw it }
        return object : ForwardingSource(coded) {
            override fun read(sink: Buffer, byteCount: Long): Long {
                if (later != null && coded.exhausted()) throw later
                return super.read(sink, 1)
            }

            override fun close() {
                atClose?.let { throw it }
            }
        }
    }
}

/** Takes every failure of what it reads for the end. */
private class Hiding : ContentDecoder {
    override fun getCodings() = listOf("hiding")

    override fun decode(coded: BufferedSource): Source = object : Source by coded {
        override fun read(sink: Buffer, byteCount: Long): Long =
            runCatching { coded.read(sink, byteCount) }.getOrDefault(-1)
    }
}

private val FAILURES = listOf(
    IOException("a"),
    EOFException("b"),
    IllegalStateException("c"),
    ArrayIndexOutOfBoundsException(7),
    InternalError("d"),
    UnsatisfiedLinkError("e"),
    Exception("checked, in Java"),
    AssertionError("f"),
    StackOverflowError("g"),
)

class ContentDecoderTest : FunSpec({
    test("is asked for before httpwire's own, by its first name") {
        val options = Decoding.DEFAULT.with(Watching("first", "1st")).with(Watching("second"))
        val request = checkNotNull(options.newStep().before(GET).request)
        request.headers["Accept-Encoding"] shouldBe "second, first, gzip, deflate, br, zstd"
        decoded(Raw(HELLO), "1ST", options = options).read() shouldBe HELLO
    }

    test("takes the place of httpwire's own") {
        val options = Decoding.DEFAULT.with(Watching("GZIP"))
        val request = checkNotNull(options.newStep().before(GET).request)
        request.headers["Accept-Encoding"] shouldBe "GZIP, deflate, br, zstd"
        decoded(Raw(HELLO), "gzip", options = options).read() shouldBe HELLO
    }

    context("T29: whatever it throws, the reader gets an exception of the family, and the response is closed") {
        withTests(nameFn = { it.javaClass.simpleName }, FAILURES) { failure ->
            for (decoder in listOf(Failing(atOnce = failure), Failing(later = failure))) {
                val raw = Raw(HELLO)
                val response = decoded(raw, "failing", options = Decoding.DEFAULT.with(decoder))
                val malformed = shouldThrow<MalformedMessage> { response.read() }
                malformed.cause shouldBeSameInstanceAs failure
                raw.isClosed shouldBe true
            }
        }
    }

    test("an exception of the family passes as it is") {
        val failure = HttpException.LimitExceeded("too much")
        val options = Decoding.DEFAULT.with(Failing(later = failure))
        shouldThrow<HttpException.LimitExceeded> {
            decoded(Raw(HELLO), "failing", options = options).read()
        } shouldBeSameInstanceAs
            failure
    }

    context("T30: if it fails when it is closed, what is under it is closed all the same") {
        withTests(nameFn = { it.javaClass.simpleName }, FAILURES) { failure ->
            for (isEarly in listOf(false, true)) {
                val raw = Raw(HELLO)
                val response = decoded(raw, "failing", options = Decoding.DEFAULT.with(Failing(atClose = failure)))
                if (isEarly) response.read(1) else response.read() shouldBe HELLO
                response.close()
                raw.isClosed shouldBe true
            }
        }
    }

    test("T19: a failure below it that it hides is thrown even if reading on would find the end") {
        val once = object : ForwardingSource(Buffer().writeUtf8("ab")) {
            private var hasFailed = false

            override fun read(sink: Buffer, byteCount: Long): Long {
                val read = super.read(sink, byteCount)
                if (read >= 0 || hasFailed) return read
                hasFailed = true
                throw IOException("the network")
            }
        }
        val decoded = DecodedSource(Hiding(), once, Expansion(1))
        decoded.read(Buffer(), 2) shouldBe 2
        shouldThrow<IOException> { decoded.read(Buffer(), 2) }.message shouldBe "the network"
    }

    test("T28: however much its reader wants, it is asked for one block at a time, and measured after each") {
        val asked = mutableListOf<Long>()
        val bomb = object : ContentDecoder {
            override fun getCodings() = listOf("bomb")

            override fun decode(coded: BufferedSource): Source = object : ForwardingSource(coded) {
                override fun read(sink: Buffer, byteCount: Long): Long {
                    asked += byteCount
                    sink.write(ByteArray(byteCount.toInt()))
                    return byteCount
                }
            }
        }
        val decoded = DecodedSource(bomb, Buffer().writeUtf8("a"), Expansion(1))
        val sink = Buffer()
        shouldThrow<HttpException.LimitExceeded> { while (true) decoded.read(sink, 100L shl 20) }
        asked.max() shouldBe 8_192
        // 1 MiB is free of it.
        (sink.size <= (1 shl 20) + 8_192) shouldBe true
    }

    test("T30: what is under it is closed with it, whether anything was decoded or not") {
        for (byteCount in listOf(0L, 1L)) {
            val raw = Raw(HELLO)
            val decoded = DecodedSource(Watching("a"), raw, Expansion(1))
            decoded.read(Buffer(), byteCount)
            decoded.close()
            raw.isClosed shouldBe true
        }
    }

    context("T19, T29: a failure below it is thrown as it is, also if it hides or wraps that") {
        withTests(
            nameFn = { it.key.javaClass.simpleName },
            mapOf(
                Watching("a") to HELLO,
                Hiding() to HELLO,
                BrotliDecoder() to Coding.BR.encode(HELLO),
                ZstdDecoder(1 shl 23) to Coding.ZSTD.encode(HELLO),
                GzipDecoder() to Coding.GZIP.encode(HELLO),
                DeflateDecoder() to Coding.ZLIB.encode(HELLO),
            ).entries,
        ) { (decoder, body) ->
            val failure = IOException("the network")
            val broken = object : ForwardingSource(Buffer().write(body, 0, 1)) {
                private var hasFailed = false

                // Once: a body that was cut must not look whole to whoever reads on.
                override fun read(sink: Buffer, byteCount: Long): Long {
                    val read = super.read(sink, byteCount)
                    if (read >= 0 || hasFailed) return read
                    hasFailed = true
                    throw failure
                }
            }
            val response = decoded(broken, decoder.codings[0], options = Decoding.DEFAULT.with(decoder))
            shouldThrow<IOException> { response.read() } shouldBeSameInstanceAs failure
        }
    }

    context("closed early, httpwire's own free what they hold") {
        withTests(listOf(Coding.GZIP, Coding.ZLIB, Coding.RAW_DEFLATE)) { coding ->
            val decoder = if (coding == Coding.GZIP) GzipDecoder() else DeflateDecoder()
            val source = decoder.decode(Buffer().write(coding.encode(TABLE)))
            source.read(Buffer(), 1) shouldBe 1
            source.close()
            // What an Inflater throws after end() depends on the JDK.
            shouldThrow<RuntimeException> { source.read(Buffer(), 1) }
        }
    }
})
