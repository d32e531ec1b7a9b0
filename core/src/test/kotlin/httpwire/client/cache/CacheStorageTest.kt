package httpwire.client.cache

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.FileSystem
import okio.ForwardingFileSystem
import okio.Path.Companion.toOkioPath
import okio.buffer
import java.io.IOException

internal fun CacheStorage.put(key: String, head: String, body: String) {
    write(key, head.encodeUtf8()).use { draft ->
        for (piece in body.chunked(1000)) draft.write(Buffer().writeUtf8(piece), piece.length.toLong())
        draft.commit()
    }
}

internal fun CacheStorage.Entry.text(from: Long = 0): String = openBody(from).buffer().use { it.readUtf8() }

internal fun CacheStorage.texts(key: String): List<String> = find(key).map { it.head().utf8() + "=" + it.text() }

/** Another file system, with the files of this one. */
internal class OtherFileSystem(delegate: FileSystem = SYSTEM) : ForwardingFileSystem(delegate)

class CacheStorageTest : FunSpec({
    val folders = tempdir().toOkioPath()
    var count = 0
    val kinds = mapOf<String, (Long) -> CacheStorage>(
        "memory" to { MemoryStorage(it) },
        "folder" to { DirectoryStorage.open(FileSystem.SYSTEM, folders / "a" / "${count++}", it) },
        "folder of another file system" to
            { DirectoryStorage.open(OtherFileSystem(), folders / "b" / "${count++}", it) },
    )
    test("a storage that says nothing of it may block, evicts nothing, and takes entries of any length") {
        val silent = object : CacheStorage {
            override fun find(key: String): List<CacheStorage.Entry> = listOf()

            override fun write(key: String, head: ByteString): CacheStorage.Draft = throw IOException("full")

            override fun remove(key: String) = Unit

            override fun clear() = Unit

            override fun byteCount(): Long = 0

            override fun entryCount(): Int = 0

            override fun close() = Unit
        }
        silent.run { listOf(isBlocking, evictedCount(), maxEntryBytes()) } shouldBe listOf(true, 0L, Long.MAX_VALUE)
    }
    for ((kind, open) in kinds) {
        context(kind) {
            fun storage(maxBytes: Long = 1 shl 20, block: CacheStorage.() -> Unit) = open(maxBytes).use { it.block() }
            test("what was committed is found under its key") {
                storage {
                    put("k", "h", "body")
                    put("l", "i", "")
                    texts("k") shouldContainExactly listOf("h=body")
                    texts("l") shouldContainExactly listOf("i=")
                    texts("m").shouldBeEmpty()
                    find("k").single().bodyByteCount() shouldBe 4
                    entryCount() shouldBe 2
                }
            }
            test("several entries under one key") {
                storage {
                    put("k", "1", "a")
                    put("k", "2", "b")
                    texts("k") shouldContainExactlyInAnyOrder listOf("1=a", "2=b")
                    find("k").first { it.head().utf8() == "1" }.remove()
                    texts("k") shouldContainExactly listOf("2=b")
                }
            }
            test("a body is opened from any byte") {
                storage {
                    put("k", "h", "0123456789")
                    for (from in 0L..10) find("k").single().text(from) shouldBe "0123456789".substring(from.toInt())
                }
            }
            test("long bodies, in pieces") {
                storage {
                    val body = (1..100_000).joinToString("")
                    put("k", "h", body)
                    texts("k").single() shouldBe "h=$body"
                    find("k").single().text(400_000) shouldBe body.substring(400_000)
                }
            }
            test("what was not committed is not there") {
                storage {
                    write("k", "h".encodeUtf8()).use { it.write(Buffer().writeUtf8("x"), 1) }
                    texts("k").shouldBeEmpty()
                    byteCount() shouldBe 0
                }
            }
            test("a draft is closed twice, committed twice, written after its end") {
                storage {
                    val draft = write("k", "h".encodeUtf8())
                    draft.write(Buffer().writeUtf8("x"), 1)
                    draft.commit()
                    draft.commit()
                    draft.close()
                    draft.close()
                    shouldThrow<IOException> { draft.write(Buffer().writeUtf8("x"), 1) }
                    texts("k") shouldContainExactly listOf("h=x")
                    val closed = write("l", "h".encodeUtf8())
                    closed.close()
                    closed.close()
                    closed.commit()
                    texts("l").shouldBeEmpty()
                }
            }
            test("a head is replaced, and the body stays") {
                storage {
                    put("k", "old", "body")
                    val before = byteCount()
                    val entry = find("k").single()
                    entry.replaceHead("new head".encodeUtf8())
                    texts("k") shouldContainExactly listOf("new head=body")
                    byteCount() shouldBe before + 5
                    entry.remove()
                    entry.replaceHead("gone".encodeUtf8())
                    entry.remove()
                    texts("k").shouldBeEmpty()
                    byteCount() shouldBe 0
                }
            }
            test("remove and clear") {
                storage {
                    for (key in listOf("a", "b", "c")) put(key, "h", key)
                    remove("a")
                    remove("nothing")
                    entryCount() shouldBe 2
                    clear()
                    listOf(entryCount().toLong(), byteCount()) shouldBe listOf(0L, 0L)
                    texts("b").shouldBeEmpty()
                    put("b", "h", "again")
                    texts("b") shouldContainExactly listOf("h=again")
                }
            }
            test("what was not used for the longest time goes first") {
                storage(4500) {
                    for (key in listOf("a", "b", "c")) put(key, "h", key.repeat(1000))
                    find("a").single().text()
                    val reader = find("b").single().openBody(0).buffer()
                    put("d", "h", "d".repeat(1000))
                    put("e", "h", "e".repeat(1000))
                    evictedCount() shouldBe entryCountOf("b", "c", "a", "d", "e").let { 5 - entryCount().toLong() }
                    texts("e").size shouldBe 1
                    (byteCount() <= 4500) shouldBe true
                    reader.use { it.readUtf8() } shouldBe "b".repeat(1000)
                    texts("c").shouldBeEmpty()
                }
            }
            test("what is larger than all is not kept, and pushes nothing out before it is known") {
                storage(3000) {
                    put("a", "h", "a".repeat(1000))
                    val draft = write("k", "h".encodeUtf8())
                    shouldThrow<IOException> { repeat(4) { draft.write(Buffer().writeUtf8("x".repeat(1000)), 1000) } }
                    draft.close()
                    texts("a").size shouldBe 1
                }
            }
            test("a body that is as long as all is taken, and not a byte more") {
                storage(3000) {
                    write("k", "h".encodeUtf8()).use { draft ->
                        draft.write(Buffer().writeUtf8("x".repeat(3000)), 3000)
                        shouldThrow<IOException> { draft.write(Buffer().writeUtf8("x"), 1) }
                    }
                }
            }
            test("what is larger than all with its head is not kept either, and pushes nothing out") {
                storage(3000) {
                    put("a", "h", "a".repeat(1000))
                    val bytes = byteCount()
                    put("k", "h".repeat(1000), "x".repeat(2500))
                    find("a").single().replaceHead("h".repeat(100).encodeUtf8())
                    texts("k").shouldBeEmpty()
                    listOf(texts("a").size.toLong(), byteCount()) shouldBe listOf(1L, bytes + 99)
                    put("b", "h", "b")
                    find("b").single().replaceHead("h".repeat(3000).encodeUtf8())
                    texts("b").shouldBeEmpty()
                    listOf(entryCount().toLong(), byteCount()) shouldBe listOf(1L, bytes + 99)
                    evictedCount() shouldBe 2
                }
            }
            test("a body that is open can be read to its end after it was removed") {
                storage {
                    put("k", "h", "x".repeat(100_000))
                    val body = find("k").single().openBody(0).buffer()
                    body.readUtf8(10)
                    clear()
                    body.use { it.readUtf8() }.length shouldBe 99_990
                }
            }
            test("an entry that was found and is gone can't be opened, or is still whole") {
                storage {
                    put("k", "h", "body")
                    val entry = find("k").single()
                    clear()
                    val text = runCatching { entry.text() }
                    (text.isFailure || text.getOrThrow() == "body") shouldBe true
                }
            }
            test("eight threads") {
                storage(100_000) {
                    val threads = List(8) { n ->
                        Thread {
                            for (i in 0 until 100) {
                                val key = "k${(n + i) % 5}"
                                put(key, "h$n", "$key ".repeat(500))
                                for (entry in find(key)) {
                                    runCatching { entry.text() }.onSuccess { check(it == "$key ".repeat(500)) { it } }
                                    if (i % 3 == 0) entry.replaceHead("r".encodeUtf8())
                                    if (i % 7 == 0) entry.remove()
                                }
                            }
                        }
                    }
                    var failure: Throwable? = null
                    threads.forEach { it.setUncaughtExceptionHandler { _, e -> failure = e } }
                    threads.forEach { it.start() }
                    threads.forEach { it.join() }
                    failure shouldBe null
                    clear()
                    byteCount() shouldBe 0
                    entryCount() shouldBe 0
                }
            }
        }
    }
})

private fun CacheStorage.entryCountOf(vararg keys: String): Int = keys.sumOf { find(it).size }
