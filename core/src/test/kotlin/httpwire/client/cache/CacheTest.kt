package httpwire.client.cache

import httpwire.CacheOutcome
import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Request
import httpwire.call.Step
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldNotBeSameInstanceAs
import okio.Path.Companion.toOkioPath
import java.io.IOException

private const val URL = "http://a.test/p?q"

/** Remembers whether it was closed. */
private class Closed(private val storage: CacheStorage = MemoryStorage(1000)) : CacheStorage by storage {
    var isClosed = false

    override fun close() {
        isClosed = true
        storage.close()
    }
}

internal object NoCallbacks : CacheCallbacks {
    override fun answered(url: HttpUrl) = Unit

    override fun revalidate(key: String, request: Request, step: Step) = Unit

    override fun maxBufferedBodyBytes(): Long = Long.MAX_VALUE
}

class CacheTest : FunSpec({
    test("where it keeps its responses, and with which options") {
        val options = CacheOptions.DEFAULT.withMaxEntryBytes(7)
        val folders = tempdir().toOkioPath()
        val files = OtherFileSystem()
        val rows = listOf<Pair<Boolean, (Int) -> Cache>>(
            false to { Cache.inMemory(5) },
            true to { Cache.directory(folders / "$it", 5) },
            true to { Cache.directory(files, folders / "$it", 5) },
            false to { Cache.of(MemoryStorage(5)) },
        )
        rows.forEachIndexed { i, (isBlocking, make) ->
            make(i).use {
                listOf(it.isBlocking, it.options, it.storage().maxEntryBytes()) shouldBe
                    listOf(isBlocking, CacheOptions.DEFAULT, 5L)
            }
        }
        val withOptions =
            listOf(
                Cache.inMemory(5, options),
                Cache.directory(files, folders / "options", 5, options),
                Cache.of(MemoryStorage(5), options),
            )
        for (cache in withOptions) cache.use { it.options shouldBe options }
        files.exists(folders / "2") shouldBe true
    }

    test("a folder belongs to one cache until that is closed, and keeps what is stored") {
        val folder = tempdir().toOkioPath() / "f"
        fun entryCount() = Cache.directory(folder, 1000).use { it.statistics().entryCount }
        Cache.directory(folder, 1000).use {
            shouldThrow<IOException> { entryCount() }
            it.storage().write("k", storedResponse())!!.use { draft -> draft.commit() }
        }
        entryCount() shouldBe 1
    }

    test("statistics are the counts, and what the storage says") {
        val storage = MemoryStorage(1000)
        Cache.of(storage).use { cache ->
            val counts = cache.counts()
            CacheOutcome.entries.forEachIndexed { i, outcome -> repeat(i + 1) { counts.answered(outcome) } }
            repeat(5) { counts.stored() }
            repeat(6) { counts.failed() }
            repeat(3) { storage.put("k", "h", "x".repeat(400)) }
            val of = CacheOutcome.entries.associateWith { it.ordinal + 1L }
            cache.statistics() shouldBe CacheStatistics(
                of.getValue(CacheOutcome.HIT),
                of.getValue(CacheOutcome.MISS),
                of.getValue(CacheOutcome.REVALIDATED),
                of.getValue(CacheOutcome.STALE),
                5,
                2,
                6,
                1,
                storage.byteCount(),
            )
        }
    }

    test("what is removed was invalidated, and so is everything that is cleared") {
        val storage = MemoryStorage(10_000)
        Cache.of(storage).use { cache ->
            fun isOutdated(url: String, nanos: Long) = cache.invalidations().isAddedSince("GET $url", nanos)
            for (key in listOf("GET $URL", "GET http://b.test/")) storage.put(key, "h", "body")
            val before = System.nanoTime()
            cache.remove("$URL#f")
            listOf(isOutdated(URL, before), isOutdated("http://b.test/", before)) shouldBe listOf(true, false)
            storage.entryCount() shouldBe 1
            cache.clear()
            isOutdated("http://b.test/", before) shouldBe true
            storage.entryCount() shouldBe 0
            shouldThrow<HttpException.InvalidUrl> { cache.remove("/p") }
        }
    }

    test("each call has a step of its own, and close() closes the storage") {
        val storage = Closed()
        val cache = Cache.of(storage)
        cache.newStep(NoCallbacks) shouldNotBeSameInstanceAs cache.newStep(NoCallbacks)
        storage.isClosed shouldBe false
        cache.close()
        storage.isClosed shouldBe true
    }
})
