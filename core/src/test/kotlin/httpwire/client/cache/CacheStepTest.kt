package httpwire.client.cache

import httpwire.CacheOutcome.HIT
import httpwire.CacheOutcome.MISS
import httpwire.CacheOutcome.REVALIDATED
import httpwire.CacheOutcome.STALE
import httpwire.HttpException.Cancelled
import httpwire.Request
import httpwire.RequestBody
import httpwire.call.Next
import httpwire.connection.HttpResponse
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.throwables.shouldThrowAny
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Source
import java.io.IOException
import java.time.Duration

private const val FRESH = "Cache-Control: max-age=60"
private const val STALE_SOON = "Cache-Control: max-age=5"
private const val TAG = "ETag: \"1\""
private const val LENGTH = "Content-Length: 5"

/** With a response that is stored now. */
private fun StepScene.storing(vararg lines: String, status: Int = 200): StepScene = apply {
    text(asking(), answer(status, *lines, LENGTH, "Date: @0", body = "first")) shouldBe "first"
    entries().size shouldBe 1
}

private fun scene(vararg stored: String, later: Long = 10, block: StepScene.() -> Unit) =
    StepScene().storing(*stored).apply { clock.pass(later) }.run(block)

/** Like [storage], with bodies that are gone. */
private class Bodiless(private val storage: CacheStorage = MemoryStorage(1 shl 20)) : CacheStorage by storage {
    override fun find(key: String): List<CacheStorage.Entry> = storage.find(key).map {
        object : CacheStorage.Entry by it {
            override fun openBody(from: Long): Source = throw IOException("gone")
        }
    }
}

class CacheStepTest : FunSpec({
    context("before") {
        test("what is fresh is given, and told") {
            scene(FRESH) {
                val got = step().before(asking()).response!!
                got.run { listOf(status, cacheOutcome, text()) } shouldBe listOf(200, HIT, "first")
                told shouldContainExactly listOf(PAGE)
                revalidations.size shouldBe 0
            }
        }
        test("what is not there is asked for as it is, and so is what has no validator") {
            for (scene in listOf(StepScene(), StepScene().storing(STALE_SOON).apply { clock.pass(10) })) {
                val request = asking("A: 1")
                scene.step().before(request).request shouldBeSameInstanceAs request
                scene.told.size shouldBe 0
            }
        }
        test("RFC 9111 §4.3.1: what is stale is asked about, if the request is a plain GET") {
            val rows = listOf(
                asking("A: 1") to true,
                asking("Range: bytes=0-1") to false,
                asking("If-Modified-Since: @-1") to false,
                asking("If-Range: \"1\"") to false,
                asking(method = "HEAD") to false,
            )
            for ((request, isAsked) in rows) {
                scene(STALE_SOON, TAG) {
                    val sent = step().before(request).request!!
                    withClue(request.headers) { sent.headers.contains("If-None-Match") shouldBe isAsked }
                    if (!isAsked) sent shouldBeSameInstanceAs request
                }
            }
        }
        test("RFC 5861 §3: what is stale is given, and asked about in the background") {
            scene("Cache-Control: max-age=5, stale-while-revalidate=60", TAG) {
                val request = asking("A: 1", "Range: bytes=0-1")
                step().before(request).response!!.cacheOutcome shouldBe STALE
                val (key, sent, step) = revalidations.single()
                listOf(key, sent.headers) shouldBe listOf("GET $PAGE", fields("A: 1"))
                step.before(sent).request!!.headers.get("If-None-Match") shouldBe "\"1\""

                val onlyIfCached = asking("Cache-Control: only-if-cached")
                step().before(onlyIfCached).response!!.cacheOutcome shouldBe STALE
                revalidations.size shouldBe 1
                told.size shouldBe 2
            }
        }
        test("what the caller accepts is given without asking anybody") {
            scene(STALE_SOON, TAG) {
                step().before(asking("Cache-Control: max-stale")).response!!.cacheOutcome shouldBe STALE
                revalidations.size shouldBe 0
            }
        }
        test("in the background the server is always asked") {
            scene(FRESH, TAG) {
                step(isInBackground = true).before(asking()).request!!.headers.get("If-None-Match") shouldBe "\"1\""
                step(isInBackground = true).before(asking("Cache-Control: only-if-cached")).response shouldBe null
            }
        }
        test("what cannot be told is closed") {
            val closed = mutableListOf<Boolean>()
            val memory = MemoryStorage(1 shl 20)
            val storage = object : CacheStorage by memory {
                override fun find(key: String): List<CacheStorage.Entry> = memory.find(key).map { entry ->
                    object : CacheStorage.Entry by entry {
                        override fun openBody(from: Long): Source {
                            val body = entry.openBody(from)
                            return object : Source by body {
                                override fun close() {
                                    closed += true
                                    body.close()
                                }
                            }
                        }
                    }
                }
            }
            StepScene(storage = storage).storing(FRESH).run {
                onAnswered = { throw AssertionError("x") }
                shouldThrow<AssertionError> { step().before(asking()) }
                closed shouldContainExactly listOf(true)
                onAnswered = { }
                val got = step().before(asking()).response!!
                closed.size shouldBe 1
                got.close()
            }
        }
        test("a body that is gone makes it a miss") {
            StepScene(storage = Bodiless()).storing(FRESH).run {
                step().before(asking()).response shouldBe null
                told.size shouldBe 0
            }
        }
        test("RFC 9111 §5.2.1.7: only-if-cached") {
            val body = RequestBody.of("x")
            fun asked(method: String) = asking("Cache-Control: only-if-cached", method = method)
            for (method in listOf("GET", "HEAD", "OPTIONS", "QUERY")) {
                withClue(method) { StepScene().step().before(asked(method)).response!!.status shouldBe 504 }
            }
            for (method in listOf("POST", "DELETE", "BREW")) {
                val request = asked(method).newBuilder().body(body).build()
                withClue(method) { StepScene().step().before(request).request shouldBeSameInstanceAs request }
            }
            StepScene().step().before(asking()).response shouldBe null
            scene(FRESH) { step().before(asked("GET")).response!!.status shouldBe 200 }
        }
    }

    context("after") {
        test("what came is given, and stored when it was read") {
            StepScene().run {
                val got = exchange(asking(), answer(200, FRESH, LENGTH, body = "first"))
                got.cacheOutcome shouldBe MISS
                entries().size shouldBe 0
                got.text() shouldBe "first"
                entries().single().requestTime shouldBe clock.now
                cache.statistics().misses shouldBe 1
            }
        }
        test("before() comes first") {
            shouldThrow<IllegalStateException> { StepScene().step().after(asking(), answer(200)) }
        }
        test("the response to what no cache answers is given as it is") {
            StepScene().run {
                for (method in listOf("POST", "OPTIONS")) {
                    val response = answer(500, FRESH, LENGTH, body = "first")
                    exchange(asking(method = method), response) shouldBeSameInstanceAs response
                }
                cache.statistics().misses shouldBe 0
            }
        }
        test("RFC 9111 §4.4: what an unsafe request has changed is removed, if it was not in vain") {
            val statuses = mapOf(
                199 to false,
                200 to true,
                299 to true,
                300 to true,
                399 to true,
                400 to false,
                500 to false,
            )
            for (method in listOf("POST", "BREW", "GET", "QUERY")) {
                for ((status, isDone) in statuses) {
                    scene(FRESH) {
                        val before = System.nanoTime()
                        val isRemoved = isDone && method in setOf("POST", "BREW")
                        val request = asking("If-Match: \"1\"", method = method)
                        exchange(request, answer(status))
                        val isOutdated = cache.invalidations().isAddedSince("GET $PAGE", before)
                        val left = storage.find("GET $PAGE").size
                        withClue(method to status) {
                            isOutdated shouldBe isRemoved
                            if (method != "GET") left shouldBe if (isRemoved) 0 else 1
                        }
                    }
                }
            }
        }
        test("RFC 9111 §4.3.3: after 304 the stored response is given, and updated") {
            scene(STALE_SOON, TAG) {
                val got = exchange(asking("B: 1"), answer(304, TAG, "A: 2"))
                got.run { listOf(status, cacheOutcome, getHeader("A"), text()) } shouldBe
                    listOf(200, REVALIDATED, "2", "first")
                got.request!!.headers shouldBe fields("B: 1")
                entries().single().run { listOf(headers.get("A"), requestTime) } shouldBe listOf("2", clock.now)
                cache.statistics().run { listOf(revalidated, misses) } shouldBe listOf(1L, 1L)
            }
        }
        test("RFC 9111 §4.3.4: after 304 that means no stored response the whole is asked for, once") {
            scene(STALE_SOON, TAG) {
                val step = step()
                val request = asking("A: 1")
                val sent = step.before(request).request!!
                clock.pass(3)
                val next = step.after(sent, answer(304, "ETag: \"2\""))
                next.request shouldBeSameInstanceAs request
                listOf(next.reason, next.delay) shouldBe listOf(Next.Reason.RETRY, Duration.ZERO)
                step.after(request, answer(200, FRESH, LENGTH, body = "other")).response!!.text() shouldBe "other"
                entries().single().requestTime shouldBe clock.now
            }
            scene(STALE_SOON, TAG) {
                exchange(asking(), answer(304, "ETag: \"2\""), answer(304, "ETag: \"2\"")).run {
                    listOf(status, cacheOutcome)
                } shouldBe listOf(304, MISS)
            }
        }
        test("after 304 for what is not there any more the whole is asked for") {
            StepScene(storage = Bodiless()).storing(STALE_SOON, TAG).run {
                clock.pass(10)
                text(asking(), answer(304, TAG), answer(200, FRESH, LENGTH, body = "other")) shouldBe "other"
                cache.statistics().revalidated shouldBe 0
            }
        }
        test("in the background 304 updates what is stored, and nobody gets it") {
            scene(STALE_SOON, TAG) {
                val notModified = answer(304, TAG, "A: 2")
                exchange(asking(), notModified, step = step(isInBackground = true)) shouldBeSameInstanceAs notModified
                entries().single().headers.get("A") shouldBe "2"
                cache.statistics().revalidated shouldBe 0
            }
            scene(STALE_SOON, TAG) {
                val answers = arrayOf(answer(304, "ETag: \"2\""), answer(200, FRESH, LENGTH, body = "other"))
                exchange(asking(), *answers, step = step(isInBackground = true)).text() shouldBe "other"
            }
        }
        test("RFC 9111 §4.3.4: 304 to a condition of the caller's own updates what is stored, and is given") {
            scene(STALE_SOON, TAG) {
                val got = exchange(asking("If-None-Match: \"1\""), answer(304, TAG, "A: 2"))
                got.run { listOf(status, cacheOutcome) } shouldBe listOf(304, MISS)
                entries().single().headers.get("A") shouldBe "2"
            }
        }
        test("RFC 9111 §4.3.5: 200 to HEAD updates what is stored, and any other status does not") {
            for ((status, header) in listOf(200 to "2", 203 to null, 304 to null, 404 to null)) {
                scene(STALE_SOON, TAG) {
                    val got = exchange(asking(method = "HEAD"), answer(status, TAG, "A: 2"))
                    got.run { listOf(this.status, cacheOutcome) } shouldBe listOf(status, MISS)
                    withClue(status) {
                        entries().single().run { headers.get("A") to isInvalid } shouldBe
                            (header to false)
                    }
                }
            }
        }
        test("200 to GET is no answer to HEAD: it is stored as a whole") {
            scene(STALE_SOON, TAG) {
                text(asking(), answer(200, FRESH, LENGTH, "A: 2", body = "other")) shouldBe "other"
                entries().single().run { headers.get("A") to isInvalid } shouldBe ("2" to false)
            }
        }
    }

    context("RFC 5861 §4: stale-if-error") {
        val allowed = "Cache-Control: max-age=5, stale-if-error=60"
        test("an error of the server: what is stale is given, and the error is closed") {
            for ((status, isStale) in listOf(
                500 to true,
                502 to true,
                503 to true,
                504 to true,
                501 to false,
                404 to false,
            )) {
                scene(allowed, TAG) {
                    val error = answer(status, LENGTH, body = "error")
                    val got = exchange(asking(), error)
                    withClue(status) { got.cacheOutcome shouldBe if (isStale) STALE else MISS }
                    error.isClosed shouldBe isStale
                    got.text() shouldBe if (isStale) "first" else "error"
                }
            }
        }
        test("an error is given if nothing is stored, if it is not allowed, and in the background") {
            fun StepScene.isGiven(isInBackground: Boolean = false): Boolean =
                exchange(asking(), answer(503, LENGTH, body = "error"), step = step(isInBackground)).text() == "error"
            StepScene().isGiven() shouldBe true
            scene(STALE_SOON, TAG) { isGiven() shouldBe true }
            scene(allowed, TAG) { isGiven(isInBackground = true) shouldBe true }
        }
        test("a failure: what is stale is given; else it passes through") {
            fun StepScene.failed(failure: IOException, isInBackground: Boolean = false): HttpResponse =
                step(isInBackground).run { failed(before(asking()).request!!, failure).response!! }
            val failure = IOException("x")
            scene(allowed, TAG) { failed(failure).run { listOf(cacheOutcome, text()) } shouldBe listOf(STALE, "first") }
            val cancelled = Cancelled("x", null)
            scene(allowed, TAG) { shouldThrowAny { failed(cancelled) } shouldBeSameInstanceAs cancelled }
            scene(allowed, TAG) { shouldThrowAny { failed(failure, true) } shouldBeSameInstanceAs failure }
            scene(STALE_SOON, TAG) { shouldThrowAny { failed(failure) } shouldBeSameInstanceAs failure }
            shouldThrowAny { StepScene().failed(failure) } shouldBeSameInstanceAs failure
        }
        test("what is asked for anew, after a failure, is not about what was asked before") {
            scene(allowed, TAG) {
                val step = step()
                step.before(asking())
                step.before(asking("If-None-Match: \"1\""))
                step.after(asking(), answer(304, TAG)).response!!.status shouldBe 304
            }
        }
    }
})
