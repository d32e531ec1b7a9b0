package httpwire.testing

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit.SECONDS

private const val NAME = "the acceptor of a test"

class AcceptorTest : FunSpec({
    test("a taker that throws is told of, and the next connection is taken") {
        val own = AssertionError("own")
        val taken = CompletableFuture<Socket>()
        val told = CompletableFuture<Throwable>()
        var count = 0
        val taker = Acceptor.Taker { socket ->
            if (++count == 1) throw own
            taken.complete(socket)
        }
        val acceptor = Acceptor(ServerSocket(0, 5, InetAddress.getLoopbackAddress()), taker, NAME)
        acceptor.start()
        Thread.getAllStackTraces().keys.single { it.name == NAME }.setUncaughtExceptionHandler { _, thrown ->
            told.complete(thrown)
        }
        try {
            Socket(InetAddress.getLoopbackAddress(), acceptor.port()).use { first ->
                first.soTimeout = 10_000
                first.getInputStream().read() shouldBe -1
                told.get(10, SECONDS) shouldBe own
            }
            Socket(InetAddress.getLoopbackAddress(), acceptor.port()).use { taken.get(10, SECONDS).close() }
        } finally {
            acceptor.stop()
        }
    }
})
