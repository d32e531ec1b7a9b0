package httpwire.examples.tour

import httpwire.Headers
import httpwire.HttpStatus
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.GzipSink
import okio.buffer

/** What a server saw of one request. */
internal class Seen(
    val method: String,
    val target: String,
    val headers: Headers,
    val body: ByteString,
    val from: Caller,
)

/** Whom a server sees at the other end. */
internal class Caller(val address: String, val port: Int, val isSecure: Boolean)

/** What a server answers. */
internal class Answer(val status: HttpStatus, val body: ByteString, val headers: Headers = Headers.EMPTY)

/** Decides the answers: both servers of the tour ask it. */
internal fun interface Site {
    fun answer(request: Seen): Answer
}

/** The servers that the examples of Python's documentation talk to, as far as those examples go. */
internal object PythonOrg : Site {
    val page: ByteString = (
        "<!doctype html>\n<title>Welcome to Python.org</title>\n" + "<p>spam and eggs\n".repeat(
            30,
        )
        ).encodeUtf8()
    val notFound: ByteString = "<h1>There is no parrot here</h1>\n".encodeUtf8()
    val fileStored: ByteString = "stored\n".encodeUtf8()
    private const val ISSUE = "https://bugs.python.org/issue12524"
    val redirecting: ByteString = "Redirecting to <a href=\"$ISSUE\">$ISSUE</a>".encodeUtf8()
    private val html = Headers.of("Content-Type", "text/html; charset=utf-8")

    val packed: ByteString = Buffer().also { bytes -> GzipSink(bytes).buffer().use { it.write(page) } }.readByteString()
    private val gzip = Headers.of("Content-Encoding", "gzip")
    private val challenge =
        Headers.of("WWW-Authenticate", "Digest realm=\"python\", nonce=\"spam\", qop=\"auth\", algorithm=SHA-256")

    override fun answer(request: Seen): Answer = when {
        request.method == "PUT" -> Answer(HttpStatus.OK, fileStored)
        request.method == "POST" -> Answer(HttpStatus.FOUND, redirecting, Headers.of("Location", ISSUE))
        request.target == "/packed" -> Answer(HttpStatus.OK, packed, gzip)
        request.target == "/private" -> guarded(request)
        request.target in pages -> Answer(HttpStatus.OK, page, html)
        else -> Answer(HttpStatus.NOT_FOUND, notFound, html)
    }

    private val pages = setOf("/", "/index.html", "/3/", "/issue12524")

    /** It lets in whoever answers its challenge: that the answer is right is tested elsewhere. */
    private fun guarded(request: Seen): Answer = if (request.headers.contains("Authorization")) {
        Answer(HttpStatus.OK, page, html)
    } else {
        Answer(HttpStatus.UNAUTHORIZED, notFound, challenge)
    }
}
