package httpwire.cost

import httpwire.transport.LOOPBACK
import java.io.BufferedInputStream
import java.io.IOException
import java.io.InputStream
import java.net.ServerSocket
import java.net.Socket
import kotlin.concurrent.thread

/** Answers every request on every connection with the same [bodyByteCount] bytes after the same [head]. */
internal class AnsweringServer(head: String, private val bodyByteCount: Long) : AutoCloseable {
    private val head = head.toByteArray(Charsets.ISO_8859_1)
    private val block = ByteArray(minOf(bodyByteCount, 256L shl 10).toInt())
    private val server = ServerSocket(0, 50, LOOPBACK)
    private val accepting = thread(isDaemon = true, name = "answering") { acceptAll() }
    val port: Int = server.localPort

    private fun acceptAll() {
        while (!server.isClosed) {
            val socket = try {
                server.accept()
            } catch (_: IOException) {
                return
            }
            thread(isDaemon = true, name = "answering one") { socket.use(::answerAll) }
        }
    }

    private fun answerAll(socket: Socket) {
        socket.tcpNoDelay = true
        val input = BufferedInputStream(socket.getInputStream(), 256 shl 10)
        try {
            while (takeRequest(input)) answer(socket)
        } catch (_: IOException) {
            // The client went, as it may at any time.
            return
        }
    }

    private fun answer(socket: Socket) {
        val output = socket.getOutputStream()
        if (bodyByteCount <= 1024) {
            output.write(head + block)
            return
        }
        output.write(head)
        for (i in 0 until bodyByteCount / block.size) output.write(block)
    }

    /** A head, and the body that it announces; false at the end. */
    private fun takeRequest(input: InputStream): Boolean {
        var length = 0L
        var lineCount = 0
        var isChunked = false
        while (true) {
            val line = line(input) ?: return false
            if (line.isEmpty()) break
            lineCount++
            if (line == "Transfer-Encoding: chunked") isChunked = true
            if (line.startsWith("Content-Length: ")) length = line.substringAfter(": ").toLong()
        }
        skip(length, input)
        while (isChunked) isChunked = skipChunk(input)
        return lineCount > 0
    }

    /** False if it was the last one. */
    private fun skipChunk(input: InputStream): Boolean {
        val byteCount = checkNotNull(line(input)).toLong(16)
        skip(byteCount + 2, input)
        return byteCount > 0
    }

    private fun skip(byteCount: Long, input: InputStream) {
        var left = byteCount
        while (left > 0) left -= input.skip(left)
    }

    private fun line(input: InputStream): String? {
        val line = StringBuilder()
        while (true) {
            when (val byte = input.read()) {
                -1 -> return null
                '\n'.code -> return line.trimEnd('\r').toString()
                else -> line.append(byte.toChar())
            }
        }
    }

    override fun close() {
        server.close()
        accepting.join(5_000)
    }

    companion object {
        /** As small as answers are. */
        fun small() = AnsweringServer("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\n", 13)

        fun of(bodyByteCount: Long) =
            AnsweringServer("HTTP/1.1 200 OK\r\nContent-Length: $bodyByteCount\r\n\r\n", bodyByteCount)

        /** 47 fields, 2.9 KB. */
        fun manyFields(): AnsweringServer {
            val fields = (1..44).joinToString("") { "X-Field-Number-$it: ${"value $it ".padEnd(43, 'v')}\r\n" }
            val first = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\nETag: \"abc\"\r\n"
            val head = "$first$fields\r\n"
            check(head.length in 2_850..2_950) { "the head has ${head.length} bytes" }
            return AnsweringServer(head, 13)
        }
    }
}

private fun StringBuilder.trimEnd(char: Char): StringBuilder =
    apply { if (isNotEmpty() && last() == char) setLength(length - 1) }
