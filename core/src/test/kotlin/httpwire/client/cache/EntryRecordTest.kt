package httpwire.client.cache

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString

class EntryRecordTest : FunSpec({
    test("what was written is read; a negative length is none, even with the right checksum") {
        for (byteCount in listOf(0L, 1L, Long.MAX_VALUE)) {
            val record = EntryRecord("key", "head".encodeUtf8(), byteCount, -1)
            EntryRecord.read(record.write()) shouldBe record
        }
        val empty = EntryRecord("", "".encodeUtf8(), 0, 0)
        EntryRecord.read(empty.write()) shouldBe empty
        EntryRecord.read(EntryRecord("key", "head".encodeUtf8(), -1, 0).write()) shouldBe null
    }

    test("T19: cut after any byte, with any byte changed, or with one more it is none") {
        val written = EntryRecord("http://a.test/ key", "httpwire 1\nhead\n".encodeUtf8(), 12, 34).write()
        for (at in 0 until written.size) {
            EntryRecord.read(written.substring(0, at)) shouldBe null
            for (bit in 0..7) {
                val bytes = written.toByteArray().also { it[at] = (it[at].toInt() xor (1 shl bit)).toByte() }
                EntryRecord.read(bytes.toByteString()) shouldBe null
            }
        }
        EntryRecord.read(Buffer().write(written).writeByte(0).readByteString()) shouldBe null
    }
})
