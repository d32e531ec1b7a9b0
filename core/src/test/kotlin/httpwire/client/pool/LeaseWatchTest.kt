package httpwire.client.pool

import httpwire.client.await
import httpwire.connection.HttpConnection
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.transport.Arrival
import httpwire.transport.Transport
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import java.time.Duration
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.logging.Handler
import java.util.logging.LogRecord
import java.util.logging.Logger

private class Messages : Handler() {
    val all = ConcurrentLinkedQueue<String>()

    override fun publish(record: LogRecord) {
        all += record.message
    }

    override fun flush() = Unit

    override fun close() = Unit
}

private fun said(what: String) =
    "the response to $what was neither read to its end nor closed; its connection is closed now"

/** The lease is garbage afterwards, its transport is not. */
private fun lose(pool: Pool, connection: HttpConnection, what: String, act: Lease.() -> Unit): Transport =
    pool.acquire("key").shouldNotBeNull().lease().shouldNotBeNull().run {
        use(connection, what)
        act()
        connection.transport.shouldNotBeNull()
    }

class LeaseWatchTest : FunSpec({
    val logger = Logger.getLogger("httpwire")
    val messages = Messages()
    beforeSpec {
        logger.addHandler(messages)
        logger.useParentHandlers = false
    }
    afterSpec {
        logger.removeHandler(messages)
        logger.useParentHandlers = true
    }

    context("F53: the connection of a lost lease is closed, and it is said whose response that was") {
        val ways: Map<String, Lease.() -> Unit> = mapOf("opened" to { opened() }, "used again" to { reused() })
        withTests(nameFn = { it }, ways.keys) { way ->
            AnsweringPeer.start { Answer.ok("") }.use { server ->
                val pool = Pool(PoolOptions.DEFAULT)
                val connection = HttpConnection.http(server.address()).apply { connect() }
                val transport = lose(pool, connection, "GET /$way", ways.getValue(way))
                transport.poll(Duration.ZERO) shouldBe Arrival.NOTHING
                await {
                    System.gc()
                    pool.statistics().leaked == 1L
                }
                transport.poll(Duration.ZERO) shouldBe Arrival.END
                messages.all.count { it == said("GET /$way") } shouldBe 1
            }
        }
    }

    test("F53: a lease that was lost before it was used is said to be of a request") {
        val pool = Pool(PoolOptions.DEFAULT)
        pool.acquire("key").shouldNotBeNull()
        await {
            System.gc()
            pool.statistics().leaked == 1L
        }
        messages.all.count { it == said("a request") } shouldBe 1
    }
})
