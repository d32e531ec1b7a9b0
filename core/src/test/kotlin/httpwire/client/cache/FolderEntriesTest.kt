package httpwire.client.cache

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
    val deleted = mutableListOf<Path>()

    override fun atomicMove(source: Path, target: Path) {
        beforeMove(target)
        super.atomicMove(source, target)
        afterMove(target)
    }

    override fun metadataOrNull(path: Path): FileMetadata? = super.metadataOrNull(path).also { afterLook(path) }

    override fun delete(path: Path, mustExist: Boolean) {
        deleted += path
        if (!isDeleting) throw IOException("$path is open")
        super.delete(path, mustExist)
    }
}

class FolderEntriesTest : FunSpec({
    val folders = tempdir().toOkioPath()
    var count = 0

    fun watched(maxBytes: Long = 1 shl 20, block: DirectoryStorage.(Watched, Path) -> Unit) {
        val files = Watched()
        val folder = folders / "f${count++}"
        DirectoryStorage.open(files, folder, maxBytes).use { it.block(files, folder) }
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
    test("a file that is gone is not deleted once more") {
        watched { files, _ ->
            for (key in listOf("a", "b")) put(key, "h", "body")
            for (key in listOf("a", "b")) {
                files.deleted.clear()
                remove(key)
                files.deleted.size shouldBe 2
            }
        }
    }
    test("the files of what has to go for another entry, or for a longer head, go too") {
        watched(maxBytes = 3000) { _, folder ->
            for (key in listOf("0", "1", "a", "b")) put(key, "h", key.repeat(1000))
            listOf(entryCount(), folder.files().size) shouldBe listOf(2, 4)
            find("b").single().replaceHead("h".repeat(1000).encodeUtf8())
            listOf(texts("a").size, texts("b").size, folder.files().size) shouldBe listOf(0, 1, 2)
        }
    }
})
