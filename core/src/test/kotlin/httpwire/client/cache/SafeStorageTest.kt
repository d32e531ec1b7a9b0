package httpwire.client.cache

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import okio.ByteString
import okio.Source
import java.io.IOException

private const val URL = "http://a.test/"
private const val KEY = "GET $URL"

private fun stored(variant: Variant = Variant(listOf("a"), "5f"), seconds: Long = 0) =
    storedResponse("A: 1", url = URL, variant = variant, responseTime = START.plusSeconds(seconds))

private fun CacheStorage.put(response: StoredResponse, body: String = "body") =
    put(KEY, StoredHead.write(response).utf8(), body)

private fun statistics(counts: Counts) = counts.statistics(0, 0, 0)

/** Throws [thrown] whatever it is asked for. */
private class Throwing(private val thrown: Throwable) : CacheStorage by MemoryStorage(0), CacheStorage.Entry {
    var removedCount = 0

    override fun find(key: String): List<CacheStorage.Entry> = throw thrown

    override fun write(key: String, head: ByteString): CacheStorage.Draft = throw thrown

    override fun remove(key: String): Unit = throw thrown

    override fun maxEntryBytes(): Long = throw thrown

    override fun head(): ByteString = throw thrown

    override fun bodyByteCount(): Long = throw thrown

    override fun openBody(from: Long): Source = throw thrown

    override fun replaceHead(head: ByteString): Unit = throw thrown

    override fun remove() {
        removedCount++
        throw thrown
    }
}

class SafeStorageTest : FunSpec({
    test("what a storage throws is counted, told to the hook, and looks as if nothing were stored") {
        for (thrown in listOf(IOException("x"), Exception("x"), AssertionError("x"), NoClassDefFoundError("x"))) {
            val storage = Throwing(thrown)
            val told = mutableListOf<Throwable>()
            val counts = Counts()
            // What the hook throws is ignored.
            val options = CacheOptions.DEFAULT.withFailureHook {
                told += it
                throw it
            }
            val safe = SafeStorage(storage, options, counts)
            safe.find(KEY, URL).shouldBeEmpty()
            safe.write(KEY, stored()) shouldBe null
            safe.maxEntryBytes() shouldBe 0
            safe.replace(storage, stored())
            safe.remove(KEY)
            safe.remove(storage)
            told.size shouldBe 6
            safe.open(storage, 0) shouldBe null
            withClue("one that can't be opened is removed") { storage.removedCount shouldBe 2 }
            told shouldContainExactly List(8) { thrown }
            statistics(counts).storageFailures shouldBe 8
        }
    }

    test("an error of the JVM itself passes through, from the storage and from the hook") {
        shouldThrow<StackOverflowError> {
            SafeStorage(Throwing(StackOverflowError()), CacheOptions.DEFAULT, Counts()).find(KEY, URL)
        }
        val options = CacheOptions.DEFAULT.withFailureHook { throw OutOfMemoryError() }
        shouldThrow<OutOfMemoryError> { SafeStorage(Throwing(IOException()), options, Counts()).find(KEY, URL) }
    }

    context("a storage that does not fail") {
        fun safe(block: SafeStorage.(MemoryStorage) -> Unit) = MemoryStorage(1 shl 20).use {
            SafeStorage(it, CacheOptions.DEFAULT, Counts()).block(it)
        }
        test("what is written is found, replaced, opened and removed") {
            safe { storage ->
                write(KEY, stored())!!.use { it.commit() }
                val found = find(KEY, URL).single()
                found.response() shouldBe stored()
                open(found.entry(), 0)!!.close()
                replace(found.entry(), stored().asInvalid())
                find(KEY, URL).single().response().isInvalid shouldBe true
                remove(found.entry())
                storage.entryCount() shouldBe 0
                storage.put(stored())
                remove(KEY)
                storage.entryCount() shouldBe 0
            }
        }
        test("T48: what is not readable, or for another URL, is removed") {
            safe { storage ->
                storage.put(KEY, "nonsense", "body")
                storage.put(stored())
                find(KEY, URL).size shouldBe 1
                storage.entryCount() shouldBe 1
                find(KEY, "http://b.test/").shouldBeEmpty()
                storage.entryCount() shouldBe 0
            }
        }
        test("an entry whose head can't be read is removed") {
            val memory = MemoryStorage(1 shl 20)
            memory.put(stored())
            val headless = object : CacheStorage by memory {
                override fun find(key: String): List<CacheStorage.Entry> = memory.find(key).map {
                    object : CacheStorage.Entry by it {
                        override fun head(): ByteString = throw IOException("x")
                    }
                }
            }
            SafeStorage(headless, CacheOptions.DEFAULT, Counts()).find(KEY, URL).shouldBeEmpty()
            memory.entryCount() shouldBe 0
        }
        test("of one URL there are at most 32, with the one that was just stored; the first that came go") {
            fun leftOf(count: Int) = buildList {
                safe { storage ->
                    // The first that came is in the middle.
                    for (i in 0 until count) storage.put(stored(Variant(listOf("a"), "$i"), (i + 3L) % count), "$i")
                    val before = find(KEY, URL)
                    storage.put(stored(), "new")
                    superseded(before, stored().variant())
                    addAll(storage.find(KEY).map { it.text() })
                }
            }
            leftOf(31) shouldBe (0..30).map { "$it" } + "new"
            leftOf(32) shouldBe (0..31).filter { it != 29 }.map { "$it" } + "new"
            leftOf(34) shouldBe (0..33).filter { it !in 31..33 }.map { "$it" } + "new"
        }
        test("one for the same requests gives way") {
            safe { storage ->
                storage.put(stored(), "old")
                storage.put(stored(Variant(listOf("a"), "other")), "other")
                val before = find(KEY, URL)
                storage.put(stored(), "new")
                superseded(before, stored().variant())
                storage.find(KEY).map { it.text() } shouldContainExactly listOf("other", "new")
            }
        }
        test("an entry has at most what the options and the storage allow") {
            MemoryStorage(100).use { storage ->
                for ((allowed, most) in listOf(99L to 99L, 101L to 100L)) {
                    val options = CacheOptions.DEFAULT.withMaxEntryBytes(allowed)
                    SafeStorage(storage, options, Counts()).maxEntryBytes() shouldBe most
                }
            }
        }
    }
})
