package httpwire.client

import httpwire.HttpUrl
import httpwire.client.cache.Cache
import httpwire.client.cookies.CookieJar
import httpwire.client.cookies.PublicSuffixes
import httpwire.client.hsts.HstsStore
import httpwire.internal.onDisk
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.longs.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.Path.Companion.toOkioPath
import java.io.Closeable
import java.io.Flushable
import java.nio.file.FileSystemException
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.deleteExisting
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.writeBytes

private const val DISK_KIB = 512
private const val ENTRY_BYTES = 100_000

/** What a file of cookies or of hosts is to somebody who does not care which. */
private class Kept(private val store: Any, val add: (String) -> Unit, val names: () -> List<String>) {
    fun flush() = (store as Flushable).flush()

    fun close() = (store as Closeable).close()
}

private fun cookies(file: Path): Kept {
    val jar = CookieJar.file(file, PublicSuffixes.CONSERVATIVE)
    val url = HttpUrl.parse("https://site.example/")
    return Kept(jar, { jar.store(url, listOf("$it=1; Max-Age=1000")) }, { jar.list().map { it.name } })
}

private fun hosts(file: Path): Kept {
    val store = HstsStore.file(file)
    return Kept(store, { store.note("$it.example", "max-age=1000") }, {
        store.list().map { it.host.substringBefore('.') }.sorted()
    })
}

private fun Path.names() = listDirectoryEntries().map { it.name }.sorted()

/** A disk that is full under what a client keeps in files. */
class FullDiskTest : FunSpec({
    val folders = tempdir().toPath()

    fun folder(): Path = Files.createTempDirectory(folders, "d")

    /** Until there is no room for a byte. */
    fun fill(disk: Path) = disk.resolve("filler").also { filler ->
        runCatching { Files.newOutputStream(filler).use { out -> while (true) out.write(ByteArray(4096)) } }
    }

    for ((kind, open) in mapOf("cookies" to ::cookies, "hosts for HSTS" to ::hosts)) {
        test("$kind: what was in the file stays, what is new can be written when there is room") {
            onDisk(folder(), DISK_KIB) { disk ->
                val file = disk.root.resolve("kept")
                val kept = open(file)
                kept.add("a")
                kept.flush()
                val filler = fill(disk.root)
                kept.add("b")
                val failure = shouldThrow<FileSystemException> { kept.flush() }
                failure.message shouldContain "No space left on device"
                disk.root.names() shouldContainExactly listOf("filler", "kept")
                open(file).names() shouldContainExactly listOf("a")
                kept.names() shouldContainExactly listOf("a", "b")
                filler.deleteExisting()
                kept.close()
                open(file).names() shouldContainExactly listOf("a", "b")
            }
        }
    }

    test("the cache: every call succeeds, and what is stored is whole") {
        onDisk(folder(), DISK_KIB) { disk ->
            fun body(path: String) = path.repeat(ENTRY_BYTES / path.length)

            fun cache() = Cache.directory(disk.root.resolve("cache").toOkioPath(), Long.MAX_VALUE)
            AnsweringPeer.start {
                Answer.ok(body(it.target())).header("Cache-Control", "max-age=1000")
            }.use { peer ->
                fun Cache.get(paths: List<String>) = HttpClient.builder().cache(this).build().use { client ->
                    for (path in paths) client.get(peer.url(path)).text() shouldBe body(path)
                }

                val paths = List(10) { "/$it" }
                val stored = cache().use { cache ->
                    cache.get(paths)
                    cache.statistics().run {
                        storageFailures shouldBeGreaterThan 0
                        stored + storageFailures shouldBe paths.size
                        stored
                    }
                }
                stored shouldBeGreaterThan 0
                // Opened again: what was stored is there, and whole; there is room for the rest later.
                disk.resize(sizeKib = 4096)
                val requested = peer.received().size
                cache().use { cache ->
                    cache.statistics().entryCount shouldBe stored
                    cache.get(paths)
                    cache.statistics().run { "$hits $storageFailures $entryCount" } shouldBe "$stored 0 ${paths.size}"
                }
                peer.received().size - requested shouldBe paths.size - stored
            }
        }
    }

    test("the cache: a disk that has no room for a byte any more, with entries to be validated") {
        onDisk(folder(), DISK_KIB) { disk ->
            Cache.directory(disk.root.resolve("cache").toOkioPath(), Long.MAX_VALUE).use { cache ->
                AnsweringPeer.start { request ->
                    val validated = request.field("If-None-Match").isNotEmpty()
                    (if (validated) Answer.of(304) else Answer.ok("body"))
                        .header("ETag", "\"v\"").header("Cache-Control", "max-age=0").header("X-Long", "x".repeat(8000))
                }.use { peer ->
                    HttpClient.builder().cache(cache).build().use { client ->
                        client.get(peer.url("/")).text() shouldBe "body"
                        val filler = fill(disk.root)
                        repeat(3) { client.get(peer.url("/")).text() shouldBe "body" }
                        client.get(peer.url("/new")).text() shouldBe "body"
                        cache.statistics().storageFailures shouldBeGreaterThan 0
                        filler.deleteExisting()
                        repeat(2) { client.get(peer.url("/new")).text() shouldBe "body" }
                    }
                    cache.statistics().entryCount shouldBe 2
                }
            }
        }
    }
})
