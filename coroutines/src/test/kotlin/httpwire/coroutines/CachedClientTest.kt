package httpwire.coroutines

import httpwire.CacheOutcome
import httpwire.CacheOutcome.HIT
import httpwire.CacheOutcome.MISS
import httpwire.CacheOutcome.REVALIDATED
import httpwire.client.cache.Cache
import httpwire.client.cache.CacheStorage
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import okio.ForwardingFileSystem
import okio.Path
import okio.Path.Companion.toOkioPath
import okio.Sink
import okio.Source
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors

private const val LOOP = "loop"

/** Notes what is done to files in the thread of the loop. */
private class WatchedFiles : ForwardingFileSystem(SYSTEM) {
    val inLoop = ConcurrentLinkedQueue<String>()

    private fun note(what: String) {
        if (Thread.currentThread().name.startsWith(LOOP)) inLoop += what
    }

    override fun source(file: Path): Source = super.source(file).also { note("read") }

    override fun sink(file: Path, mustCreate: Boolean): Sink = super.sink(file, mustCreate).also { note("write") }

    override fun atomicMove(source: Path, target: Path) = super.atomicMove(source, target).also { note("move") }

    override fun delete(path: Path, mustExist: Boolean) = super.delete(path, mustExist).also { note("delete") }
}

private fun stored(tag: String) = listOf("Cache-Control: max-age=3600", "ETag: \"$tag\"").toTypedArray()

private suspend fun SuspendHttpResponse.seen(): Pair<CacheOutcome?, String> = cacheOutcome to text()

class CachedClientTest : FunSpec({
    test("the outcome is told, and a cache in memory and one in files do the same") {
        val folder = tempdir().toOkioPath()
        for (open in listOf({ Cache.inMemory(1L shl 20) }, { Cache.directory(folder, 1L shl 20) })) {
            AnsweringPeer.start { Answer.of(200, *stored("1")).body("text") }.use { peer ->
                open().use { stored ->
                    httpClient { cache = stored }.use { client ->
                        List(3) { client.get(peer.url("/a")).seen() } shouldContainExactly
                            listOf(MISS to "text", HIT to "text", HIT to "text")
                        peer.received().size shouldBe 1
                    }
                }
            }
        }
    }

    test("no file is touched in a thread that must not block") {
        val files = WatchedFiles()
        val loop = Executors.newSingleThreadExecutor { Thread(it, LOOP).apply { isDaemon = true } }
        AnsweringPeer.start {
            val isSame = it.field("If-None-Match") != ""
            if (isSame) Answer.of(304, *stored("1")) else Answer.of(200, *stored("1")).body("text")
        }.use { peer ->
            Cache.directory(files, tempdir().toOkioPath() / "c", 1L shl 20).use { stored ->
                httpClient { cache = stored }.use { client ->
                    withContext(loop.asCoroutineDispatcher()) {
                        client.get(peer.url("/a")).text() shouldBe "text"
                        client.get(peer.url("/a")).seen() shouldBe (HIT to "text")
                        client.get(peer.url("/a")) { header("Cache-Control", "no-cache") }.seen() shouldBe
                            (REVALIDATED to "text")
                        client.post(peer.url("/a")) { body("x") }.close()
                    }
                }
            }
        }
        loop.shutdown()
        files.inLoop.shouldBeEmpty()
    }

    test("a hundred coroutines at once") {
        AnsweringPeer.start { Answer.of(200, *stored("1")).body(it.target) }.use { peer ->
            Cache.directory(tempdir().toOkioPath(), 1L shl 20).use { stored ->
                httpClient { cache = stored }.use { client ->
                    coroutineScope {
                        List(100) { n ->
                            async(Dispatchers.Default) { client.get(peer.url("/${n % 5}")).text() }
                        }.awaitAll()
                    } shouldContainExactly List(100) { "/${it % 5}" }
                    stored.statistics().run { hits + misses } shouldBe 100L
                    client.statistics().leased() shouldBe 0
                }
            }
        }
    }

    test("a call that is cancelled while the cache looks leaves nothing open") {
        val isLooking = CountDownLatch(1)
        val goOn = CountDownLatch(1)
        val storage = object : CacheStorage by Empty {
            override fun find(key: String): List<CacheStorage.Entry> {
                isLooking.countDown()
                goOn.await()
                return listOf()
            }
        }
        Cache.of(storage).use { stored ->
            httpClient { cache = stored }.use { client ->
                coroutineScope {
                    val call = launch(start = CoroutineStart.UNDISPATCHED) { client.get("http://127.0.0.1:1/") }
                    withContext(Dispatchers.IO) { isLooking.await() }
                    call.cancelAndJoin()
                    goOn.countDown()
                }
                client.statistics().leased() shouldBe 0
            }
        }
    }
})

private object Empty : CacheStorage {
    override fun find(key: String): List<CacheStorage.Entry> = listOf()

    override fun write(key: String, head: okio.ByteString): CacheStorage.Draft = error("nothing is stored")

    override fun remove(key: String) = Unit

    override fun clear() = Unit

    override fun byteCount() = 0L

    override fun entryCount() = 0

    override fun close() = Unit
}
