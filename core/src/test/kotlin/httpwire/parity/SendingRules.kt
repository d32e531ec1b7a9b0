package httpwire.parity

import httpwire.parity.Aspect.OUTCOME
import httpwire.parity.Aspect.SENT
import httpwire.parity.Aspect.STATE
import httpwire.parity.Aspect.WILL_CLOSE

/** Where our side sends other bytes. */
internal object SendingRules {
    private val SENT_STATES = setOf("Request-sent", "Req-sent-unread-response")
    private const val LINE_END = "\r\n"
    private const val HEAD_END = "\r\n\r\n"
    private val REQUEST_LINE = Regex("\\S+ \\S+ HTTP/1\\.[01]")
    private val ZONE = Regex("%[^]]*")

    /** What Python sent, without the lines of an earlier request that it kept over close(). */
    private val Difference.pythonSent: String
        get() {
            val lines = python.sent.substringBefore(HEAD_END).split(LINE_END)
            val start = lines.indexOfLast { REQUEST_LINE.matches(it) }
            val isKept = start > 0 && callsSoFar.any { it.name == "close" }
            return if (isKept) python.sent.substring(lines.take(start).sumOf { it.length + 2 }) else python.sent
        }

    /** Whether both sides sent the same message, if framed in different ways. */
    private fun Difference.isSameMessage(ours: String = jvm.sent) = unframed(pythonSent) == unframed(ours)

    /** Whether the body has another length than the head announces. */
    private fun RequestView.isMissed(): Boolean {
        val announced = values("Content-Length").singleOrNull()?.toLongOrNull() ?: automaticLength
        return announced != null && announced != (listOfNotNull(body) + sent).sumOf { it.content.length.toLong() }
    }

    /** Whether the caller announced chunks and did not write the last one. */
    private fun RequestView.leavesChunksOpen(): Boolean {
        val content = (listOfNotNull(body) + sent).joinToString("") { it.content }
        return values("Transfer-Encoding").isNotEmpty() && !content.endsWith("0\r\n\r\n")
    }

    private val BODIES =
        listOf(
            stop("length-kept", "bytes beyond Content-Length would be read as the next request", OUTCOME, SENT) {
                val isSending = call?.name in setOf("request", "endheaders", "send")
                isSending && jvm.error == "ValueError" && request.isMissed()
            },
            stop("send-in-turn", "send is for a body that was announced and is not complete", OUTCOME) {
                val isExpected = jvm.state in SENT_STATES && request.isFramed && request.body == null
                call?.name == "send" && jvm.error == "CannotSendRequest" && jvm.allSent.isEmpty() && !isExpected
            },
            stop(
                "text-is-a-body",
                "text is accepted as a body; endheaders and send of http.client refuse it",
                OUTCOME,
            ) {
                python.error == "TypeError" && (request.sent + request.body).any { it?.kind == "text" }
            },
            stop("text-in-utf-8", "text bodies are UTF-8 unless a charset is given", OUTCOME, SENT) {
                val body = request.body
                body?.kind == "text" && body.content.any { it.code > 127 } && jvm.error == null &&
                    unframed(jvm.sent).second == String(body.content.toByteArray(), Charsets.ISO_8859_1)
            },
            stop(
                "body-failed",
                "a body that throws closes the connection, and its head may not have been sent",
                SENT,
                STATE,
            ) {
                val isClosed = jvm.error == "ValueError" && jvm.state == "Idle" && !jvm.isConnected
                val readers = (request.sent + request.body).filter { it?.kind == "reader" }
                isClosed && readers.any { reader -> reader!!.content.any { it.code > 255 } }
            },
        )

    private val BYTES =
        listOf(
            rule("close-empties", "close() drops what an unfinished request has buffered", SENT) {
                python.sent != pythonSent && jvm.sent == pythonSent
            },
            rule("file-has-length", "the length of a file is known, so it is sent with Content-Length", SENT) {
                request.body?.kind == "file" && "\r\nContent-Length: " in jvm.sent && isSameMessage()
            },
            rule(
                "body-is-framed",
                "endheaders(body) adds the missing framing field, or the body would be read as the next request",
                SENT,
            ) {
                call?.name == "endheaders" && request.body != null && !request.isFramed && isSameMessage()
            },
            rule("length-not-chunked", "RFC 9112 6.2: http.client writes chunks in spite of a Content-Length", SENT) {
                val hasChunks = pythonSent.endsWith("0\r\n\r\n") && request.values("Content-Length").isNotEmpty()
                call?.name == "endheaders" && hasChunks && isSameMessage()
            },
            rule("values-joined", "RFC 9110 5.3: several values are one list; folds are not sent", SENT) {
                jvm.sent == pythonSent.replace("\r\n\t", ", ")
            },
            rule("authority-normal", "RFC 9110 4.2.3: no empty port, no default one, no leading zeros in Host", SENT) {
                val authority = request.authority.orEmpty()
                jvm.sent == pythonSent.replace("Host: $authority\r\n", "Host: ${HostText.normal(authority)}\r\n")
            },
            rule(
                "zone-without-port",
                "RFC 6874 4, RFC 9110 7.2: http.client cuts the port off together with a zone",
                SENT,
            ) {
                val authority = request.authority.orEmpty()
                '%' in authority && "Host: ${authority.replace(ZONE, "")}\r\n" in jvm.sent
            },
            rule("other-scheme", "RFC 9110 4.2: httpx://h/ is not an http URL, though it starts with http", SENT) {
                request.target.startsWith("http") && request.authority == null && "Host: a\r\n" in jvm.sent
            },
            rule("old-has-host", "RFC 9110 7.2: virtual hosts need a Host; neither field does harm in HTTP/1.0", SENT) {
                val bare = jvm.sent.replace("Host: a\r\n", "").replace("Accept-Encoding: identity\r\n", "")
                val isFile = request.body?.kind == "file"
                case.version == 10 && (pythonSent == bare || (isFile && isSameMessage(bare)))
            },
        )

    private val LASTING =
        listOf(
            stop("close-was-asked", "RFC 9112 9.6: no request may follow one with Connection: close", WILL_CLOSE) {
                jvm.willClose && request.values("Connection").any { "close" in it.lowercase() }
            },
            stop("old-asked-closes", "RFC 9112 9.3: HTTP/1.0 without keep-alive allows one request", WILL_CLOSE) {
                case.version == 10 && jvm.willClose && !jvm.hasField("Connection")
            },
            stop("request-incomplete", "after a request sent in part the connection is closed", WILL_CLOSE) {
                jvm.willClose && (request.isMissed() || request.leavesChunksOpen() || case.room != null)
            },
        )

    val ALL: List<Rule> = BODIES + BYTES + LASTING
}
