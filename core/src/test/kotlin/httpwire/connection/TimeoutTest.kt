package httpwire.connection

import httpwire.Delivery.Stage
import httpwire.HttpException
import httpwire.Phase
import httpwire.Timeouts
import httpwire.state.ConnectionState
import httpwire.transport.millis
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeBetween
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import java.time.Duration

/** Long enough for what is not stuck, the second exchange for instance, on a busy machine too. */
private val BOUND = millis(600)

/** Long enough to get to where the exchange is stuck, on a busy machine too. */
private val DEADLINE = millis(1000)

private fun only(phase: Phase): Timeouts = when (phase) {
    Phase.RESOLVE -> Timeouts.NONE.withResolve(BOUND)
    Phase.CONNECT -> Timeouts.NONE.withConnect(BOUND)
    Phase.TLS -> Timeouts.NONE.withTls(BOUND)
    Phase.TUNNEL -> Timeouts.NONE.withTunnel(BOUND)
    Phase.WRITE -> Timeouts.NONE.withWrite(BOUND)
    Phase.HEAD, Phase.BODY -> Timeouts.NONE.withRead(BOUND)
    Phase.POOL -> Timeouts.NONE
}

/** How much of the request the peer may have, when it gets stuck there. */
private fun stage(phase: Phase): Stage = when (phase) {
    Phase.POOL, Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.TUNNEL -> Stage.NOTHING_SENT
    Phase.WRITE -> Stage.BODY_SENT
    Phase.HEAD, Phase.BODY -> Stage.RESPONSE_BEGUN
}

/** Calls what must time out; in time. */
private fun timedOut(bound: Duration = BOUND, call: () -> Unit): HttpException.Timeout {
    val start = System.nanoTime()
    val timeout = shouldThrow<HttpException.Timeout>(call)
    val took = (System.nanoTime() - start) / 1_000_000
    took.shouldBeBetween(bound.toMillis() - 5, bound.toMillis() + 3000)
    timeout.elapsed.toMillis().shouldBeBetween(bound.toMillis() - 5, took)
    return timeout
}

private fun checkEnd(stall: Stall, connection: HttpConnection, timeout: HttpException.Timeout) {
    timeout.phase shouldBe stall.phase
    timeout.fault shouldBe HttpException.Fault.NETWORK
    timeout.circumstances!!.phase shouldBe stall.phase
    if (stall != Stall.HEAD_TLS) timeout.circumstances!!.delivery.stage shouldBe stage(stall.phase)
    connection.transport.shouldBeNull()
    connection.state shouldBe ConnectionState.IDLE
}

class TimeoutTest :
    FunSpec({
        for (stall in Stall.entries) {
            test("F4, F18, F19, F21, F31: the phase has its own bound: $stall") {
                stall.play(only(stall.phase)) { connection, place ->
                    val timeout = timedOut { stall.call(connection) }
                    checkEnd(stall, connection, timeout)
                    timeout.message!! shouldStartWith "the time for ${stall.phase} ran out after "
                    place.over.countDown()
                    exchanged(connection) shouldBe "hi"
                }
            }

            test("the deadline holds for it too: $stall") {
                val patient = Timeouts.of(Duration.ofSeconds(20))
                stall.play(patient.withDeadline(DEADLINE)) { connection, place ->
                    val timeout = timedOut(DEADLINE) { stall.call(connection) }
                    checkEnd(stall, connection, timeout)
                    timeout.message!! shouldStartWith "the deadline, while ${stall.phase}, ran out after "
                    place.over.countDown()
                    exchanged(connection) shouldBe "hi"
                }
            }
        }

        test("bytes are told: those of the phase, and those of the exchange") {
            Stall.BODY.play(Timeouts.NONE.withRead(BOUND)) { connection, place ->
                val timeout = timedOut { exchanged(connection) }
                timeout.circumstances!!.bytesSent shouldBe place.peer.transcript(1).received().length
                timeout.circumstances!!.bytesReceived shouldBe ok("Content-Length: 9\r\n", "half").length
                timeout.circumstances!!.isReused shouldBe false
                exchanged(connection) shouldBe "hi"
            }
            Stall.WRITE.play(Timeouts.NONE.withWrite(BOUND)) { connection, place ->
                val timeout = timedOut { Stall.WRITE.call(connection) }
                timeout.byteCount shouldBe timeout.circumstances!!.bytesSent
                timeout.byteCount shouldBeGreaterThan 10_000L
                timeout.circumstances!!.bytesReceived shouldBe 0
                place.over.countDown()
                exchanged(connection) shouldBe "hi"
            }
        }
    })
