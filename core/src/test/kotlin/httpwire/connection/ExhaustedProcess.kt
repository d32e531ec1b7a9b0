package httpwire.connection

import httpwire.HttpException
import httpwire.client.HttpClient
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer

/**
 * A process that opens connections until the system has no more, closes them, and tells what happened. Its arguments are
 * the port of a server; without one it makes a server itself.
 */
internal object ExhaustedProcess {
    private const val MOST = 2_000

    @JvmStatic
    fun main(arguments: Array<String>) {
        if (arguments.isNotEmpty()) return run("127.0.0.1:${arguments[0]}")
        AnsweringPeer.start { Answer.ok("ok") }.use { run(it.address()) }
    }

    private fun run(address: String) {
        // What is needed later is loaded now: then there may be no descriptor for it.
        println(fetch(address))
        HttpConnection.http("127.0.0.1:1").use { println(failure(it)?.javaClass?.simpleName) }
        val held = mutableListOf<HttpConnection>()
        var failure: Throwable? = null
        while (failure == null && held.size < MOST) {
            held += HttpConnection.http(address)
            failure = failure(held.last())
        }
        println("${failure?.javaClass?.simpleName} ${(failure as? HttpException)?.fault} ${held.size > 5}")
        held.forEach { it.close() }
        println(again(address))
    }

    private fun failure(connection: HttpConnection) = runCatching { connection.connect() }.exceptionOrNull()

    private fun fetch(address: String) = HttpClient.create().use { it.get("http://$address/").text() }

    /** A port is free again some time after its connection. */
    private fun again(address: String): String {
        val limit = System.nanoTime() + 20_000_000_000
        while (true) {
            val outcome = runCatching { fetch(address) }
            if (outcome.isSuccess || System.nanoTime() > limit) return outcome.getOrElse { it.toString() }
            Thread.yield()
        }
    }
}
