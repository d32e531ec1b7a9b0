package httpwire.examples.recipes

import httpwire.CacheOutcome.HIT
import httpwire.CacheOutcome.MISS
import httpwire.CacheOutcome.REVALIDATED
import httpwire.examples.JavaCaching
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly

class JavaCachingTest : FunSpec({
    val folder = tempdir().toPath()

    test("responses are kept in the folder, and the server is asked again for what must be validated") {
        AnsweringPeer.start().use { peer ->
            peer.on("GET /fresh").reply(200, "page", "Cache-Control: max-age=60").times(1)
            peer.on("GET /checked").reply(200, "page", "Cache-Control: no-cache", "ETag: \"1\"")
                .reply(304, "", "ETag: \"1\"")
            val url = peer.url("/fresh")
            JavaCaching.outcomes(url, folder, 3) shouldContainExactly listOf(MISS, HIT, HIT)
            JavaCaching.outcomes(url, folder, 1) shouldContainExactly listOf(HIT)
            JavaCaching.outcomes(peer.url("/checked"), folder, 2) shouldContainExactly listOf(MISS, REVALIDATED)
        }
    }
})
