package httpwire.connection

import httpwire.HttpException
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

private const val ROUNDS = 20_000

class LeaseEndTest : FunSpec({
    test("who asks to be told of the end while another thread makes it is told once") {
        val reason = HttpException.Cancelled("the lease is over", null)
        val start = CyclicBarrier(2)
        val runs = List(ROUNDS) { AtomicInteger() }
        val responses = List(ROUNDS) {
            connectionOver(Wire(ok("hi"))).run {
                request("GET", "/")
                readResponse()
            }
        }
        val taker = thread {
            for (response in responses) {
                start.await()
                response.takeAway(reason)
            }
        }
        for ((round, response) in responses.withIndex()) {
            start.await()
            response.setEndFollower { runs[round].incrementAndGet() }
        }
        taker.join()
        runs.groupingBy { it.get() }.eachCount() shouldBe mapOf(1 to ROUNDS)
    }
})
