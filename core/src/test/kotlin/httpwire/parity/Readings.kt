package httpwire.parity

import kotlin.random.Random

/** Ways to read a response. */
internal class Readings(private val random: Random) {
    /** A way that reaches the end: one call over and over, or a mixture, then the rest. */
    fun next(): List<Call> {
        val way =
            when (random.nextInt(7)) {
                0 -> emptyList()
                1 -> repeated { call("read", random.nextInt(1, 12)) }
                2 -> repeated { call("read1", *sizeOrNone()) }
                3 -> repeated { call("readinto", random.nextInt(1, 12)) }
                4 -> repeated { call("readline", *sizeOrNone()) }
                5 -> repeated { random.of(call("peek", 4), call("read", 3)) }
                else -> repeated { any() }
            }
        return way + random.of(call("read"), call("lines"), call("read", 5000)) + call("read")
    }

    /** Any read, but without negative sizes: CPython read past the body for these before 2025. */
    private fun any(): Call = when (random.nextInt(8)) {
        0 -> call("read", random.nextInt(10))

        1 -> call("read1", *sizeOrNone())

        2 -> call("readinto", random.nextInt(1, 10))

        3 -> call("readline", *sizeOrNone())

        4 -> call("peek", random.nextInt(1, 10))

        5 -> call(
            "getheader",
            random.of("Content-Type", "set-cookie", "X-None"),
            *random.of(arrayOf("none"), emptyArray()),
        )

        6 -> call("close_response")

        else -> call("read", random.nextInt(1, 1000))
    }

    private fun sizeOrNone(): Array<Any> = if (random.nextBoolean()) emptyArray() else arrayOf(random.nextInt(1, 12))

    private fun repeated(call: () -> Call) = List(random.nextInt(1, 8)) { call() }

    companion object {
        /** One way for each method. */
        val EACH: List<List<Call>> =
            listOf(
                listOf(call("read")),
                listOf(call("read", 1), call("read", 100), call("read", 1)),
                listOf(call("read1"), call("read1"), call("read1")),
                listOf(call("readinto", 2), call("readinto", 2)),
                listOf(call("readline"), call("readline")),
                listOf(call("lines")),
                listOf(call("peek", 1), call("read", 2), call("peek", 1)),
                listOf(call("close_response"), call("read")),
                listOf(call("read", 0), call("read")),
            )

        private val MIXED =
            listOf(call("read", 2), call("read1"), call("read1", 2), call("readinto", 3), call("readline")) +
                listOf(call("readline", 2), call("peek", 2), call("read"))

        private const val OK = "HTTP/1.1 200 OK\r\n"
        private val FRAMED =
            listOf(
                Answer(listOf("${OK}Content-Length: 9\r\n\r\nab", "\ncdef\ng")),
                Answer(listOf("${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nab\ncd\r\n4\r\nef", "\ng\r\n0\r\n\r\n")),
                Answer(listOf("$OK\r\nab\ncd", "ef\ng"), closes = true),
            )

        /** All sequences of three ways under each framing, then the rest. */
        fun exhaustive(): Sequence<Case> = CallSequences.all(MIXED, 3).flatMap { way ->
            val start = listOf(call("request", "GET", "/", emptyList<String>(), null), call("getresponse"))
            FRAMED.asSequence().map { Case(start + way + call("read"), listOf(it)) }
        }
    }
}

/** The text whole, byte by byte, or cut at random. */
internal fun Random.cut(text: String): List<String> = when (nextInt(if (text.length < 5000) 4 else 3)) {
    0 -> listOf(text)

    3 -> text.map { it.toString() }

    else -> {
        val cuts = List(nextInt(1, 6)) { nextInt(text.length + 1) }.sorted()
        (listOf(0) + cuts + text.length).zipWithNext { from, to ->
            text.substring(from, to)
        }.filter { it.isNotEmpty() }
    }
}

/** A request, its answer read in some way, and sometimes a second request to see what became of the connection. */
internal fun Random.responseCase(message: Message): Case {
    val calls = listOf(call("request", message.method, "/", emptyList<String>(), null), call("getresponse"))
    val again = if (nextInt(3) == 0) calls + call("read") else emptyList()
    return Case(
        calls = calls + Readings(this).next() + again,
        answers = listOf(
            Answer(cut(message.text), message.closes),
            Answer.of("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond"),
        ),
    )
}
