package httpwire.parity

import kotlinx.serialization.json.JsonObject

/** Single requests with bodies of every kind, under every framing. */
internal object BodyTable {
    private val OK = List(2) { Answer.of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") }
    private val OLD = List(2) { Answer.of("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi") }
    private val NO_FIELDS = emptyList<Pair<String, String>>()
    private val LENGTH = listOf("Content-Length" to "3")
    private val CODING = listOf("Transfer-Encoding" to "chunked")
    private val END = listOf(call("getresponse"), call("read"))

    private val BODIES: List<JsonObject?> =
        listOf("abc", "", "\u0000\r\n\u00ff").map { body("bytes", it) } +
            listOf("abc", "", "caf\u00e9", "\u20ac").map { body("text", it) } +
            listOf("abc", "", "0123456789").map { body("stream", it) } +
            listOf("abc", "").map { body("file", it) } +
            listOf("abc", "caf\u00e9 0123", "\u20ac").map { body("reader", it) } +
            listOf(listOf("a", "", "bc"), emptyList(), listOf("")).map { body("pieces", it) } +
            null

    private val ONE_SHOT =
        BODIES.flatMap { body ->
            words("GET POST put HEAD").map { RequestTable.one(it, "/", NO_FIELDS, body) } +
                RequestTable.FIELDS.flatMap { fields ->
                    listOf(false, true).map { RequestTable.one("POST", "/", fields, body, it) }
                } +
                RequestTable.one("POST", "/", NO_FIELDS, body, true) +
                RequestTable.one("POST", "/", NO_FIELDS, body).copy(blockSize = 4)
        }

    private val STEP_BY_STEP =
        BODIES.flatMap { body -> listOf(NO_FIELDS, LENGTH, CODING).flatMap { steps(it, body) } }

    private fun steps(head: List<Pair<String, String>>, body: JsonObject?): List<Case> {
        val puts = listOf(call("putrequest", "POST", "/")) + head.map { call("putheader", it.first, it.second) }
        val sent = listOfNotNull(body).map { Case(puts + call("endheaders") + call("send", it) + END, OK) }
        return sent + listOf(false, true).map { Case(puts + call("endheaders", body, it) + END, OK) }
    }

    /** Connections that break for writing: in the head, after it, in the body. */
    private val BREAKING =
        listOf("bytes", "stream", "pieces").flatMap { kind ->
            val body = body(kind, if (kind == "pieces") List(2) { "y".repeat(50) } else "x".repeat(100))
            listOf(0, 10, 60, 70, 100, 200).map { RequestTable.one("POST", "/", NO_FIELDS, body).copy(room = it) }
        }

    private val OLD_VERSION =
        BODIES.flatMap { body ->
            listOf(NO_FIELDS, LENGTH, listOf("Host" to "b")).map {
                RequestTable.one("POST", "/", it, body).copy(version = 10)
            }
        } + Case(listOf(call("putrequest", "GET", "/"), call("endheaders")) + END, OLD, version = 10)

    val ALL: List<Case> = ONE_SHOT + STEP_BY_STEP + BREAKING + OLD_VERSION
}
