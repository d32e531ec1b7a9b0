package httpwire.coroutines.endurance

import httpwire.invariants.Reuse
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import okio.Buffer
import okio.ByteString
import okio.GzipSink
import okio.buffer
import java.io.Closeable
import java.io.IOException
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.ConcurrentHashMap
import kotlin.concurrent.thread

/** Answers each exchange as its plan says, which is made again from the number in the path. */
internal class FaultyServer(private val seed: Long) : Closeable {
    private val asked = ConcurrentHashMap.newKeySet<Int>()
    private val peer = AnsweringPeer.start(::answer)
    private val early = EarlyServer()

    /** Invariant I4, as it is seen here. */
    val reuse = Reuse()

    val baseUrl: String = peer.url("/")

    fun url(plan: Plan): String {
        val path = "/${plan.number}/${plan.form}"
        return if (plan.form.isEarly) early.url(path) else peer.url(path)
    }

    private fun answer(request: Received): Answer {
        val plan = Plan(seed, request.path().split('/')[1].toInt())
        reuse.used(request.connection(), "$plan")
        val right = if (request.path().endsWith("/more")) Answer.ok(plan.body) else right(plan, request)
        return if (right == FIRST.getValue(plan.form)) right else harmed(plan, right, request)
    }

    private fun harmed(plan: Plan, right: Answer, request: Received): Answer {
        if (plan.fault == Fault.SURPLUS || plan.fault == Fault.LAST) reuse.ended(request.connection(), "$plan")
        if (plan.fault == Fault.LAST) return said("Connection: close\r\n", plan, "")
        if (plan.fault != Fault.SURPLUS) return plan.harmed(right)
        return said("", plan, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nplanted")
    }

    private fun said(field: String, plan: Plan, surplus: String): Answer {
        val body = if (plan.form == Form.HEAD) "" else plan.expected
        return Answer.raw("HTTP/1.1 200 OK\r\n${field}Content-Length: ${body.length}\r\n\r\n$body$surplus")
    }

    private fun right(plan: Plan, request: Received): Answer {
        val isFirst = asked.add(plan.number)
        return when (plan.form) {
            Form.LENGTH, Form.HEAD, Form.EARLY_REFUSAL, Form.EARLY_RESET -> Answer.ok(plan.body)

            Form.CHUNKS -> Answer.ok(plan.body).chunked(700)

            Form.UNTIL_CLOSE -> Answer.raw("HTTP/1.1 200 OK\r\n\r\n${plan.body}").then(Answer.After.CLOSE)

            Form.GZIP -> Answer.of(200, "Content-Encoding: gzip").body(gzipped(plan.body))

            Form.REDIRECT -> Answer.of(302, "Location: ${request.path()}/more").body("moved")

            Form.UNAUTHORIZED -> if (request.field("Authorization").isEmpty()) CHALLENGE else Answer.ok(plan.body)

            Form.UNAVAILABLE -> if (isFirst) BUSY else Answer.ok(plan.body)

            Form.HINTS -> Answer.raw(
                "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: ${plan.body.length}\r\n\r\n" +
                    plan.body,
            )

            Form.POST, Form.POST_ONCE, Form.EXPECT -> Answer.ok(
                "${plan.number} got ${request.body.size} ${request.text().hashCode()}",
            )
        }
    }

    override fun close() {
        // Exchanges that were cut are no fault of the server's.
        peer.abandon()
        peer.close()
        early.close()
        reuse.requireRight()
    }

    private companion object {
        val CHALLENGE: Answer = Answer.of(401, "WWW-Authenticate: Basic realm=\"r\"").body("who?")
        val BUSY: Answer = Answer.of(503, "Retry-After: 0").body("busy")

        /** What is answered before the answer that has the fault. */
        val FIRST: Map<Form, Answer?> = Form.entries.associateWith {
            when (it) {
                Form.UNAUTHORIZED -> CHALLENGE
                Form.UNAVAILABLE -> BUSY
                else -> null
            }
        }

        fun gzipped(text: String): ByteString = Buffer().also {
            GzipSink(it).buffer().use { sink -> sink.writeUtf8(text) }
        }.readByteString()
    }
}

/** Refuses each request when it has read the head, and ends the connection. */
internal class EarlyServer : Closeable {
    private val server = ServerSocket(0, 512, InetAddress.getLoopbackAddress())

    init {
        thread(isDaemon = true, name = "early server") {
            while (true) {
                val socket = runCatching { server.accept() }.getOrNull() ?: break
                thread(isDaemon = true, name = "early connection") { socket.use(::refuse) }
            }
        }
    }

    fun url(path: String) = "http://127.0.0.1:${server.localPort}$path"

    private fun refuse(socket: Socket) {
        try {
            val lines = generateSequence(socket.getInputStream().bufferedReader(Charsets.ISO_8859_1)::readLine)
            val path = (lines.takeWhile { it.isNotEmpty() }.toList().firstOrNull() ?: return).split(' ')[1]
            val text = "${path.split('/')[1]} is refused"
            socket.getOutputStream().write(
                "HTTP/1.1 413 No\r\nConnection: close\r\nContent-Length: ${text.length}\r\n\r\n$text".toByteArray(),
            )
            if (path.endsWith("RESET")) return socket.setSoLinger(true, 0)
            socket.shutdownOutput()
            socket.getInputStream().skip(Long.MAX_VALUE)
        } catch (e: IOException) {
            // The client has gone.
        }
    }

    override fun close() = server.close()
}
