package httpwire.connection

import httpwire.HttpVersion
import httpwire.Limits
import httpwire.Origin
import httpwire.Timeouts
import httpwire.internal.wire.RequestHead
import httpwire.transport.Cancellation
import httpwire.transport.TimeBudget
import httpwire.transport.Transport
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

/** Has no thread for the first one who asks. */
private class ShortOfThreads(open: OpenConnection) : StuckWrites(open) {
    var askedCount = 0

    override fun newThread(): Thread {
        val thread = super.newThread()
        if (++askedCount > 1) return thread
        return object : Thread(thread) {
            override fun start() = throw OutOfMemoryError("unable to create native thread")
        }
    }
}

class StuckWritesTest : FunSpec({
    test("F58: when no thread can be started that is told, and the next slow write is watched again") {
        val open = OpenConnection(Transport.of(Wire()), Limits.DEFAULT)
        val writes = ShortOfThreads(open)
        val head = RequestHead("PUT", "/", HttpVersion.HTTP_1_1)
        val budget = TimeBudget(Timeouts.DEFAULT)
        val watchers = Watchers(null)
        writes.begin(Exchange(1, 0, head, Origin.http("a"), budget, Cancellation(), watchers))
        shouldThrow<OutOfMemoryError> { writes.run() }
        writes.run()
        writes.askedCount shouldBe 2
        writes.end()
        writes.retire()
    }
})
