package httpwire.client.cache

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import okio.FileMetadata
import okio.FileSystem
import okio.ForwardingFileSystem
import okio.Path
import okio.Path.Companion.toOkioPath
import okio.buffer
import java.io.IOException

private fun Path.files(): List<String> = FileSystem.SYSTEM.list(this).map { it.name }.filter { EntryFiles.isOurs(it) }

/**
 * A file system in which something happens before and after a file is moved and after one was looked at, and files
 * can't be deleted for a while.
 */
private class Watched : ForwardingFileSystem(SYSTEM) {
    var beforeMove: (Path) -> Unit = {}
    var afterMove: (Path) -> Unit = {}
    var afterLook: (Path) -> Unit = {}
    var isDeleting = true

    override fun atomicMove(source: Path, target: Path) {
        beforeMove(target)
        super.atomicMove(source, target)
        afterMove(target)
    }

    override fun metadataOrNull(path: Path): FileMetadata? = super.metadataOrNull(path).also { afterLook(path) }

    override fun delete(path: Path, mustExist: Boolean) {
        if (!isDeleting) throw IOException("$path is open")
        super.delete(path, mustExist)
    }
}

class FolderEntriesTest : FunSpec({
    val folders = tempdir().toOkioPath()
    var count = 0

    fun watched(block: DirectoryStorage.(Watched, Path) -> Unit) {
        val files = Watched()
        val folder = folders / "f${count++}"
        DirectoryStorage.open(files, folder, 1 shl 20).use { it.block(files, folder) }
    }

    test("an entry that is removed while its head is replaced leaves no file") {
        watched { files, folder ->
            put("k", "h", "body")
            val entry = find("k").single()
            files.beforeMove = { if (it.name.endsWith(".head")) clear() }
            entry.replaceHead("new".encodeUtf8())
            folder.files().shouldBeEmpty()
            listOf(entryCount().toLong(), byteCount()) shouldBe listOf(0L, 0L)
        }
    }
    context(
        "a head that is replaced while another caller replaces it: the bytes that are counted are those of the files",
    ) {
        fun replacedTwice(begin: (Watched, () -> Unit) -> Unit) = watched { files, folder ->
            put("k", "h", "body")
            var isFirst = true
            begin(files) {
                if (isFirst) {
                    isFirst = false
                    find("k").single().replaceHead("the head of the other caller".encodeUtf8())
                }
            }
            find("k").single().replaceHead("mine".encodeUtf8())
            isFirst shouldBe false
            texts("k") shouldContainExactly listOf("the head of the other caller=body")
            byteCount() shouldBe folder.files().sumOf { FileSystem.SYSTEM.metadata(folder / it).size!! }
            clear()
            byteCount() shouldBe 0
        }
        test("after it was moved to its place") {
            replacedTwice { files, other -> files.afterMove = { if (it.name.endsWith(".head")) other() } }
        }
        test("after its size was looked at") {
            replacedTwice { files, other -> files.afterLook = { if (it.name.endsWith(".head")) other() } }
        }
    }
    test("a file that can't be deleted while it is open goes with the next one") {
        watched { files, folder ->
            put("a", "h", "body")
            put("b", "h", "body")
            files.isDeleting = false
            remove("a")
            texts("a").shouldBeEmpty()
            folder.files().size shouldBe 4
            files.isDeleting = true
            remove("b")
            folder.files().shouldBeEmpty()
        }
    }
    test("a body over 16 MiB is checked while it is read") {
        val folder = folders / "f${count++}"
        val length = 17 shl 20
        DirectoryStorage.open(FileSystem.SYSTEM, folder, 32L shl 20).use { it.put("k", "h", "x".repeat(length)) }
        val body = FileSystem.SYSTEM.list(folder).single { it.name.endsWith(".body") }
        FileSystem.SYSTEM.openReadWrite(body).use { it.write(1L shl 20, byteArrayOf('y'.code.toByte()), 0, 1) }
        DirectoryStorage.open(FileSystem.SYSTEM, folder, 32L shl 20).use { storage ->
            val source = storage.find("k").single().openBody(0).buffer()
            source.skip(16L shl 20)
            shouldThrow<IOException> { source.use { it.readByteString() } }
            storage.find("k").shouldBeEmpty()
        }
    }
})
