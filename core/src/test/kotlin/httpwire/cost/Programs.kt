package httpwire.cost

import com.sun.management.ThreadMXBean
import httpwire.Headers
import httpwire.RequestBody
import httpwire.client.HttpClient
import httpwire.connection.HttpConnection
import httpwire.transport.Dialer
import okio.Buffer
import okio.BufferedSink
import okio.Source
import okio.Timeout
import java.lang.management.ManagementFactory
import java.net.Socket
import java.nio.file.Path
import java.util.concurrent.FutureTask

/** What is done over and over on one connection, and counted. */
internal enum class Work {
    /** A small GET, its body read. */
    GET {
        override fun once(connection: HttpConnection, file: Path): Int {
            connection.request("GET", "/")
            check(connection.readResponse().read().size == 13)
            return 0
        }
    },

    /** One whose three fields are read. */
    FIELDS {
        override fun once(connection: HttpConnection, file: Path): Int {
            connection.request("GET", "/")
            val response = connection.readResponse()
            checkNotNull(response.getHeader("Content-Type"))
            checkNotNull(response.getHeader("ETag"))
            checkNotNull(response.getHeader("X-Field-Number-44"))
            check(response.read().size == 13)
            return 0
        }
    },

    /** A small GET through a client's pool, and nothing else. */
    CLIENT {
        override fun once(connection: HttpConnection, file: Path): Int = ask(Clients.plain, connection)
    },

    /** One through all the layers of every day. */
    EVERYDAY {
        override fun once(connection: HttpConnection, file: Path): Int = ask(Clients.everyday, connection)
    },
    INTO_ARRAY {
        override fun once(connection: HttpConnection, file: Path): Int {
            connection.request("GET", "/")
            check(connection.readResponse().readInto(ROOM) == ROOM.size)
            return 0
        }
    },
    THROUGH_SOURCE {
        override fun once(connection: HttpConnection, file: Path): Int {
            connection.request("GET", "/")
            val source = connection.readResponse().source()
            val wire = checkNotNull(connection.transport).source.buffer
            var byteCount = 0L
            var readCount = 0
            while (byteCount < BULK_BYTES) {
                if (wire.exhausted()) readCount++
                check(source.request(1))
                byteCount += source.buffer.size
                source.buffer.clear()
            }
            check(source.exhausted())
            return readCount
        }
    },
    FROM_SOURCE {
        override fun once(connection: HttpConnection, file: Path): Int {
            connection.request("POST", "/", LENGTH, RequestBody.of(Zeros(Work.BULK_BYTES)))
            check(connection.readResponse().read().size == 13)
            return 0
        }
    },
    IN_CHUNKS {
        override fun once(connection: HttpConnection, file: Path): Int {
            connection.request("POST", "/", Headers.EMPTY, Arrays)
            check(connection.readResponse().read().size == 13)
            return 0
        }
    },
    FROM_FILE {
        override fun once(connection: HttpConnection, file: Path): Int {
            connection.request("POST", "/", Headers.EMPTY, RequestBody.of(file))
            check(connection.readResponse().read().size == 13)
            return 0
        }
    }, ;

    /** Does it; how many reads of the socket filled the connection's own buffer with the body, as far as that matters. */
    abstract fun once(connection: HttpConnection, file: Path): Int

    /** The connection only says where. */
    fun ask(client: HttpClient, where: HttpConnection): Int {
        check(client.get("http://${where.host}:${where.port}/").read().size == 13)
        return 0
    }

    companion object {
        const val BULK_BYTES = 16L shl 20
        private val ROOM = ByteArray(BULK_BYTES.toInt())
        private val LENGTH = Headers.of("Content-Length", BULK_BYTES.toString())
    }
}

private object Clients {
    val plain: HttpClient = HttpClient.builder().build()
    val everyday: HttpClient = HttpClient.create()
}

private val ZEROS = ByteArray(64 shl 10)

/** So many bytes, as many at a time as are asked for. */
internal class Zeros(private var left: Long) : Source {
    override fun read(sink: Buffer, byteCount: Long): Long {
        if (left == 0L) return -1
        val count = minOf(byteCount, left, ZEROS.size.toLong())
        sink.write(ZEROS, 0, count.toInt())
        left -= count
        return count
    }

    override fun timeout(): Timeout = Timeout.NONE

    override fun close() = Unit
}

/** The same, written as arrays. */
private object Arrays : RequestBody {
    override fun length(): Long = -1

    override fun writeTo(sink: BufferedSink) = repeat((Work.BULK_BYTES / ZEROS.size).toInt()) { sink.write(ZEROS) }
}

private fun connectionTo(port: String, dialer: Dialer? = null) =
    HttpConnection.builder("127.0.0.1").port(port.toInt()).dialer(dialer).build()

/** `WORK PORT COUNT FILE`: so many exchanges. */
internal object Exchanges {
    @JvmStatic
    fun main(args: Array<String>) {
        val work = Work.valueOf(args[0])
        connectionTo(args[1]).use { connection ->
            repeat(args[2].toInt()) { work.once(connection, Path.of(args[3])) }
        }
    }
}

/** The same in a virtual thread. */
internal object VirtualExchanges {
    @JvmStatic
    fun main(args: Array<String>) {
        val exchanges = FutureTask { Exchanges.main(args) }
        Thread::class.java.getMethod("startVirtualThread", Runnable::class.java).invoke(null, exchanges)
        exchanges.get()
    }
}

/**
 * `WORK PORT COUNT FILE`: prints the bytes that so many exchanges allocate, when as many went before, and how many reads
 * of the socket brought their bulk.
 */
internal object Allocations {
    private val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean

    @JvmStatic
    fun main(args: Array<String>) {
        val work = Work.valueOf(args[0])
        val count = args[2].toInt()
        val dialer = WeighingDialer()
        connectionTo(args[1], dialer).use { connection ->
            connection.connect()
            repeat(count) { work.once(connection, Path.of(args[3])) }
            val earlier = dialer.latest.arrayReadCount
            var readCount = 0
            val before = allocated()
            repeat(count) { readCount += work.once(connection, Path.of(args[3])) }
            val after = allocated()
            println("${after - before} ${readCount + dialer.latest.arrayReadCount - earlier}")
        }
    }

    private fun allocated() = threads.getThreadAllocatedBytes(Thread.currentThread().id)
}

/** `PORT COUNTED`: one exchange as a program does it that does nothing else; then how many threads were started. */
internal object OneShot {
    @JvmStatic
    fun main(args: Array<String>) {
        val connection = connectionTo(args[0])
        connection.request("GET", "/")
        check(connection.readResponse().read().size == 13)
        if (args[1] == "counted") Threads.print()
        Runtime.getRuntime().halt(0)
    }
}

/** The same over a bare socket. */
internal object BareOneShot {
    private const val REQUEST = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

    @JvmStatic
    fun main(args: Array<String>) {
        val socket = Socket("127.0.0.1", args[0].toInt())
        socket.getOutputStream().write(REQUEST.toByteArray())
        check(socket.getInputStream().read(ByteArray(4096)) > 0)
        if (args[1] == "counted") Threads.print()
        Runtime.getRuntime().halt(0)
    }
}

/** Loaded only by who wants to see them. */
private object Threads {
    fun print() {
        println(ManagementFactory.getThreadMXBean().totalStartedThreadCount)
        for (thread in Thread.getAllStackTraces().keys) println(thread.name)
    }
}
