package httpwire.client.retry

import httpwire.Circumstances
import httpwire.Delivery
import httpwire.Delivery.Stage
import httpwire.Headers
import httpwire.HttpDate
import httpwire.HttpException
import httpwire.HttpException.ConnectFailed
import httpwire.HttpException.ConnectionLost
import httpwire.HttpException.TlsFailed.Problem
import httpwire.Origin
import httpwire.Phase
import httpwire.Request
import httpwire.RequestBody
import httpwire.SocksReply
import httpwire.call.Backoff
import httpwire.call.Next
import httpwire.connection.HttpResponse
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.comparables.shouldBeLessThanOrEqualTo
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import okio.ByteString
import okio.Source
import java.io.IOException
import java.time.Duration
import java.time.Instant

private val AT_ONCE = Backoff(Duration.ZERO, Duration.ZERO)

private val GET = Request.get("http://h.example/")
private val POST = Request.post("http://h.example/", RequestBody.of("b"))
private val KEYED = POST.newBuilder().idempotencyKey("k").build()
private val ONCE = Request.put("http://h.example/", RequestBody.of(Buffer() as Source))

private fun <T : HttpException> T.at(phase: Phase, stage: Stage): T = apply {
    initCircumstances(Circumstances(phase, "h.example:80", false, 0, 0, Delivery(stage, 0)))
}

private fun lost(stage: Stage = Stage.HEAD_SENT) = ConnectionLost("reset", null).at(Phase.HEAD, stage)

private fun refused() = ConnectFailed("refused", null).at(Phase.CONNECT, Stage.NOTHING_SENT)

private fun timeout(phase: Phase, stage: Stage) =
    HttpException.Timeout(phase, "the timeout", Duration.ofSeconds(1), 0, null).at(phase, stage)

private fun answer(status: Int, vararg fields: String) =
    HttpResponse.builder(status).headers(Headers.of(*fields)).build()

private fun step(
    retries: Retries = Retries.of(3).withBackoff(AT_ONCE),
    budget: RetryBudget = RetryBudget(retries),
    random: Double = 0.5,
    isInTime: (Duration) -> Boolean = { true },
) = RetryStep(budget, isInTime) { random }

private fun RetryStep.isRepeated(request: Request, failure: IOException): Boolean = try {
    failed(request, failure).reason == Next.Reason.RETRY
} catch (thrown: IOException) {
    thrown shouldBeSameInstanceAs failure
    false
}

private fun RetryStep.delay(response: HttpResponse): Duration? =
    after(GET, response).let { if (it.response == null) it.delay else null }

/** A failure, the kind that it counts as, and whether a request that may not arrive twice is repeated after it. */
private class Row(val failure: HttpException, val kind: RetryKind?, val isForAll: Boolean = false)

class RetryStepTest : FunSpec({
    val hop = Origin.of("http", "proxy.example", 3128)
    val rows = mapOf(
        "refused" to Row(refused(), RetryKind.CONNECT, true),
        "no handshake in time" to Row(timeout(Phase.TLS, Stage.NOTHING_SENT), RetryKind.CONNECT, true),
        "lost before anything was sent" to Row(lost(Stage.NOTHING_SENT), RetryKind.CONNECT, true),
        "lost after the head" to Row(lost(), RetryKind.READ),
        "lost in the body" to Row(lost(Stage.BODY_SENT), RetryKind.READ),
        "lost in the answer" to Row(lost(Stage.RESPONSE_BEGUN), RetryKind.READ),
        "no answer in time" to Row(timeout(Phase.HEAD, Stage.BODY_SENT), RetryKind.READ),
        "closed without an answer" to
            Row(HttpException.RemoteDisconnected().at(Phase.HEAD, Stage.HEAD_SENT), RetryKind.READ),
        "closed in the head" to
            Row(
                HttpException.IncompleteRead(ByteString.EMPTY, -1).at(Phase.HEAD, Stage.RESPONSE_BEGUN),
                RetryKind.READ,
            ),
        "not HTTP" to Row(HttpException.BadStatusLine("SMTP").at(Phase.HEAD, Stage.RESPONSE_BEGUN), RetryKind.OTHER),
        "malformed" to
            Row(HttpException.MalformedMessage("no").at(Phase.HEAD, Stage.RESPONSE_BEGUN), RetryKind.OTHER),
        "handshake broke" to Row(tlsFailed(Problem.OTHER), RetryKind.CONNECT, true),
        "proxy: 500" to Row(tunnelRefused(hop, 500), RetryKind.CONNECT, true),
        "proxy: 499" to Row(tunnelRefused(hop, 499), null),
        "proxy: 503" to Row(tunnelRefused(hop, 503), RetryKind.CONNECT, true),
        "untrusted" to Row(tlsFailed(Problem.UNTRUSTED), null),
        "expired" to Row(tlsFailed(Problem.EXPIRED), null),
        "not TLS" to Row(tlsFailed(Problem.NOT_TLS), null),
        "proxy: 403" to Row(tunnelRefused(hop, 403), null),
        "SOCKS: not allowed" to Row(tunnelRefused(hop, SocksReply.NOT_ALLOWED), null),
        "SOCKS: unreachable" to Row(tunnelRefused(hop, SocksReply.HOST_UNREACHABLE), RetryKind.CONNECT, true),
        "no connection in time" to Row(timeout(Phase.POOL, Stage.NOTHING_SENT), null),
        "pool is full" to Row(HttpException.PoolExhausted("full").at(Phase.POOL, Stage.NOTHING_SENT), null),
        "cancelled" to Row(HttpException.Cancelled("cancelled", null).at(Phase.HEAD, Stage.HEAD_SENT), null),
        "bad URL" to Row(HttpException.InvalidUrl("no"), null),
        "address refused" to Row(HttpException.AddressRefused(hop, listOf()), null),
        "too long" to Row(HttpException.LimitExceeded("long").at(Phase.HEAD, Stage.RESPONSE_BEGUN), null),
        "rspauth is wrong" to
            Row(
                HttpException.UnexpectedResponse("no", "http://h/", 200, "OK", Headers.EMPTY, ByteString.EMPTY)
                    .at(Phase.HEAD, Stage.RESPONSE_BEGUN),
                null,
            ),
        "too many redirects" to Row(HttpException.TooManyRedirects("circle", "http://h/"), null),
    )
    for ((name, row) in rows) {
        context("$name is ${row.kind ?: "final"}") {
            test("GET, and POST with a key") {
                step().isRepeated(GET, row.failure) shouldBe (row.kind != null)
                step().isRepeated(KEYED, row.failure) shouldBe (row.kind != null)
            }
            test("POST, and a body that can be sent once, only if nothing was sent") {
                step().isRepeated(POST, row.failure) shouldBe row.isForAll
                step().isRepeated(ONCE, row.failure) shouldBe row.isForAll
            }
            test("T32: each kind has its own number") {
                for (kind in RetryKind.entries) {
                    val without = when (kind) {
                        RetryKind.CONNECT -> Retries.of(3).withConnect(0)
                        RetryKind.READ -> Retries.of(3).withRead(0)
                        RetryKind.STATUS -> Retries.of(3).withStatus(0)
                        RetryKind.OTHER -> Retries.of(3).withOther(0)
                    }
                    step(without.withBackoff(AT_ONCE)).isRepeated(GET, row.failure) shouldBe
                        (row.kind != null && row.kind != kind)
                }
            }
        }
    }

    test("an exception that is the caller's own passes") {
        step().isRepeated(GET, IOException("from the body")) shouldBe false
    }

    test("statuses: those of the options, for requests that may be repeated") {
        for (status in 200..599) {
            val isListed = status in Retries.STATUSES
            (step().delay(answer(status)) != null) shouldBe isListed
            (step().after(POST, answer(status)).response != null) shouldBe true
            (step().after(KEYED, answer(status)).request != null) shouldBe isListed
            (step().after(ONCE, answer(status)).response != null) shouldBe true
        }
        val own = Retries.of(3).withStatuses(setOf(500)).withBackoff(AT_ONCE)
        step(own).delay(answer(500)) shouldBe Duration.ZERO
        step(own).delay(answer(503)) shouldBe null
        step(own.withStatus(0)).delay(answer(500)) shouldBe null
    }

    test("T32: the total bounds all kinds together, and each kind its own") {
        val some = step(Retries.of(3).withRead(1).withBackoff(AT_ONCE))
        some.isRepeated(GET, lost()) shouldBe true
        some.isRepeated(GET, lost()) shouldBe false
        some.isRepeated(GET, refused()) shouldBe true
        some.delay(answer(503)) shouldBe Duration.ZERO
        some.isRepeated(GET, refused()) shouldBe false
        some.delay(answer(503)) shouldBe null
    }

    test("the waits grow, by a random part") {
        val slow = step(Retries.of(9).withBackoff(Backoff(Duration.ofMillis(100), Duration.ofMillis(500))))
        (1..4).map { slow.failed(GET, lost()).delay.toMillis() } shouldBe listOf(50, 100, 200, 250)
    }

    test("the waits of a client's calls are not all the same, so that their repetitions do not come at once") {
        val budget = RetryBudget(Retries.DEFAULT.withBudget(20))
        val delays = List(20) { budget.newStep { true }.failed(GET, lost()).delay }
        delays.toSet().size shouldBeGreaterThan 1
    }

    context("Retry-After, RFC 9110 §10.2.3") {
        val retries = Retries.of(3).withBackoff(AT_ONCE)
        val in30 = HttpDate.format(Instant.now().plusSeconds(30))
        val table = mapOf(
            "7" to Duration.ofSeconds(7),
            "0" to Duration.ZERO,
            "0007" to Duration.ofSeconds(7),
            "60" to Duration.ofMinutes(1),
            "61" to Duration.ofMinutes(1),
            "9223372036854775807" to Duration.ofMinutes(1),
            "99999999999999999999999" to Duration.ofMinutes(1),
            "Fri, 31 Dec 9999 23:59:59 GMT" to Duration.ofMinutes(1),
            "Sunday, 06-Nov-94 08:49:37 GMT" to Duration.ZERO,
            "Sun Nov  6 08:49:37 1994" to Duration.ZERO,
            "Sun, 06 Nov 1994 08:49:37 GMT" to Duration.ZERO,
            // What is neither is ignored.
            "-7" to Duration.ZERO,
            "+7" to Duration.ZERO,
            "7.5" to Duration.ZERO,
            "7s" to Duration.ZERO,
            "" to Duration.ZERO,
            "tomorrow" to Duration.ZERO,
        )
        for ((value, delay) in table) {
            test("T32: '$value'") { step(retries).delay(answer(503, "Retry-After", value)) shouldBe delay }
        }
        test("a date is a wait from now") {
            val delay = step(retries).delay(answer(429, "Retry-After", in30))!!
            delay shouldBeGreaterThan Duration.ofSeconds(20)
            delay shouldBeLessThanOrEqualTo Duration.ofSeconds(30)
        }
        test("T32: the bound is an option") {
            val short = retries.withMaxRetryAfter(Duration.ofSeconds(2))
            step(short).delay(answer(503, "Retry-After", "7")) shouldBe Duration.ofSeconds(2)
        }
    }

    test("what would end after the deadline is not waited for: the response or failure is the call's") {
        val late = step(isInTime = { false })
        late.delay(answer(503)) shouldBe null
        late.isRepeated(GET, lost()) shouldBe false
        val bounded = step(isInTime = { it < Duration.ofSeconds(5) })
        bounded.delay(answer(503, "Retry-After", "5")) shouldBe null
        bounded.delay(answer(503, "Retry-After", "4")) shouldBe Duration.ofSeconds(4)
    }

    context("the budget of the client") {
        val retries = Retries.of(100).withBackoff(AT_ONCE).withBudget(2)

        test("T32: bounds the repetitions of all calls together") {
            val budget = RetryBudget(retries)
            step(retries, budget).isRepeated(GET, lost()) shouldBe true
            step(retries, budget).delay(answer(503)) shouldBe Duration.ZERO
            step(retries, budget).isRepeated(GET, lost()) shouldBe false
            step(retries, budget).delay(answer(503)) shouldBe null
        }

        test("ten calls that succeed at once bring one back, and no more than there were") {
            val budget = RetryBudget(retries)
            repeat(100) { step(retries, budget).after(GET, answer(200)) }
            repeat(2) { step(retries, budget).isRepeated(GET, lost()) shouldBe true }
            repeat(9) { step(retries, budget).after(GET, answer(200)) }
            step(retries, budget).isRepeated(GET, lost()) shouldBe false
            step(retries, budget).after(GET, answer(404))
            step(retries, budget).isRepeated(GET, lost()) shouldBe true
        }

        test("a call that succeeds after a repetition brings nothing back") {
            val ten = retries.withBudget(10)
            val budget = RetryBudget(ten)
            repeat(10) {
                val one = step(ten, budget)
                one.isRepeated(GET, lost()) shouldBe true
                one.after(GET, answer(200))
            }
            step(ten, budget).isRepeated(GET, lost()) shouldBe false
        }

        test("a call brings a tenth once, however many responses it has over its redirects") {
            val budget = RetryBudget(retries)
            repeat(2) { step(retries, budget).isRepeated(GET, lost()) shouldBe true }
            val redirected = step(retries, budget)
            repeat(20) { redirected.after(GET, answer(302)) }
            step(retries, budget).isRepeated(GET, lost()) shouldBe false
            repeat(9) { step(retries, budget).after(GET, answer(200)) }
            step(retries, budget).isRepeated(GET, lost()) shouldBe true
        }

        test("is refused if it cannot be counted in tenths") {
            shouldThrow<IllegalArgumentException> { Retries.DEFAULT.withBudget(200_000_001) }
            RetryBudget(Retries.DEFAULT.withBudget(200_000_000)).take() shouldBe true
        }

        test("is not spent on a wait that would end after the deadline") {
            val budget = RetryBudget(retries.withBudget(1))
            step(retries, budget, isInTime = { false }).isRepeated(GET, lost()) shouldBe false
            step(retries, budget).isRepeated(GET, lost()) shouldBe true
        }

        test("of 0 repeats nothing") { step(retries.withBudget(0)).isRepeated(GET, lost()) shouldBe false }
    }

    test("the last failure tells of the attempts before, and of their failures") {
        val all = step(Retries.of(3).withBackoff(Backoff(Duration.ofMillis(10), Duration.ofMillis(10))))
        val first = refused()
        val last = lost()
        all.failed(GET, first)
        all.after(GET, answer(503, "Retry-After", "2"))
        all.failed(GET, lost())
        shouldThrow<ConnectionLost> { all.failed(GET, last) } shouldBeSameInstanceAs last
        last.attempts.map { it.status } shouldBe listOf(0, 503, 0)
        last.attempts.map { it.delay.toMillis() } shouldBe listOf(5, 2000, 5)
        last.attempts.first().failure shouldBeSameInstanceAs first
        last.suppressed.first() shouldBeSameInstanceAs first
        last.suppressed.size shouldBe 2
        last.toString() shouldContain "attempts before: [ConnectFailed, 5 ms later, 503, 2000 ms later, ConnectionLost"
    }

    test("a failure that is thrown again and again, as the same object, tells of itself only once") {
        val same = lost()
        val all = step(Retries.of(2).withBackoff(AT_ONCE))
        repeat(2) { all.failed(GET, same) }
        shouldThrow<ConnectionLost> { all.failed(GET, same) } shouldBeSameInstanceAs same
        same.attempts.size shouldBe 2
        same.suppressed.size shouldBe 0
    }

    test("a first failure that is final tells of none") {
        val only = lost()
        shouldThrow<ConnectionLost> { step(Retries.of(0)).failed(GET, only) }.attempts shouldBe listOf()
        only.toString() shouldBe
            "httpwire.HttpException\$ConnectionLost: reset [${only.circumstances}]"
    }

    test("options that make no sense are refused") {
        for (count in listOf<(Int) -> Retries>(
            Retries::of,
            Retries.DEFAULT::withTotal,
            Retries.DEFAULT::withConnect,
            Retries.DEFAULT::withRead,
            Retries.DEFAULT::withStatus,
            Retries.DEFAULT::withOther,
            Retries.DEFAULT::withBudget,
        )) {
            shouldThrow<IllegalArgumentException> { count(-1) }
            count(0)
        }
        shouldThrow<IllegalArgumentException> { Retries.DEFAULT.withMaxRetryAfter(Duration.ofNanos(-1)) }
    }
})

private fun tlsFailed(problem: Problem) =
    HttpException.TlsFailed("no", problem, listOf(), null).at(Phase.TLS, Stage.NOTHING_SENT)

private fun tunnelRefused(hop: Origin, status: Int) =
    HttpException.TunnelRefused(hop, status, "no", Headers.EMPTY, ByteString.EMPTY)
        .at(Phase.TUNNEL, Stage.NOTHING_SENT)

private fun tunnelRefused(hop: Origin, reply: SocksReply) =
    HttpException.TunnelRefused(hop, reply, 1, "h.example:80").at(Phase.TUNNEL, Stage.NOTHING_SENT)
