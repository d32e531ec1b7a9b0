package httpwire.examples.recipes

import httpwire.CacheOutcome.HIT
import httpwire.CacheOutcome.MISS
import httpwire.CacheOutcome.REVALIDATED
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import okio.Path.Companion.toOkioPath

class CachedGetsTest : FunSpec({
    test("what has not changed is not sent again, in the next run either") {
        val folder = tempdir().toOkioPath() / "cache"
        AnsweringPeer.start {
            val isSame = it.field("If-None-Match") == "\"1\""
            if (isSame) Answer.of(304, "ETag: \"1\"") else Answer.of(200, "ETag: \"1\"").body("text")
        }.use { peer ->
            cachedGets(peer.url("/a"), folder, 2) shouldContainExactly listOf(MISS to "text", REVALIDATED to "text")
            cachedGets(peer.url("/a"), folder, 1) shouldContainExactly listOf(REVALIDATED to "text")
        }
    }

    test("what is fresh is not asked for") {
        AnsweringPeer.start { Answer.of(200, "Cache-Control: max-age=3600").body("text") }.use { peer ->
            cachedGets(peer.url("/a"), tempdir().toOkioPath(), 3).map { it.first } shouldContainExactly
                listOf(MISS, HIT, HIT)
            peer.received().size shouldBe 1
        }
    }
})
