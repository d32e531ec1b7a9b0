package httpwire.client.cache

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8

class EntryRecordTest : FunSpec({
    test("what was written is read; a negative length is none, even with the right checksum") {
        for (byteCount in listOf(0L, 1L, Long.MAX_VALUE)) {
            val record = EntryRecord("key", "head".encodeUtf8(), byteCount, -1)
            EntryRecord.read(record.write()) shouldBe record
        }
        EntryRecord.read(EntryRecord("key", "head".encodeUtf8(), -1, 0).write()) shouldBe null
    }
})
