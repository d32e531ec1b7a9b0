package httpwire.examples.servers

import httpwire.CacheOutcome.MISS
import httpwire.CacheOutcome.REVALIDATED
import httpwire.CacheOutcome.STALE
import httpwire.Request
import httpwire.client.cache.Cache
import httpwire.examples.recipes.cachedGets
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import okio.Path.Companion.toOkioPath
import java.nio.file.Files
import java.nio.file.Path

/** A client with a cache against nginx, which sends ETag and Last-Modified, and answers conditions and ranges. */
class NginxCacheTest : FunSpec({ if (RealServers.have("nginx")) cacheAgainstNginx() })

private fun FunSpec.cacheAgainstNginx() {
    val folder: Path = Files.createTempDirectory("httpwire-nginx-cache")
    lateinit var nginx: Nginx
    lateinit var url: String

    beforeSpec {
        nginx = Nginx(folder)
        url = "http://${nginx.address}/hello.txt"
        Files.writeString(nginx.root.resolve("hello.txt"), "hello from nginx\n")
        Files.createDirectory(nginx.root.resolve("packed"))
        Files.writeString(nginx.root.resolve("packed/spam.txt"), "spam ".repeat(20_000))
    }
    afterSpec {
        nginx.close()
        folder.toFile().deleteRecursively()
    }

    test("a file is sent once, and again when it has changed") {
        val cache = folder.resolve("cache").toOkioPath()
        val text = "hello from nginx\n"
        cachedGets(url, cache, 3) shouldContainExactly
            listOf(MISS to text, REVALIDATED to text, REVALIDATED to text)
        Files.writeString(nginx.root.resolve("hello.txt"), "hello again from nginx\n")
        val changed = "hello again from nginx\n"
        cachedGets(url, cache, 2) shouldContainExactly listOf(MISS to changed, REVALIDATED to changed)
    }

    test("gzip, whose entity-tag is weak, is validated and decoded") {
        Cache.inMemory(1L shl 20).use { cache ->
            withClient({ decoding().cache(cache) }) { client ->
                List(3) {
                    client.get("http://${nginx.address}/packed/spam.txt").use { it.cacheOutcome to it.text().length }
                } shouldContainExactly listOf(MISS to 100_000, REVALIDATED to 100_000, REVALIDATED to 100_000)
            }
        }
    }

    test("a part of what the caller accepts is cut out here, as nginx does it") {
        Cache.inMemory(1L shl 20).use { cache ->
            withClient({ cache(cache) }) { client ->
                client.text(url)
                val request = Request.builder("GET", url).header("Range", "bytes=6-9")
                val own = client.send(request.header("Cache-Control", "max-stale").build())
                val theirs = client.newBuilder().cache(null).build().use { plain ->
                    plain.send(request.build()).use { listOf(it.status, it.getHeader("Content-Range"), it.text()) }
                }
                own.use { listOf(it.status, it.getHeader("Content-Range"), it.text()) } shouldBe theirs
                client.send(Request.builder("HEAD", url).header("Cache-Control", "max-stale").build()).use {
                    it.cacheOutcome shouldBe STALE
                }
                cache.statistics().staleServed shouldBe 2L
                cache.statistics().hits shouldBe 0L
            }
        }
    }
}
