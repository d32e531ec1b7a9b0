package httpwire.examples.servers

import java.io.File
import java.io.IOException
import java.net.BindException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.Socket
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

/** A server in a process of its own, answering on [port] of 127.0.0.1. */
internal class ServerProcess private constructor(private val process: Process, val port: Int, private val log: File) :
    AutoCloseable {

    private fun awaitListening() {
        val deadline = TimeSource.Monotonic.markNow() + READY_WITHIN
        while (!isListening()) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) throw IOException("it ended:\n${log.readText()}")
            if (deadline.hasPassedNow()) throw IOException("nobody listens on $port:\n${log.readText()}")
        }
    }

    private fun isListening(): Boolean = try {
        Socket().use { it.connect(InetSocketAddress(LOOPBACK, port), 1000) }
        process.isAlive
    } catch (_: IOException) {
        false
    }

    /** Ends it without a word to its clients. */
    fun kill() {
        process.destroyForcibly().waitFor()
    }

    override fun close() {
        process.destroy()
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly().waitFor()
    }

    companion object {
        private val LOOPBACK: InetAddress = InetAddress.getByName("127.0.0.1")
        private val READY_WITHIN = 20.seconds
        private const val POLL_MILLIS = 20L

        /** Below the ports that the system gives to clients, and to servers that ask for any. */
        private val PORTS = 15_000..32_000

        /** Nobody reserves it: who takes it is quick, or tries again. Another build hardly looks at the same one. */
        fun freePort(): Int = generateSequence { PORTS.random() }.first(::isFree)

        private fun isFree(port: Int): Boolean = try {
            ServerSocket(port, 1, LOOPBACK).close()
            true
        } catch (_: BindException) {
            false
        }

        /** Starts what [command] says for a port. Should that port be taken meanwhile, tries others. */
        fun start(folder: Path, command: (port: Int) -> List<String>): ServerProcess {
            val failures = mutableListOf<IOException>()
            repeat(3) {
                val port = freePort()
                try {
                    return start(folder, port, command(port))
                } catch (e: IOException) {
                    failures += e
                }
            }
            throw failures.reduce { first, next -> first.apply { addSuppressed(next) } }
        }

        private fun start(folder: Path, port: Int, command: List<String>): ServerProcess {
            val log = folder.resolve("output-$port").toFile()
            val builder = ProcessBuilder(
                command,
            ).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log)
            val server = ServerProcess(builder.start(), port, log)
            try {
                server.awaitListening()
                return server
            } catch (e: IOException) {
                server.close()
                throw e
            }
        }
    }
}
