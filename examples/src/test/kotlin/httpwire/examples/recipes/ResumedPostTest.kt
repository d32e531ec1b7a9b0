package httpwire.examples.recipes

import httpwire.client.HttpClient
import httpwire.coroutines.httpClient
import httpwire.examples.JavaEvents
import httpwire.sse.EventOptions
import httpwire.sse.Reconnection
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.time.Duration
import kotlin.concurrent.thread
import kotlin.time.Duration.Companion.milliseconds

private const val RESULT = """{"result":7}"""

/** Restarts the server when it has been asked once, and gives what it was asked. */
private fun restarted(call: (url: String) -> String): Pair<String, List<String>> = EventServer().use { server ->
    server.start("id: 1\ndata:\n\n")
    val restarting = thread {
        while (server.answered.get() == 0) Thread.sleep(1)
        server.stop()
        server.start("id: 2\ndata: $RESULT\n\n")
    }
    val result = call("http://127.0.0.1:${server.port}/mcp")
    restarting.join()
    result to server.requests.map { head ->
        head.substringBefore(' ') + head.substringAfter("Last-Event-ID:", "").lines().first()
    }
}

class ResumedPostTest : FunSpec({
    test("Kotlin: a POST is resumed by GET after a restart") {
        val (result, requests) = restarted { url ->
            kotlinx.coroutines.runBlocking { httpClient().use { callTool(it, url, "{}", 1.milliseconds) } }
        }
        result shouldBe RESULT
        requests shouldContainExactly listOf("POST", "GET 1")
    }

    test("Java: a POST is resumed by GET after a restart") {
        val options = EventOptions.DEFAULT.withReconnection(Reconnection.DEFAULT.withDelay(Duration.ofMillis(1)))
        val (result, requests) = restarted { url ->
            HttpClient.create().use { JavaEvents.result(it, url, "{}", options) }
        }
        result shouldBe RESULT
        requests shouldContainExactly listOf("POST", "GET 1")
    }
})
