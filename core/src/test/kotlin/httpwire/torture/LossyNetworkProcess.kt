package httpwire.torture

import com.sun.net.httpserver.HttpServer
import com.sun.net.httpserver.HttpsConfigurator
import com.sun.net.httpserver.HttpsServer
import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.client.HttpClient
import httpwire.transport.Identities
import okio.ByteString.Companion.toByteString
import java.io.File
import java.net.InetAddress
import java.net.InetSocketAddress
import java.time.Duration
import java.util.concurrent.Executors
import kotlin.random.Random

private const val COUNT = 15

/** What happens to packets, by the last number of the address from 2 on; `lossy-network.py` does it. */
internal enum class LossyNetwork {
    LOST,
    LATE,
    SWAPPED,
    REPEATED,
    DAMAGED,
    ALL_OF_THESE,

    /** Damaged so that the checksum does not tell. */
    FORGED,

    /** From some packet on none arrives. */
    CUT,
    ;

    val address: InetAddress get() = InetAddress.getByAddress(byteArrayOf(10, 9, 0, (2 + ordinal).toByte()))
}

/** Runs where [LossyNetwork] is the network, and tells what came of its exchanges, a line for each fault and scheme. */
internal object LossyNetworkProcess {
    private val body = Random(1).nextBytes(60_000).toByteString()

    @JvmStatic
    fun main(arguments: Array<String>) {
        val here = InetSocketAddress("10.9.0.1", 0)
        val secure = HttpsServer.create(here, 0).apply { httpsConfigurator = HttpsConfigurator(Identities.good) }
        val threads = Executors.newCachedThreadPool { Thread(it).apply { isDaemon = true } }
        for ((scheme, server) in mapOf("http" to HttpServer.create(here, 0), "https" to secure)) {
            server.executor = threads
            server.createContext("/") { exchange ->
                val answer = exchange.requestBody.readAllBytes() + body.toByteArray()
                exchange.sendResponseHeaders(200, if (exchange.requestMethod == "POST") 0 else answer.size.toLong())
                exchange.responseBody.use { it.write(answer) }
            }
            server.start()
            for (fault in LossyNetwork.entries) {
                // Without TLS nobody can tell.
                if (scheme == "https" || fault != LossyNetwork.FORGED) {
                    println("$fault $scheme: ${outcomes(fault, "$scheme://a.test:${server.address.port}/")}")
                }
            }
            server.stop(0)
        }
        println("sent again: ${tcp("RetransSegs") > COUNT}, refused by their checksum: ${tcp("InCsumErrors") > COUNT}")
    }

    /** A number that the system has counted for TCP in this network. */
    private fun tcp(name: String): Int {
        val (names, numbers) = File("/proc/net/snmp").readLines().filter { it.startsWith("Tcp:") }.map { it.split(' ') }
        return numbers[names.indexOf(name)].toInt()
    }

    private fun outcomes(fault: LossyNetwork, url: String): String {
        val isCut = fault == LossyNetwork.CUT
        val timeouts = Timeouts.DEFAULT.withRead(Duration.ofMillis(if (isCut) 500 else 10_000))
        val client = HttpClient.builder().resolver { listOf(fault.address) }.tls(Identities.trusting)
            .timeouts(timeouts.withDeadline(Duration.ofSeconds(20))).build()
        val outcomes = List(if (isCut) 2 else COUNT) { outcome(client, url, it) }
        val pool = client.statistics().run { "$leased leased, $leaked leaked" }
        client.close()
        val told = when {
            "WRONG" !in outcomes && fault == LossyNetwork.FORGED && outcomes.any { it != "right" } -> "some failed"
            else -> outcomes.groupingBy { it }.eachCount().map { (outcome, count) -> "$count $outcome" }.joinToString()
        }
        return "$told, $pool"
    }

    private fun outcome(client: HttpClient, url: String, number: Int): String {
        val sent = if (number % 2 == 0) "" else "$number".repeat(10_000)
        val request = if (sent.isEmpty()) Request.get(url) else Request.post(url, RequestBody.of(sent))
        return try {
            val text = client.send(request).read()
            if (text == (sent.encodeToByteArray() + body.toByteArray()).toByteString()) "right" else "WRONG"
        } catch (e: HttpException) {
            e.javaClass.simpleName
        }
    }
}
