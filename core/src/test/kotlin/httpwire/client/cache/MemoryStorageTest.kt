package httpwire.client.cache

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import okio.Timeout
import java.io.IOException

class MemoryStorageTest : FunSpec({
    test("an entry takes its key, its head, its body and 256 bytes") {
        MemoryStorage(10_000).use { storage ->
            storage.put("key", "a head", "the body")
            storage.byteCount() shouldBe 256 + 3 + 6 + 8
            storage.find("key").single().replaceHead("head".encodeUtf8())
            storage.byteCount() shouldBe 256 + 3 + 4 + 8
            storage.find("key").single().bodyByteCount() shouldBe 8
            listOf(storage.maxEntryBytes(), storage.entryCount().toLong()) shouldBe listOf(10_000L, 1L)
            storage.isBlocking shouldBe false
            storage.close()
            listOf(storage.byteCount(), storage.entryCount().toLong()) shouldBe listOf(0L, 0L)
        }
    }

    test("a body is read from any byte, at most 8 KiB at once") {
        MemoryStorage(100_000).use { storage ->
            val body = (1..5_000).joinToString("")
            storage.put("k", "h", body)
            val source = storage.find("k").single().openBody(3)
            val read = Buffer()
            source.read(read, 5) shouldBe 5
            source.read(read, 100_000) shouldBe 8192
            while (source.read(read, 100_000) >= 0) Unit
            source.read(read, 1) shouldBe -1
            source.timeout() shouldBe Timeout.NONE
            read.readUtf8() shouldBe body.substring(3)
        }
    }

    test("a body that is as long as all is taken, and not a byte more; nothing after the end") {
        MemoryStorage(1_000).use { storage ->
            val draft = storage.write("k", "h".encodeUtf8())
            draft.write(Buffer().writeUtf8("x".repeat(1_001)), 1_000)
            shouldThrow<IOException> { draft.write(Buffer().writeUtf8("x"), 1) }.message shouldBe "the body is too long"
            draft.close()
            draft.commit()
            shouldThrow<IOException> { draft.write(Buffer().writeUtf8("x"), 1) }.message shouldBe "the entry was ended"
            storage.entryCount() shouldBe 0
            storage.put("k", "h", "x")
            storage.put("l", "h", "y")
            storage.find("k").single().remove()
            storage.texts("k").isEmpty() shouldBe true
            storage.remove("l")
            storage.entryCount() shouldBe 0
        }
    }

    test("an entry whose body is opened has been used") {
        MemoryStorage(3 * 259).use { storage ->
            for (key in listOf("a", "b", "c")) storage.put(key, "h", "x")
            storage.find("a").single().text() shouldBe "x"
            storage.put("d", "h", "x")
            listOf("a", "b", "c", "d").filter { storage.find(it).isEmpty() } shouldBe listOf("b")
        }
    }

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
