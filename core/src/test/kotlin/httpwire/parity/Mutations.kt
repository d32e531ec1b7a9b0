package httpwire.parity

import kotlin.random.Random

/** Damages messages: bytes lost, doubled, replaced, put in; lines swapped, doubled, put in; the end cut off. */
internal class Mutations(private val random: Random) {
    fun of(message: Message): Message {
        var text = message.text
        repeat(random.nextInt(1, 3)) { text = mutate(text) }
        return message.copy(text = text, closes = true)
    }

    private fun mutate(text: String): String {
        if (text.isEmpty()) return text
        val at = position(text)
        return when (random.nextInt(10)) {
            0 -> text.removeRange(at, at + 1)
            1 -> text.substring(0, at) + text[at] + text.substring(at)
            2 -> text.replaceRange(at, at + 1, random.nextInt(256).toChar().toString())
            3, 4 -> text.substring(0, at) + random.of(*PARTICLES) + text.substring(at)
            5 -> text.substring(0, at)
            6 -> lines(text) { it.add(random.nextInt(it.size), it[random.nextInt(it.size)]) }
            7 -> lines(text) { it.add(it.removeAt(random.nextInt(it.size))) }
            else -> lines(text) { it.add(minOf(1 + random.nextInt(4), it.size), random.of(*HOSTILE) + "\r\n") }
        }
    }

    /** More often in the head than in the body. */
    private fun position(text: String): Int {
        val head = text.indexOf("\r\n\r\n")
        return random.nextInt(if (head > 0 && random.nextInt(3) > 0) head + 4 else text.length)
    }

    private fun lines(text: String, change: (MutableList<String>) -> Unit): String =
        text.split(Regex("(?<=\n)")).toMutableList().also(change).joinToString("")

    private companion object {
        val PARTICLES =
            arrayOf("\r", "\n", "\r\n", "\u0000", " ", "\t", "\u000b", "\u001c", "\u0085", "\u00e9") +
                arrayOf(":", ";", "+", "-", "0x", "_", ",", "5")
        val HOSTILE =
            arrayOf(
                "Content-Length: 3",
                "Content-Length: +3",
                "Content-Length: 3, 3",
                "Content-Length: -1",
                "Content-Length: 0x3",
                "Content-Length: 1_0",
                "Content-Length:",
                "Content-Length: 99999999999999999999",
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding:",
                "Connection: close",
                "Connection: x-close",
                "Connection: a, close",
                "Connection: keep-alive, close",
                "Connection: keep-alive",
                " folded",
                "\tfolded too",
                "No colon",
                "Space : x",
                ": no name",
                "B\u00e4d: x",
                "Nul: a\u0000b",
                "Bare: a\rb",
                "Trail: x  ",
            )
    }
}
