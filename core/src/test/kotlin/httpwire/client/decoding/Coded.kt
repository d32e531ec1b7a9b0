package httpwire.client.decoding

import com.github.luben.zstd.ZstdOutputStream
import httpwire.Headers
import httpwire.Request
import httpwire.call.Step
import httpwire.connection.HttpResponse
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import okio.ByteString.Companion.encodeUtf8
import okio.ForwardingSource
import okio.Source
import okio.Timeout
import java.io.OutputStream
import java.util.zip.Deflater
import java.util.zip.DeflaterOutputStream
import java.util.zip.GZIPOutputStream

internal val HELLO: ByteString = "hello, world\n".encodeUtf8()
internal val TABLE: ByteString = (0 until 400).joinToString("") { "row ${it % 7} of the table\n" }.encodeUtf8()

/** What br makes of a text; it has no encoder here. */
private val BROTLI = mapOf(
    HELLO to "0b068068656c6c6f2c20776f726c640a03",
    TABLE to "1baf1df81d09364e72bb06d28f3588d99b1cd880b179314be18e31e0dc8f" +
        "6dd409e014811195e602391e0b04232816fe720a8002",
).mapValues { it.value.decodeHex() }

/** 64 MiB of zeros. */
internal val BROTLI_BOMB: ByteString = (
    "cbffff3ff82700e2b14020f7fe8fffff7ff04f00c4611180eefd1fffffffe09f0088c30200ddfb3f" +
        "feffffc13f0110870500baf77ffcffff837f02200e0b0074effff8ffff07ff04401c1600e8defff1" +
        "ffff0ffe0980382c00d0bdffcbffff3ffc1300715800a07bff07"
    ).decodeHex()

/** A content coding, and what its stream looks like. */
internal enum class Coding(val token: String, val isChecked: Boolean, val encoder: ((OutputStream) -> OutputStream)?) {
    GZIP("gzip", true, { GZIPOutputStream(it, true) }),
    ZLIB("deflate", true, { DeflaterOutputStream(it, true) }),
    RAW_DEFLATE("deflate", false, {
        DeflaterOutputStream(it, Deflater(Deflater.DEFAULT_COMPRESSION, true), 512, true)
    }),
    BR("br", false, null),
    ZSTD("zstd", true, { ZstdOutputStream(it).setChecksum(true) }),
    ;

    fun encode(plain: ByteString): ByteString {
        val encoder = encoder ?: return BROTLI.getValue(plain)
        val coded = Buffer()
        encoder(coded.outputStream()).use { it.write(plain.toByteArray()) }
        return coded.readByteString()
    }

    /** Zeros without an end; they are coded when they are asked for. */
    fun bomb(): Source = if (encoder == null) Buffer().write(BROTLI_BOMB) else Bomb(encoder)
}

private class Bomb(encoder: (OutputStream) -> OutputStream) : Source {
    private val coded = Buffer()
    private val stream = encoder(coded.outputStream())

    override fun read(sink: Buffer, byteCount: Long): Long {
        while (coded.exhausted()) stream.write(ZEROS)
        return coded.read(sink, byteCount)
    }

    override fun timeout(): Timeout = Timeout.NONE

    override fun close() = Unit

    private companion object {
        val ZEROS = ByteArray(1 shl 16)
    }
}

/** What is under a decoded body. */
internal class Raw(body: Source, private val pieceByteCount: Long = Long.MAX_VALUE) : ForwardingSource(body) {
    var takenByteCount = 0L
    var isClosed = false

    constructor(body: ByteString, pieceByteCount: Long = Long.MAX_VALUE) : this(Buffer().write(body), pieceByteCount)

    override fun read(sink: Buffer, byteCount: Long): Long =
        super.read(sink, minOf(byteCount, pieceByteCount)).also { takenByteCount += maxOf(0, it) }

    override fun close() {
        isClosed = true
    }
}

internal val GET: Request = Request.get("http://a.test/")

/** A response of a server with this body, and a Content-Encoding for each of [lines]. */
internal fun coded(body: Source, vararg lines: String): HttpResponse {
    val headers = Headers.Builder()
    for (line in lines) headers.add("Content-Encoding", line)
    return HttpResponse.builder(200).headers(headers.build()).body(body).build()
}

/** What the layer makes of the response to [request]. */
internal fun Step.passed(response: HttpResponse, request: Request = GET): HttpResponse {
    val sent = checkNotNull(before(request).request)
    return checkNotNull(after(sent, response).response)
}

/** The layer of a client with these options, for one call. */
internal fun Decoding.newStep(): Step = Codings.of(this).newStep()

/** That response after decoding. */
internal fun decoded(body: Source, vararg lines: String, options: Decoding = Decoding.DEFAULT): HttpResponse =
    options.newStep().passed(coded(body, *lines))

internal fun decoded(body: ByteString, vararg lines: String): HttpResponse = decoded(Raw(body), *lines)
