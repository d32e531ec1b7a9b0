package httpwire.examples.migration

import httpwire.connection.HttpConnection
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import okio.Path.Companion.toOkioPath
import java.io.PrintStream
import java.nio.file.Path
import kotlin.io.path.createTempFile
import kotlin.io.path.writeText

private const val REDIRECT = "Redirecting to <a href=\"/issue12524\">/issue12524</a>"
private const val FORM = "%40number=12524&%40type=issue&%40action=show"
private const val TYPE = "application/x-www-form-urlencoded"
private val long = "0123456789".repeat(45)

/** The same example in both languages; each sends what is expected of it, and gives what was answered. */
internal class Example(
    val name: String,
    val request: (host: String) -> String,
    val reply: String,
    val found: Any,
    val java: (HttpConnection) -> Any,
    val kotlin: (host: String) -> Any,
    val kotlinRequest: (host: String) -> String = request,
)

internal fun asks(line: String, fields: String = "", body: String = "") = { host: String ->
    "$line HTTP/1.1\r\nHost: $host\r\nAccept-Encoding: identity\r\n$fields\r\n$body"
}

private fun ok(body: String, line: String = "200 OK") = "HTTP/1.1 $line\r\nContent-Length: ${body.length}\r\n\r\n$body"

internal fun answer(status: Int, reason: String, body: String) = Answer(status, reason, body.encodeUtf8())

private val file: Path = createTempFile().also { it.toFile().deleteOnExit() }.apply { writeText("filecontents") }
private val lines = listOf("one\n", "two\n")

internal val EXAMPLES = listOf(
    Example("get", asks("GET /"), ok("page"), answer(200, "OK", "page"), JavaReading::get, ::get),
    Example(
        "pieces of 200",
        asks("GET /"),
        ok(long),
        listOf(200, 200, 50),
        { JavaReading.inPieces(it).map { piece -> piece.size } },
        { inPieces(it).map { piece -> piece.size } },
    ),
    Example(
        "until closed",
        asks("GET /"),
        ok(long),
        long,
        { JavaReading.untilClosed(it).joinToString("") { piece -> piece.utf8() } },
        { untilClosed(it).joinToString("") { piece -> piece.utf8() } },
    ),
    Example(
        "not found",
        asks("GET /parrot.spam"),
        ok("no", "404 Not Found"),
        answer(404, "Not Found", "no"),
        { JavaReading.notFound("${it.host}:${it.port}") },
        ::notFound,
    ),
    Example(
        "head",
        asks("HEAD /"),
        ok("").replace("Length: 0", "Length: 450"),
        answer(200, "OK", ""),
        JavaReading::head,
        ::head,
    ),
    Example(
        "form",
        asks("POST /", "Content-Length: 44\r\nContent-type: $TYPE\r\nAccept: text/plain\r\n", FORM),
        ok(REDIRECT, "302 Found"),
        answer(302, "Found", REDIRECT),
        JavaSending::postForm,
        ::postForm,
        asks("POST /", "Content-Length: 44\r\nAccept: text/plain\r\nContent-Type: $TYPE\r\n", FORM),
    ),
    Example(
        "put",
        asks("PUT /file", "Content-Length: 18\r\n", "***filecontents***"),
        ok(""),
        answer(200, "OK", ""),
        JavaSending::put,
        ::put,
    ),
    Example(
        "explicit Host",
        { "GET /3/ HTTP/1.1\r\nAccept-Encoding: identity\r\nHost: docs.python.org\r\n\r\n" },
        ok("3"),
        answer(200, "OK", "3"),
        JavaSending::explicitHost,
        ::explicitHost,
    ),
    Example(
        "step by step",
        { host ->
            "POST /cgi-bin/query HTTP/1.1\r\nHost: $host\r\nAccept: text/plain, text/html\r\n" +
                "Content-Length: 21\r\n\r\nspam=1&eggs=2&bacon=0"
        },
        ok(""),
        answer(200, "OK", ""),
        JavaSending::stepByStep,
        ::stepByStep,
    ),
    Example(
        "a file",
        asks("PUT /file", "Content-Length: 12\r\n", "filecontents"),
        ok("", "201 Created"),
        answer(201, "Created", ""),
        { JavaSending.file(it, file) },
        { file(it, file.toOkioPath()) },
    ),
    Example(
        "pieces out",
        asks("POST /log", "Transfer-Encoding: chunked\r\n", "4\r\none\n\r\n4\r\ntwo\n\r\n0\r\n\r\n"),
        ok(""),
        answer(200, "OK", ""),
        { connection -> JavaSending.pieces(connection, lines.map { it.encodeUtf8() }) },
        { pieces(it, lines) },
    ),
    Example(
        "ISO-8859-1",
        asks("POST /", "Content-Length: 4\r\n", "café"),
        ok(""),
        answer(200, "OK", ""),
        JavaSending::latin1,
        ::latin1,
    ),
    Example(
        "debug",
        asks("GET /"),
        ok("page"),
        listOf("page", "send: b'GET / HTTP/1.1", "reply: 'HTTP/1.1 200 OK\\r\\n'", "header: Content-Length: 4"),
        { connection -> debugged { JavaSteering.debug(connection, it) } },
        { host -> debugged { debug(host, it) } },
    ),
)

/** The page, and the lines that were printed, the first one's beginning. */
private fun debugged(run: (PrintStream) -> String): List<String> {
    val out = Buffer()
    val page = run(PrintStream(out.outputStream(), true))
    return listOf(page) + out.readUtf8().lines().filter { it.isNotEmpty() }.map { it.substringBefore("\\r\\nHost") }
}
