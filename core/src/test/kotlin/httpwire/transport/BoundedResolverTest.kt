package httpwire.transport

import httpwire.HttpException
import httpwire.Origin
import httpwire.Phase
import httpwire.Timeouts
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldNotContain
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import java.io.IOException
import java.net.InetAddress
import java.net.UnknownHostException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicReference

private fun NameResolver.lookUp(
    host: String,
    timeouts: Timeouts = Timeouts.DEFAULT,
    cancellation: Cancellation = Cancellation(),
): List<InetAddress> = BoundedResolver(this).resolve(Origin("http", host, 80), attempt(timeouts, cancellation))

/** A resolver that never answers, until it is let go. */
private class Silent : NameResolver, AutoCloseable {
    val asked = CountDownLatch(1)
    private val free = CountDownLatch(1)

    override fun resolve(host: String): List<InetAddress> {
        asked.countDown()
        await(free)
        return listOf(LOOPBACK)
    }

    override fun close() = free.countDown()
}

class BoundedResolverTest :
    FunSpec({
        test("a name is looked up in a daemon thread of its own") {
            val thread = AtomicReference<Thread>()
            val resolver =
                NameResolver {
                    thread.set(Thread.currentThread())
                    listOf(LOOPBACK)
                }
            resolver.lookUp("a.test") shouldBe listOf(LOOPBACK)
            thread.get() shouldNotBe Thread.currentThread()
            thread.get().isDaemon shouldBe true
            thread.get().name shouldContain "a.test"
        }

        test("an address is not looked up at all") {
            val resolver = NameResolver { error("asked for $it") }
            for (address in listOf("127.0.0.1", "255.255.255.255", "0.0.0.0", "::1", "2001:db8::a:1", "fe80::1%1")) {
                resolver.lookUp(address).size shouldBe 1
            }
            resolver.lookUp("127.0.0.1").single().hostAddress shouldBe "127.0.0.1"
            resolver.lookUp("::1").single().hostAddress shouldBe "0:0:0:0:0:0:0:1"
        }

        test("a resolver of the caller's is asked for every name, localhost too") {
            val asked = mutableListOf<String>()
            val threads = mutableListOf<Thread>()
            val resolver = NameResolver {
                asked += it
                threads += Thread.currentThread()
                listOf(InetAddress.getByName("192.0.2.1"))
            }
            val names = listOf("localhost", "LocalHost", "localhost.", "a.test", "1.2.3.4.test")
            for (name in names) resolver.lookUp(name).single().hostAddress shouldBe "192.0.2.1"
            asked shouldBe names
            threads shouldNotContain Thread.currentThread()
        }

        test("localhost is the loopback addresses, and no name server hears of it") {
            for (name in listOf("localhost", "LocalHost", "localhost.")) {
                NameResolver.SYSTEM.lookUp(name).map { it.hostAddress } shouldBe listOf("127.0.0.1", "0:0:0:0:0:0:0:1")
                NameResolver.SYSTEM.resolve(name).map { it.toString() } shouldBe
                    listOf("localhost/127.0.0.1", "localhost/0:0:0:0:0:0:0:1")
            }
        }

        test("F5: a slow lookup is left alone when its time is up") {
            for (timeouts in listOf(
                Timeouts.NONE.withResolve(millis(60)),
                Timeouts.NONE.withConnect(millis(60)),
                Timeouts.DEFAULT.withDeadline(millis(60)),
            )) {
                Silent().use { resolver ->
                    val start = System.nanoTime()
                    val timeout = shouldThrow<HttpException.Timeout> { resolver.lookUp("a.test", timeouts) }
                    timeout.phase shouldBe Phase.RESOLVE
                    (System.nanoTime() - start) / 1_000_000 shouldBeLessThan 3000
                }
            }
        }

        test("cancelling ends the wait, from another thread or before it began") {
            Silent().use { resolver ->
                val cancellation = Cancellation()
                val call = Running { resolver.lookUp("a.test", Timeouts.NONE, cancellation) }
                await(resolver.asked)
                cancellation.cancel()
                call.failure().shouldBeInstanceOf<HttpException.Cancelled>()
                shouldThrow<HttpException.Cancelled> { resolver.lookUp("a.test", Timeouts.NONE, cancellation) }
            }
        }

        test("so does an interrupt, whose flag is kept") {
            Silent().use { resolver ->
                val call = Running { resolver.lookUp("a.test", Timeouts.NONE) }
                await(resolver.asked)
                call.thread.interrupt()
                call.failure().shouldBeInstanceOf<HttpException.Cancelled>()
                call.endedInterrupted() shouldBe true
            }
        }

        test("what the resolver throws is told: its own I/O errors as they are, others as the cause of one") {
            val unknown =
                shouldThrow<UnknownHostException> { NameResolver { throw UnknownHostException(it) }.lookUp("a.test") }
            unknown.message shouldBe "a.test"
            val broken = shouldThrow<IOException> { NameResolver { error("broken") }.lookUp("a.test") }
            broken.cause.shouldBeInstanceOf<IllegalStateException>()
        }

        test("the system's resolver asks the JDK for every other name") {
            val here = InetAddress.getLocalHost()
            NameResolver.SYSTEM.lookUp(here.hostName) shouldBe InetAddress.getAllByName(here.hostName).toList()
        }
    })
