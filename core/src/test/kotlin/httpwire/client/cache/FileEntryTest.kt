package httpwire.client.cache

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import okio.Path
import okio.Path.Companion.toOkioPath
import okio.buffer
import java.io.IOException

private const val MIB = 1 shl 20

class FileEntryTest : FunSpec({
    val folders = tempdir().toOkioPath()
    var count = 0
    fun files(block: OpenFiles.(Path) -> Unit) = OpenFiles().run { block(folders / "f${count++}") }
    fun OpenFiles.opened(folder: Path, block: DirectoryStorage.() -> Unit) =
        DirectoryStorage.open(this, folder, 64L * MIB).use(block)

    /** Changes the byte at [offset] of the only body. */
    fun OpenFiles.damage(folder: Path, offset: Long) {
        val body = list(folder).single { it.name.endsWith(".body") }
        openReadWrite(body).use { it.write(offset, byteArrayOf('y'.code.toByte()), 0, 1) }
    }

    test("nothing stays open, whatever a body is opened for and however a draft ends") {
        files { folder ->
            opened(folder) {
                put("k", "h", "0123456789")
                open.shouldBeEmpty()
                write("l", "h".encodeUtf8()).use { it.write(Buffer().writeUtf8("x"), 1) }
                open.shouldBeEmpty()
            }
            opened(folder) {
                for (from in listOf(0L, 3L, 10L)) {
                    withClue(from) {
                        find("k").single().text(from).length shouldBe
                            10 - from
                    }
                }
                open.shouldBeEmpty()
                find("k").single().openBody(3).use { open.size shouldBe 1 }
                open.shouldBeEmpty()
            }
            damage(folder, 4)
            opened(folder) { shouldThrow<IOException> { find("k").single().openBody(0) } }
            open.shouldBeEmpty()
        }
    }

    test("a body is checked when it is first opened, and not once more; one that was just stored is right") {
        files { folder ->
            fun reads(block: () -> Unit): Int {
                read.clear()
                block()
                return read.count { it.endsWith(".body") }
            }
            opened(folder) {
                put("k", "h", "body")
                reads { find("k").single().text() } shouldBe 1
            }
            opened(folder) {
                reads { find("k").single().text(2) } shouldBe 2
                reads { find("k").single().text() } shouldBe 1
            }
        }
    }

    test("T48: of a damaged body up to 16 MiB no byte is given; a longer one is checked while it is read") {
        for ((length, isCheckedBefore) in listOf(10 to true, 16 * MIB to true, 16 * MIB + 1 to false)) {
            for (from in listOf(0L, 1L)) {
                if (from > 0 && !isCheckedBefore) continue
                files { folder ->
                    opened(folder) { put("k", "h", "x".repeat(length)) }
                    damage(folder, 5)
                    opened(folder) {
                        val body = runCatching { find("k").single().openBody(from) }
                        withClue(length to from) { body.isFailure shouldBe isCheckedBefore }
                        body.onSuccess { shouldThrow<IOException> { it.buffer().use { all -> all.readByteString() } } }
                        find("k").shouldBeEmpty()
                    }
                    list(folder).map { it.name }.filter { EntryFiles.isOurs(it) }.shouldBeEmpty()
                }
            }
        }
    }

    test("a head up to 16 MiB, with what is beside it, is stored; a longer one is not, and leaves nothing") {
        val beside = EntryRecord("k", "".encodeUtf8(), 4, 0).write().size
        for ((length, isStored) in listOf(16 * MIB - 1 to true, 16 * MIB to false)) {
            files { folder ->
                opened(folder) {
                    val put = runCatching { put("k", "h".repeat(length - beside), "body") }
                    put.exceptionOrNull()?.message shouldBe if (isStored) null else "the head is too long"
                    find("k").map { it.head().size } shouldContainExactly
                        if (isStored) listOf(length - beside) else listOf()
                    list(folder).count { EntryFiles.isOurs(it.name) } shouldBe if (isStored) 2 else 0
                }
            }
        }
    }
})
