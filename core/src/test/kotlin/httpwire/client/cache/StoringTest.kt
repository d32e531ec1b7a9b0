package httpwire.client.cache

import httpwire.CacheOutcome
import httpwire.Request
import httpwire.client.cache.Storing.Moment
import httpwire.connection.HttpResponse
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString
import java.io.IOException

private const val FRESH = "Cache-Control: max-age=60"

/** Tells what happens to its drafts, and runs [beforeCommit] when an entry is about to be there. */
private class WatchedDrafts(private val storage: CacheStorage = MemoryStorage(1 shl 20)) : CacheStorage by storage {
    val events = mutableListOf<String>()
    var beforeCommit: () -> Unit = {}
    var isFull = false

    override fun write(key: String, head: ByteString): CacheStorage.Draft {
        events += "begin"
        val draft = storage.write(key, head)
        return object : CacheStorage.Draft {
            override fun write(source: Buffer, byteCount: Long) {
                events += "write $byteCount"
                if (isFull) throw IOException("full")
                draft.write(source, byteCount)
            }

            override fun commit() {
                beforeCommit()
                events += "commit"
                if (isFull) throw IOException("full")
                draft.commit()
            }

            override fun close() {
                events += "close"
                draft.close()
            }
        }
    }
}

private fun StepScene.storing(request: Request = asking(), asked: Moment = Moment(clock.now, System.nanoTime())) =
    Storing(cache, Lookup.of(request, cache.storage()), asked)

class StoringTest : FunSpec({
    test("RFC 9111 §3.3: what is stored is known to be whole") {
        val rows = listOf(
            answer(200, FRESH, "Content-Length: 5", body = "first") to true,
            answer(200, FRESH, "Content-Length: 6", body = "first") to false,
            answer(200, FRESH, "Content-Length: 4", body = "first") to false,
            answer(200, FRESH, "Content-Length: x", body = "first") to false,
            answer(200, FRESH, body = "first") to false,
            answer(200, FRESH, "Transfer-Encoding: chunked", body = "first") to true,
            answer(200, FRESH, "Transfer-Encoding: chunked", "Content-Length: 6", body = "first") to true,
            answer(200, FRESH) to false,
            answer(200, FRESH, "Content-Length: 0") to true,
            answer(200, FRESH, "Content-Length: 5") to false,
            answer(404, FRESH) to false,
            answer(204, FRESH) to true,
        )
        for ((response, isStored) in rows) {
            StepScene().run {
                withClue(response.status to response.headers) {
                    storing().stored(response).use {
                        it.cacheOutcome shouldBe CacheOutcome.MISS
                        it.read()
                    }
                    entries().size shouldBe if (isStored) 1 else 0
                    cache.statistics().stored shouldBe if (isStored) 1 else 0
                }
            }
        }
    }

    test("what is stored: the response's head, and when it was asked for and came") {
        StepScene().run {
            val asked = Moment(clock.now.minusSeconds(2), System.nanoTime())
            val response = answering(404, FRESH, "Vary: a", "Connection: b", "B: 1", "Content-Length: 1")
                .reason("Not there").body(Buffer().writeUtf8("x")).build()
            storing(asking("A: 1"), asked).stored(response).text()
            val expected = storedResponse(
                FRESH,
                "Vary: a",
                "Content-Length: 1",
                "Date: @0",
                url = PAGE,
                requestTime = asked.time,
                responseTime = clock.now,
                variant = Variant.of(fields("Vary: a"), asking("A: 1"))!!,
                status = 404,
                reason = "Not there",
            )
            entries() shouldContainExactly listOf(expected)
        }
    }

    context("the bound on an entry") {
        fun stored(response: HttpResponse): List<String> = WatchedDrafts().run {
            StepScene({ withMaxEntryBytes(5) }, this).storing().stored(response).text()
            events
        }
        test("a length that is more is not begun") {
            stored(answer(200, FRESH, "Content-Length: 6", body = "firsts")) shouldBe listOf()
            stored(answer(200, FRESH, "Content-Length: 5", body = "first")) shouldContainExactly
                listOf("begin", "write 5", "commit", "close")
        }
        test("what gets longer is given up") {
            val chunked = "Transfer-Encoding: chunked"
            stored(answer(200, FRESH, chunked, body = "firsts")) shouldContainExactly listOf("begin", "close")
            stored(answer(200, FRESH, chunked, body = "first")) shouldContainExactly
                listOf("begin", "write 5", "commit", "close")
        }
    }

    test("what can't be written is given up, and nothing is stored") {
        val storage = WatchedDrafts().apply { isFull = true }
        StepScene(storage = storage).run {
            storing().stored(answer(200, FRESH, "Content-Length: 5", body = "first")).text() shouldBe "first"
            storing().stored(answer(200, FRESH, "Content-Length: 0"))
            storage.events shouldContainExactly listOf("begin", "write 5", "close", "begin", "commit", "close")
            cache.statistics().run { listOf(entryCount, stored.toInt()) } shouldBe listOf(0, 0)
        }
    }

    test("what is not read to its end is given up") {
        val storage = WatchedDrafts()
        StepScene(storage = storage).run {
            storing().stored(answer(200, FRESH, "Content-Length: 5", body = "first")).use { it.read(2) }
            (storage.events.last() to entries().size) shouldBe ("close" to 0)
        }
    }

    context("RFC 9111 §4: what is stored beside it") {
        fun StepScene.store(text: String, vararg lines: String, request: Request = asking()) =
            storing(request).stored(answer(200, *lines, "Content-Length: ${text.length}", body = text)).text()
        test("one for the same requests gives way, and no other") {
            StepScene().run {
                store("1", FRESH, "Vary: a", request = asking("A: 1"))
                store("2", FRESH, "Vary: a", request = asking("A: 2"))
                store("3", FRESH, "Vary: a", request = asking("A: 1"))
                storage.find("GET $PAGE").map { it.text() } shouldContainExactly listOf("2", "3")
            }
        }
        test("what the server has just answered in another way is removed") {
            val rows = listOf(
                answer(200, "Cache-Control: no-store") to true,
                answer(200, FRESH, "Vary: *") to true,
                answer(404) to true,
                answer(500) to false,
                answer(206) to false,
            )
            for ((response, isRemoved) in rows) {
                StepScene().run {
                    store("1", FRESH)
                    storing().stored(response).cacheOutcome shouldBe CacheOutcome.MISS
                    withClue(response.status to response.headers) { entries().isEmpty() shouldBe isRemoved }
                }
            }
        }
        test("one that was asked for later, and is not older, stays") {
            // When the one that is stored was asked for, and its Date.
            class Row(val requestTime: Long, val date: Long, val stays: Boolean)
            val rows = listOf(
                Row(1, 0, true),
                Row(1, 1, true),
                Row(1, -1, false),
                Row(0, 0, false),
                Row(-1, 1, false),
            )
            for (row in rows) {
                StepScene().run {
                    val late = storing(asking("A: 1"), Moment(START, System.nanoTime()))
                        .stored(answer(200, FRESH, "Vary: a", "Date: @0", "Content-Length: 4", body = "late"))
                    storing(asking("A: 1"), Moment(START.plusSeconds(row.requestTime), System.nanoTime()))
                        .stored(
                            answer(200, FRESH, "Vary: a", "Date: @${row.date}", "Content-Length: 5", body = "later"),
                        )
                        .text()
                    late.text()
                    withClue(row.requestTime to row.date) {
                        storage.find("GET $PAGE").map { it.text() } shouldContainExactly
                            listOf(if (row.stays) "later" else "late")
                    }
                }
            }
            StepScene().run {
                val late = storing(asking("A: 1"), Moment(START, System.nanoTime()))
                    .stored(answer(200, FRESH, "Vary: a", "Date: @0", "Content-Length: 4", body = "late"))
                clock.pass(1)
                store("other", FRESH, "Vary: a", request = asking("A: 2"))
                late.text()
                storage.find("GET $PAGE").map { it.text() } shouldContainExactly listOf("other", "late")
            }
        }
    }

    test("T48: what was invalidated since it was asked for is not stored, not even if that is while it is stored") {
        val storage = WatchedDrafts()
        StepScene(storage = storage).run {
            val response = storing().stored(answer(200, FRESH, "Content-Length: 5", body = "first"))
            cache.invalidations().add("GET $PAGE")
            response.text()
            storage.events shouldContainExactly listOf("begin", "write 5", "close")
            entries().size shouldBe 0

            storage.events.clear()
            storage.beforeCommit = { cache.invalidations().add("GET $PAGE") }
            storing().stored(answer(200, FRESH, "Content-Length: 5", body = "first")).text()
            storage.events shouldContainExactly listOf("begin", "write 5", "commit", "close")
            entries().size shouldBe 0
        }
    }
})
