package httpwire.parity

import kotlin.random.Random

/** A server's message, the method of the request it answers, and whether the server closes after it. */
internal data class Message(val text: String, val method: String = "GET", val closes: Boolean = true)

/** Makes valid responses of every framing and version, plain and strange. */
internal class Messages(private val random: Random) {
    fun next(): Message {
        val method = random.of("GET", "GET", "GET", "GET", "POST", "HEAD", "DELETE", "OPTIONS")
        val status = random.of(200, 200, 200, 200, 201, 204, 206, 301, 304, 404, 500, 299, 599)
        val version = if (random.nextInt(6) == 0) "HTTP/1.0" else "HTTP/1.1"
        val framing = framing(version)
        val fields = (framing.fields + others(version)).shuffled(random)
        val statusLine = "$version $status${random.of(" OK", " ok then", "", " ", " Caf\u00e9  au lait")}\r\n"
        val head = statusLine + fields.joinToString("") { "$it\r\n" } + "\r\n"
        val hasBody = method != "HEAD" && status != 204 && status != 304
        val closes = (framing.isUntilClose && hasBody) || random.nextBoolean()
        return Message(interim() + head + if (hasBody) framing.body else "", method, closes)
    }

    private class Framed(val fields: List<String>, val body: String, val isUntilClose: Boolean = false)

    private fun framing(version: String): Framed {
        val content = content()
        val length = random.of("Content-Length", "content-length", "CONTENT-LENGTH")
        return when (random.nextInt(if (version == "HTTP/1.0") 3 else 6)) {
            0 -> Framed(emptyList(), content, isUntilClose = true)
            1, 2 -> Framed(listOf("$length: ${content.length}"), content)
            else -> Framed(listOf("Transfer-Encoding: ${random.of("chunked", "Chunked")}"), chunked(content))
        }
    }

    private fun content(): String = when (random.nextInt(5)) {
        0 -> ""
        1 -> List(random.nextInt(1, 6)) { "line $it" }.joinToString("\n", postfix = random.of("", "\n"))
        2 -> "x".repeat(random.nextInt(1, 3000))
        3 -> "\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
        else -> List(random.nextInt(1, 40)) { random.nextInt(256).toChar() }.joinToString("")
    }

    private fun chunked(content: String): String {
        val chunks = StringBuilder()
        var rest = content
        while (rest.isNotEmpty()) {
            val size = random.nextInt(1, rest.length + 1)
            val digits = if (random.nextBoolean()) size.toString(16) else size.toString(16).uppercase().padStart(3, '0')
            val extension = random.of("", "", "", ";ext", ";a=b;c=\"d\"", " ", " ; x")
            chunks.append("$digits$extension\r\n${rest.take(size)}\r\n")
            rest = rest.drop(size)
        }
        val trailers = random.of("", "", "T: 1\r\n", "T: 1\r\nExpires: never\r\n")
        return "${chunks}0${random.of("", "", ";last")}\r\n$trailers\r\n"
    }

    private fun others(version: String): List<String> {
        val connection =
            when (random.nextInt(8)) {
                0 -> listOf("Connection: ${random.of("close", "Close", "CLOSE")}")
                1 -> listOf("Connection: keep-alive")
                2 -> listOf("Keep-Alive: timeout=5")
                3 -> if (version == "HTTP/1.0") listOf("Proxy-Connection: Keep-Alive") else emptyList()
                else -> emptyList()
            }
        return connection + List(random.nextInt(4)) { random.of(*OTHERS) }.distinct()
    }

    /** Only 100, the one interim status that http.client skips; a rule covers the others. */
    private fun interim(): String {
        val count = if (random.nextInt(12) == 0) random.nextInt(1, 3) else 0
        return "HTTP/1.1 100 Continue\r\n${random.of("", "A: b\r\n")}\r\n".repeat(count)
    }

    private companion object {
        val OTHERS =
            arrayOf(
                "Content-Type: text/html; charset=utf-8",
                "Set-Cookie: a=b",
                "Set-Cookie: c=d; Path=/",
                "set-cookie: e",
                "X-Empty:",
                "X-Blank: \t",
                "X-Colon: a:b::c",
                "X-Latin: caf\u00e9 \u00ff",
                "X-Indent:    deep",
                "Date: Thu, 01 Jan 1970 00:00:00 GMT",
                "x-!#$%&'*+.^_`|~9: token",
            )
    }
}

internal fun <T> Random.of(vararg choices: T): T = choices[nextInt(choices.size)]
