package httpwire.client.cache

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8

class MemoryStorageTest : FunSpec({
    test(
        "a head that is replaced while another caller replaces it: the bytes that are counted are those of the entry",
    ) {
        MemoryStorage(10_000).use { storage ->
            storage.put("k", "h", "body")
            val entry = storage.find("k").single()
            val other = Thread { entry.replaceHead("the head of the other caller".encodeUtf8()) }
            // The other caller comes as far as it can, and goes on after this one.
            synchronized(storage.index()) {
                other.start()
                while (other.state != Thread.State.BLOCKED) Thread.onSpinWait()
                entry.replaceHead("mine".encodeUtf8())
            }
            other.join()
            val bytes = storage.byteCount()
            storage.remove("k")
            storage.put("k", entry.head().utf8(), "body")
            storage.byteCount() shouldBe bytes
        }
    }
})
