package httpwire.client.cache

import httpwire.Request
import httpwire.client.cache.SafeStorage.Found
import httpwire.connection.HttpResponse
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe

private const val URL = "http://a.test/"
private const val STALE = "Cache-Control: max-age=5"
private val ASKED = START.plusSeconds(100)
private val ANSWERED = START.plusSeconds(101)

/** Responses that are stored for one URL; the body of each is its place, the last one is the best. */
private class Scene(
    vararg stored: StoredResponse,
    asked: List<String> = listOf(),
    options: CacheOptions = CacheOptions.DEFAULT,
) {
    val storage = MemoryStorage(1 shl 20)
    private val settings = options.withClock { ANSWERED }
    private val safe = SafeStorage(storage, settings, Counts())
    val lookup: Lookup

    init {
        stored.forEachIndexed { i, response -> storage.put("GET $URL", StoredHead.write(response).utf8(), "$i") }
        lookup = Lookup.of(Request.get(URL).withHeaders(fields(*asked.toTypedArray())), safe)
    }

    fun update(status: Int, vararg received: String): Update {
        val response = HttpResponse.builder(status).headers(fields(*received)).build()
        return Update(safe, settings, lookup, ASKED, response)
    }

    fun heads(): Map<Int, StoredResponse> =
        storage.find("GET $URL").associate { it.text().toInt() to StoredHead.read(it.head())!! }

    /** Those that something was validated for. */
    fun updated(): List<Int> = heads().filter { it.value.requestTime == ASKED }.keys.sorted()
}

private val ALL = Variant.of(fields(), Request.get(URL))!!

private fun stored(vararg lines: String, isInvalid: Boolean = false, status: Int = 200, reason: String = "OK") =
    storedResponse(*lines, url = URL, variant = ALL, isInvalid = isInvalid, status = status, reason = reason)

private fun place(found: Found?): Int? = found?.entry()?.text()?.toInt()

class UpdateTest : FunSpec({
    context("RFC 9111 §4.3.4: which of three stored responses 304 is about") {
        val strong = arrayOf(
            stored("ETag: \"1\"", STALE, "Date: @0"),
            stored("ETag: \"2\"", STALE, "Date: @1"),
            stored("ETag: \"1\"", STALE, "Date: @2"),
        )
        val weak = arrayOf(
            stored("ETag: W/\"1\"", STALE, "Date: @0"),
            stored("ETag: W/\"2\"", STALE, "Date: @1"),
            stored("ETag: W/\"1\"", STALE, "Date: @2"),
        )
        val dated = arrayOf(
            stored("Last-Modified: @-60", STALE, "Date: @0"),
            stored(STALE, "Date: @1"),
            stored("Last-Modified: @-60", STALE, "Date: @2"),
        )
        val sameDate = "Last-Modified: Wednesday, 31-Dec-25 23:59:00 GMT"

        // What 304 says; the one that is given; those that are stored; those that are if nobody has asked about one.
        class Row(val said: String, val responses: Array<StoredResponse>, val given: Int?, vararg val updated: Int)
        val rows = listOf(
            Row("ETag: \"1\"", strong, 2, 0) to listOf(0, 2),
            Row("ETag: \"2\"", strong, 1) to listOf(1),
            Row("ETag: \"3\"", strong, null) to listOf(),
            Row("ETag: W/\"1\"", strong, 2) to listOf(2),
            Row("ETag: W/\"2\"", strong, 1) to listOf(1),
            Row("ETag: W/\"3\"", strong, null) to listOf(),
            Row("A: 1", strong, 2) to listOf(),
            Row("ETag: 1", strong, 2) to listOf(),
            Row("ETag: W/\"1\"", weak, 2) to listOf(2),
            Row("ETag: W/\"2\"", weak, 1) to listOf(1),
            // The strong form of what was asked about; of another one it says nothing.
            Row("ETag: \"1\"", weak, 2) to listOf(),
            Row("ETag: \"2\"", weak, null) to listOf(),
            Row(sameDate, dated, 2) to listOf(2),
            Row("Last-Modified: @-61", dated, null) to listOf(),
            Row(sameDate, strong, null) to listOf(),
            Row("ETag: \"1\"", dated, null) to listOf(),
        )
        for ((row, own) in rows) {
            test("${row.said}, and ${row.responses.map { it.headers.value(0) }} are stored") {
                val scene = Scene(*row.responses)
                place(scene.update(304, row.said).byNotModified(scene.lookup.matching[0])) shouldBe row.given
                scene.updated() shouldContainExactly row.updated.toList()
                val alone = Scene(*row.responses)
                alone.update(304, row.said).byNotModified()
                alone.updated() shouldContainExactly own
            }
        }
    }

    context("RFC 9111 §3.2: the new head") {
        fun updated(old: StoredResponse, vararg received: String): StoredResponse =
            Scene(old).run { update(304, *received).byNotModified(lookup.matching[0])!!.response() }
        test("has the new fields and times, and is valid; status and reason stay") {
            val old = stored("ETag: \"1\"", "A: 1", "Date: @0", isInvalid = true, status = 404, reason = "Gone")
            val expected = storedResponse(
                "A: 1",
                "B: 2",
                "Date: @101",
                "ETag: \"1\"",
                url = URL,
                requestTime = ASKED,
                responseTime = ANSWERED,
                variant = ALL,
                status = 404,
                reason = "Gone",
            )
            updated(old, "B: 2", "ETag: \"1\"") shouldBe expected
            updated(old, "B: 2", "Date: @7", "ETag: \"1\"").headers.get("Date") shouldBe dateAt(7)
        }
        test("keeps a weak tag if 304 has its strong form, as nginx sends it") {
            updated(stored("ETag: W/\"1\"", "Date: @0"), "ETag: \"1\"").headers.getAll("ETag") shouldBe
                listOf("W/\"1\"")
            updated(stored("ETag: \"1\"", "Date: @0"), "ETag: W/\"1\"").headers.getAll("ETag") shouldBe
                listOf("W/\"1\"")
        }
        test("is for the requests that its Vary says") {
            updated(stored("ETag: \"1\""), "Vary: a").variant.names shouldBe listOf("a")
            updated(stored("ETag: \"1\""), "Vary: *").variant shouldBe Variant.NEVER
        }
    }

    context("what is stored of an updated response") {
        fun kept(scene: Scene, vararg received: String): StoredResponse? = scene.run {
            val update = update(304, *received)
            update.store(update.byNotModified(lookup.matching[0])!!)
            heads()[0]
        }
        val fresh = stored("ETag: \"1\"", "Cache-Control: max-age=60")
        test("T48: Set-Cookie only if that was asked for") {
            kept(Scene(fresh), "Set-Cookie: a=b")!!.headers.contains("Set-Cookie") shouldBe false
            val options = CacheOptions.DEFAULT.storingSetCookie()
            kept(Scene(fresh, options = options), "Set-Cookie: a=b")!!.headers.get("Set-Cookie") shouldBe "a=b"
        }
        test("T48: what must not be stored, or is for no request, is removed") {
            for (line in listOf("Cache-Control: no-store", "Vary: *")) {
                withClue(line) { kept(Scene(fresh), line) shouldBe null }
            }
            // Nothing to go by.
            kept(Scene(stored("Cache-Control: max-age=60")), "Cache-Control: max-age=0") shouldBe null
        }
        test("the conditions and the range of the request do not matter") {
            val old = stored("ETag: \"1\"", "Cache-Control: max-age=60", status = 404)
            for (line in listOf("If-None-Match: \"1\"", "Range: bytes=0-1")) {
                withClue(line) { kept(Scene(old, asked = listOf(line)))!!.requestTime shouldBe ASKED }
            }
        }
    }

    context("RFC 9111 §4.3.5: 200 to HEAD") {
        // The body is one byte.
        val old = listOf("ETag: \"1\"", "Last-Modified: @-60", "Cache-Control: max-age=60", "Date: @0")
        val rows = listOf(
            listOf("A: 1") to true,
            listOf("ETag: \"1\"", "Last-Modified: @-60", "Content-Length: 1") to true,
            listOf("ETag: W/\"1\"") to false,
            listOf("ETag: \"2\"", "Last-Modified: @-60") to false,
            listOf("ETag: \"1\"", "ETag: \"1\"") to false,
            listOf("ETag: \"1\"", "Last-Modified: @-61") to false,
            listOf("Last-Modified: x") to false,
            listOf("Content-Length: 2") to false,
            listOf("Content-Length: 01") to false,
        )
        for ((said, isSame) in rows) {
            test("$said: ${if (isSame) "updated" else "to be validated"}") {
                val scene = Scene(stored(*old.toTypedArray()))
                scene.update(200, *said.toTypedArray()).byHead()
                scene.heads()[0]!!.run { listOf(requestTime == ASKED, isInvalid) } shouldBe listOf(isSame, !isSame)
            }
        }
        test("a tag or date that is not stored is another one") {
            for (line in listOf("ETag: \"1\"", "Last-Modified: @-60")) {
                val scene = Scene(stored("Cache-Control: max-age=60", "Date: @0"))
                scene.update(200, line).byHead()
                withClue(line) { scene.heads()[0]!!.isInvalid shouldBe true }
            }
        }
        test("each that is stored is looked at; another status must be validated") {
            val scene = Scene(
                stored("ETag: \"1\"", STALE),
                stored("ETag: \"2\"", STALE),
                stored("ETag: \"1\"", STALE, status = 404),
            )
            scene.update(200, "ETag: \"1\"").byHead()
            scene.heads().mapValues { it.value.isInvalid } shouldBe mapOf(0 to false, 1 to true, 2 to true)
            scene.updated() shouldBe listOf(0)
        }
    }
})
