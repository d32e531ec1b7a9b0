package httpwire.fuzz

import httpwire.ContentDisposition
import httpwire.ContentRange
import httpwire.DigestField
import httpwire.Headers
import httpwire.HttpDate
import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Link
import httpwire.ProblemDetails
import httpwire.RetryAfter
import httpwire.auth.Challenge
import httpwire.auth.Credentials
import httpwire.body.form.FormBody
import httpwire.body.multipart.MultipartReader
import httpwire.client.HttpClient
import httpwire.client.cache.Cache
import httpwire.client.cache.readEntry
import httpwire.client.cookies.Cookie
import httpwire.client.cookies.CookieJar
import httpwire.client.cookies.CookiesTxt
import httpwire.client.cookies.PublicSuffixes
import httpwire.client.hsts.HstsStore
import httpwire.connection.HttpResponse
import httpwire.connection.Wire
import httpwire.connection.connectionOver
import httpwire.split.requireAlike
import httpwire.sse.ServerSentEventReader
import httpwire.testing.Recording
import httpwire.transport.Transport
import okio.Buffer
import okio.BufferedSource
import okio.ByteString
import okio.ByteString.Companion.toByteString
import okio.ForwardingSource
import okio.buffer
import java.io.IOException
import java.time.Instant

private val CODINGS = listOf("gzip", "deflate", "br", "zstd", "gzip, gzip")

/**
 * What a fuzzer calls with any bytes, by name. Each reads what a peer, a file or a user could give, and throws only if
 * something is wrong with httpwire.
 */
internal val TARGETS: Map<String, (ByteArray) -> Unit> = mapOf(
    "response" to ::anyResponse,
    "fields" to { data -> split(data) { runCatchingTyped { HttpResponse.parseHeaders(it).toString() } } },
    "client" to ::wholeClient,
    "tunnel" to { data -> typed { tunnel(data) } },
    "coding" to ::coding,
    "challenge" to { data -> Challenge.parse(latin(data)).toString() },
    "url" to ::url,
    "cookie" to ::cookie,
    "cookies.txt" to ::cookiesTxt,
    "hsts" to { data -> HstsStore.inMemory().run { note("a.test", latin(data)).also { list() } } },
    "suffixes" to { data -> onlyIo { PublicSuffixes.read(Buffer().write(data)).isPublicSuffix("b.a.test") } },
    "cache" to { data -> readEntry(data.toByteString()) },
    "events" to ::events,
    "multipart" to ::multipart,
    "form" to { data -> FormBody.parse(data.toByteString()).toString() },
    "link" to { data -> Link.parse(latin(data)).forEach { it.toString() } },
    "disposition" to { data -> ContentDisposition.parse(latin(data))?.run { toString() + safeFilename() } },
    "digest" to { data -> DigestField.parse(latin(data))?.toString() },
    "dates" to { data -> dates(latin(data)) },
    "problem" to { data -> ProblemDetails.parse(data.toByteString())?.toString() },
    "template" to { data -> template(latin(data)) },
    "recording" to ::recording,
    "reference" to ::reference,
)

private val METHODS = listOf("GET", "HEAD", "CONNECT")

/** What httpwire and the second parser make of the bytes is the same. */
private fun reference(data: ByteArray) {
    if (data.isEmpty()) return
    requireAlike(latin(data).drop(1), METHODS[Math.floorMod(data[0].toInt(), METHODS.size)])
}

private fun latin(data: ByteArray) = String(data, Charsets.ISO_8859_1)

private inline fun typed(block: () -> Unit) = try {
    block()
} catch (e: HttpException) {
    requireWords(e)
}

private inline fun onlyIo(block: () -> Unit) = try {
    block()
} catch (e: IOException) {
    requireWords(e)
}

private inline fun argument(block: () -> Unit) = try {
    block()
} catch (e: IllegalArgumentException) {
    requireWords(e)
}

private fun requireWords(failure: Throwable) = check(!failure.message.isNullOrBlank()) {
    "a failure without words: $failure"
}

private inline fun runCatchingTyped(block: () -> String): String = try {
    block()
} catch (e: HttpException) {
    requireWords(e)
    e.toString()
}

/** Reads [data] as a whole and byte by byte, which must be the same. */
private fun split(data: ByteArray, read: (BufferedSource) -> String) {
    val whole = read(Buffer().write(data))
    val bytes = object : ForwardingSource(Buffer().write(data)) {
        override fun read(sink: Buffer, byteCount: Long) = super.read(sink, minOf(byteCount, 1))
    }
    val apart = read(bytes.buffer())
    check(whole == apart) { "at once: $whole\nbyte by byte: $apart" }
}

private fun anyResponse(data: ByteArray) {
    if (data.isEmpty()) return
    val method = if (data[0] % 2 == 0) "GET" else "HEAD"
    split(data.copyOfRange(1, data.size)) { source ->
        runCatchingTyped {
            val response = HttpResponse.parse(source, method)
            val body = response.read()
            "${response.status} ${response.reason} ${response.headers} ${response.trailers} ${body.hex()}"
        }
    }
}

/** Each connection of a client with all layers is answered with some of the bytes. */
private fun wholeClient(data: ByteArray) {
    val answers = data.toByteString().split(0xff.toByte()).iterator()
    val builder = HttpClient.builder().defaults().cookies().hsts().cache(Cache.inMemory(1L shl 20))
        .auth(Credentials.digest("u", "p")).baseUrl("http://a.test/")
        .dialer {
            Transport.of(Wire(if (answers.hasNext()) answers.next().string(Charsets.ISO_8859_1) else ""))
        }
    builder.build().use { client ->
        repeat(2) { typed { client.get("http://a.test/").use { it.read() } } }
        client.statistics().run { check(leased == 0 && leaked == 0L) { toString() } }
    }
}

private fun ByteString.split(separator: Byte): List<ByteString> {
    val parts = mutableListOf<ByteString>()
    var from = 0
    while (parts.size < 8) {
        val end = indexOf(byteArrayOf(separator), from)
        if (end < 0) break
        parts += substring(from, end)
        from = end + 1
    }
    return parts + substring(from)
}

private fun tunnel(data: ByteArray) {
    connectionOver(Wire(latin(data)), host = "proxy.test").use { connection ->
        connection.setTunnel("a.test", 80)
        connection.exchange("GET", "/", Headers.EMPTY, null).read()
    }
}

private fun coding(data: ByteArray) {
    if (data.isEmpty()) return
    val coding = CODINGS[Math.floorMod(data[0].toInt(), CODINGS.size)]
    val body = data.copyOfRange(1, data.size)
    val head = "HTTP/1.1 200 OK\r\nContent-Encoding: $coding\r\nContent-Length: ${body.size}\r\n\r\n"
    val client = HttpClient.builder().decoding().dialer { Transport.of(Wire(head + latin(body))) }.build()
    client.use { typed { it.get("http://a.test/").use { response -> response.read() } } }
}

private fun url(data: ByteArray) {
    val text = String(data, Charsets.UTF_8)
    typed {
        val url = HttpUrl.parse(text)
        check(HttpUrl.parse(url.toString()) == url) { "$url is read as another URL" }
    }
    typed {
        val url = HttpUrl.parse("http://a.test/b/c?d").resolve(text)
        check(HttpUrl.parse(url.toString()) == url) { "$url is read as another URL" }
    }
}

private fun cookie(data: ByteArray) {
    val url = HttpUrl.parse("https://b.a.test/d/e")
    val cookie = Cookie.parse(url, latin(data)) ?: return
    val jar = CookieJar.inMemory()
    jar.store(url, listOf(latin(data)))
    for (sent in jar.cookiesFor(url)) check(sent.name == cookie.name && sent.value == cookie.value) { "$sent" }
    check(cookie.newBuilder().build() == cookie) { "a stored cookie is refused: $cookie" }
}

private fun cookiesTxt(data: ByteArray) {
    val read = CookiesTxt.read(Buffer().write(data))
    val jar = CookieJar.inMemory()
    read.cookies.forEach(jar::put)
    jar.list()
}

private fun events(data: ByteArray) = split(data) { source ->
    val reader = ServerSentEventReader(source, 1L shl 10, "")
    runCatchingTyped { generateSequence { reader.readEvent() }.joinToString("|") + reader.lastEventId + reader.retry }
}

private fun multipart(data: ByteArray) = split(data) { source ->
    val text = StringBuilder()
    val failure = runCatchingTyped {
        MultipartReader(source, "b").use { reader ->
            while (true) {
                val part = reader.readPart() ?: break
                text.append(part.headers).append(part.source().readByteString().hex())
            }
        }
        ""
    }
    "$text $failure"
}

private fun dates(text: String) {
    HttpDate.parse(text)?.let { check(HttpDate.parse(HttpDate.format(it)) == it) { "$it is read as another date" } }
    RetryAfter.parse(text)?.let { it.from(Instant.EPOCH).toString() + it }
    ContentRange.parse(text)?.let { check(ContentRange.parse(it.toString()) == it) { "$it is read as another range" } }
}

private fun template(text: String) = argument {
    typed { HttpUrl.expand("http://a.test/$text", mapOf("a" to "b", "c" to listOf("d", "e"))).toString() }
}

private fun recording(data: ByteArray) = argument { Recording.parse(String(data, Charsets.UTF_8)).toString() }
