package httpwire.parity

import kotlin.random.Random

/** Sequences of calls over the whole connection: all short ones over a small alphabet, long ones at random. */
internal object CallSequences {
    private val NO_FIELDS = emptyList<String>()
    private val GET = call("request", "GET", "/", NO_FIELDS, null)
    private val POST = call("request", "POST", "/p", NO_FIELDS, body("bytes", "abc"))
    private val PUT_REQUEST = call("putrequest", "GET", "/q")
    private val PUT_HEADER = call("putheader", "A", "b")
    private val END_HEADERS = call("endheaders")
    private val SEND = call("send", body("bytes", "xyz"))
    private val GET_RESPONSE = call("getresponse")
    private val READ = call("read")
    private val CLOSE = call("close")

    private val NARROW = listOf(GET, PUT_REQUEST, END_HEADERS, GET_RESPONSE, READ, CLOSE)
    private val WIDE =
        listOf(GET, POST, PUT_REQUEST, PUT_HEADER, END_HEADERS, SEND, GET_RESPONSE, READ, call("read", 3)) +
            listOf(call("close_response"), CLOSE, call("connect"), call("set_tunnel", "h", 81))

    private const val HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    private const val CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nworld\r\n0\r\n\r\n"
    private const val CLOSING = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbye"
    private const val UNTIL_CLOSE = "HTTP/1.0 200 OK\r\n\r\nold"
    private const val EMPTY = "HTTP/1.1 204 No Content\r\n\r\n"
    private const val NOTHING = "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
    private const val BAD = "SSH-2.0\r\n"
    private val TUNNELS = List(8) { Answer.of("HTTP/1.1 200 OK\r\n\r\n") }
    private val LASTING = listOf(HELLO, CHUNKED, HELLO, CHUNKED).map { Answer.of(it) }
    private val ENDING =
        listOf(NOTHING, CLOSING).map { Answer.of(it) } + listOf(UNTIL_CLOSE, BAD).map { Answer.of(it, closes = true) }
    private val SHORT = listOf(EMPTY, HELLO, EMPTY).map { Answer.of(it) }

    /** All sequences of the two alphabets; what a shorter one does is the beginning of a longer one. */
    fun exhaustive(wideLength: Int, narrowLength: Int): Sequence<Case> = sequence {
        yieldAll(all(WIDE, wideLength).map { Case(it, LASTING, TUNNELS) })
        yieldAll(all(NARROW, narrowLength).map { Case(it, LASTING) })
        yieldAll(all(NARROW, narrowLength - 1).map { Case(it, ENDING) })
        yieldAll(all(NARROW, narrowLength - 1).map { Case(it, SHORT) })
        yieldAll(all(NARROW, narrowLength - 2).map { Case(it, LASTING, autoOpen = false) })
    }

    /** All sequences of that many. */
    fun all(alphabet: List<Call>, length: Int): Sequence<List<Call>> = if (length == 0) {
        sequenceOf(emptyList())
    } else {
        all(alphabet, length - 1).flatMap { rest -> alphabet.asSequence().map { rest + it } }
    }

    /** Five to eight calls that mostly make sense in their order. */
    fun random(random: Random): Case {
        val length = random.nextInt(5, 9)
        val calls = mutableListOf<Call>()
        if (random.nextInt(4) == 0) calls += call("debug", 2)
        while (calls.size < length) calls += if (random.nextInt(4) == 0) listOf(any(random)) else exchange(random)
        val answers = List(4) { Answer.of(random.of(HELLO, HELLO, CHUNKED, CLOSING, EMPTY), random.nextInt(8) == 0) }
        val last = Answer.of(random.of(UNTIL_CLOSE, BAD, CLOSING), closes = true)
        return Case(
            calls = calls.take(length),
            answers = (answers + last).shuffled(random),
            tunnelAnswers = TUNNELS,
            host = random.of("a", "a:81", "[::1]"),
            blockSize = random.of(8192, 4),
            autoOpen = random.nextInt(10) > 0,
        )
    }

    private fun exchange(random: Random): List<Call> =
        request(random) + GET_RESPONSE + random.of(READ, call("read", 3), call("readline"))

    private fun request(random: Random): List<Call> {
        val length = call("putheader", "Content-Length", "3")
        val coding = call("putheader", "Transfer-Encoding", "chunked")
        return when (random.nextInt(6)) {
            0 -> listOf(GET)
            1 -> listOf(call("request", random.of("POST", "PUT", "HEAD"), "/", NO_FIELDS, body(random)))
            2 -> listOf(PUT_REQUEST, PUT_HEADER, END_HEADERS)
            3 -> listOf(call("putrequest", "POST", "/"), length, END_HEADERS, SEND)
            4 -> listOf(call("putrequest", "PATCH", "/"), call("endheaders", body(random), random.nextBoolean()))
            else -> listOf(call("putrequest", "PUT", "/"), coding, call("endheaders", body(random), true))
        }
    }

    private fun body(random: Random) = when (random.nextInt(7)) {
        0 -> null
        1 -> body("pieces", listOf("a", "", "bc"))
        else -> body(random.of("bytes", "text", "stream", "reader", "file"), random.of("abc", "longer"))
    }

    private fun any(random: Random): Call = when (random.nextInt(16)) {
        0 -> call("debug", random.of(0, 2))
        1 -> call("proxy_headers")
        else -> WIDE.random(random)
    }
}
