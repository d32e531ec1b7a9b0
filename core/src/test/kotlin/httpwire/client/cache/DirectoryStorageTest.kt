package httpwire.client.cache

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import okio.FileSystem
import okio.ForwardingFileSystem
import okio.Path
import okio.Path.Companion.toOkioPath
import okio.Sink
import okio.buffer
import java.io.IOException
import java.nio.file.Files
import java.nio.file.attribute.FileTime
import java.nio.file.attribute.PosixFilePermissions
import java.util.concurrent.TimeUnit

private fun Path.names(): List<String> = FileSystem.SYSTEM.list(this).map { it.name }.filterNot {
    it in
        setOf("lock", "order")
}

private fun Path.file(end: String): Path = FileSystem.SYSTEM.list(this).single { it.name.endsWith(end) }

private fun open(path: Path, maxBytes: Long = 1 shl 20): DirectoryStorage =
    DirectoryStorage.open(FileSystem.SYSTEM, path, maxBytes)

class DirectoryStorageTest : FunSpec({
    val folders = tempdir().toOkioPath()
    var count = 0
    fun newFolder(): Path = folders / "f${count++}"

    test("what is stored is there when the folder is opened again") {
        val folder = newFolder()
        open(folder).use {
            it.put("k", "h", "body")
            it.put("l", "i", "x".repeat(100_000))
        }
        open(folder).use {
            it.texts("k") shouldContainExactly listOf("h=body")
            it.texts("l") shouldContainExactly listOf("i=" + "x".repeat(100_000))
            it.byteCount() shouldBe folder.names().sumOf { name -> FileSystem.SYSTEM.metadata(folder / name).size!! }
        }
    }

    test("nobody else can read the folder and its files") {
        val folder = newFolder()
        open(folder).use { it.put("k", "h", "body") }
        fun permissions(path: Path) = PosixFilePermissions.toString(Files.getPosixFilePermissions(path.toNioPath()))
        permissions(folder) shouldBe "rwx------"
        for (file in FileSystem.SYSTEM.list(folder)) withClue(file) { permissions(file) shouldBe "rw-------" }
    }

    context("the folder belongs to one cache") {
        test("of this process") {
            val folder = newFolder()
            open(folder).use {
                shouldThrow<IOException> { open(folder) }.message!! shouldContain
                    "used by another cache of this process"
                shouldThrow<IOException> { open(folder / ".." / folder.name) }
            }
            open(folder).close()
        }
        test("of all processes; a lock that was left behind is none") {
            val folder = newFolder()
            val child = child("hold", folder)
            try {
                child.inputStream.read().toChar() shouldBe 'h'
                shouldThrow<IOException> { open(folder) }.message!! shouldContain "another process"
            } finally {
                child.destroyForcibly().waitFor()
            }
            open(folder).use { it.texts("k") shouldContainExactly listOf("h=held") }
        }
        test("a folder that can't be used is not held") {
            val folder = newFolder()
            FileSystem.SYSTEM.createDirectories(folder)
            FileSystem.SYSTEM.createDirectory(folder / "lock")
            shouldThrow<IOException> { open(folder) }
            FileSystem.SYSTEM.delete(folder / "lock")
            open(folder).close()
        }
        test("a file in its place") {
            val file = newFolder()
            FileSystem.SYSTEM.write(file) { writeUtf8("x") }
            shouldThrow<IOException> { open(file) }
        }
    }

    test("files of others stay, and files that were left half done go") {
        val folder = newFolder()
        open(folder).use { it.put("k", "h", "body") }
        val name = folder.file(".head").name.removeSuffix(".head")
        val other = name.replaceRange(0, 1, if (name[0] == '0') "1" else "0")
        for (left in listOf(
            "$other.tmp",
            "$other.new",
            "$other.body",
            "${other.dropLast(1)}x.body",
            "note.txt",
            "$other.head",
        )) {
            if (!left.endsWith(".head")) FileSystem.SYSTEM.write(folder / left) { writeUtf8("x") }
        }
        val orphan = name.dropLast(1) + if (name.last() == '0') "1" else "0"
        FileSystem.SYSTEM.write(folder / "$orphan.head") { writeUtf8("x") }
        open(folder).close()
        folder.names() shouldContainExactlyInAnyOrder
            listOf("$name.body", "$name.head", "note.txt", "${other.dropLast(1)}x.body")
    }

    context("T48: a file that was cut or changed: the entry is gone, and nothing wrong is given") {
        for (end in listOf(".head", ".body")) {
            fun damaged(change: (ByteArray) -> ByteArray) {
                val folder = newFolder()
                open(folder).use { it.put("k", "head", "body") }
                val file = folder.file(end)
                val bytes = FileSystem.SYSTEM.read(file) { readByteArray() }
                FileSystem.SYSTEM.write(file) { write(change(bytes)) }
                open(folder).use { storage ->
                    val given = storage.find("k").mapNotNull { entry -> runCatching { entry.text() }.getOrNull() }
                    given.shouldBeEmpty()
                    storage.entryCount() shouldBe 0
                }
                folder.names().shouldBeEmpty()
            }
            fun size(): Int {
                val folder = newFolder()
                open(folder).use { it.put("k", "head", "body") }
                return FileSystem.SYSTEM.metadata(folder.file(end)).size!!.toInt()
            }
            test("$end cut at every byte") {
                for (length in 0 until size()) withClue(length) { damaged { it.copyOf(length) } }
            }
            test("$end with every byte changed") {
                for (i in 0 until size()) {
                    withClue(i) {
                        damaged { it.also { bytes -> bytes[i] = (bytes[i] + 1).toByte() } }
                    }
                }
            }
            test("$end with a byte more") { damaged { it + 0 } }
        }
        test("while it is read") {
            val folder = newFolder()
            open(folder).use { storage ->
                storage.put("k", "h", "x".repeat(100_000))
                val body = storage.find("k").single().openBody(0).buffer()
                body.readUtf8(10)
                FileSystem.SYSTEM.openReadWrite(folder.file(".body")).use { it.resize(50_000) }
                shouldThrow<IOException> { body.use { it.readUtf8() } }
                storage.entryCount() shouldBe 0
            }
        }
        test("the head of another key") {
            val folder = newFolder()
            open(folder).use { it.put("k", "h", "body") }
            val head = folder.file(".head")
            val bytes = FileSystem.SYSTEM.read(head) { readByteString() }
            val record = EntryRecord.read(bytes)!!
            FileSystem.SYSTEM.write(head) {
                write(EntryRecord("other", record.head(), record.bodyByteCount(), record.bodyCrc()).write())
            }
            open(folder).use { it.texts("k").shouldBeEmpty() }
        }
    }

    test("which were used last is known after close(); after a crash the times of the heads stand for it") {
        val keys = listOf("a", "b", "c")

        /** Those that stay if one has to go, when a was used last; the heads are of the order [written]. */
        fun left(isCrashed: Boolean, written: List<String>): List<String> {
            val folder = newFolder()
            open(folder).use { storage ->
                for (key in keys) storage.put(key, "h", key.repeat(1000))
                storage.find("a").single().text()
            }
            written.forEachIndexed { i, key ->
                val head = FileSystem.SYSTEM.list(folder).single {
                    it.name.startsWith(EntryFiles.digest(key)) && it.name.endsWith(".head")
                }
                Files.setLastModifiedTime(head.toNioPath(), FileTime.fromMillis(1_000_000L + i))
            }
            if (isCrashed) FileSystem.SYSTEM.delete(folder / "order")
            return open(folder, 2500).use { storage ->
                storage.evictedCount() shouldBe 1
                keys.filter { storage.texts(it).isNotEmpty() }
            }
        }
        for (first in keys) {
            val written = listOf(first) + (keys - first)
            left(isCrashed = false, written) shouldContainExactly listOf("a", "c")
            left(isCrashed = true, written) shouldContainExactly keys - first
        }
    }

    test("close() once more does nothing to whoever has the folder by now") {
        val folder = newFolder()
        val first = open(folder)
        first.close()
        FileSystem.SYSTEM.delete(folder / "order")
        open(folder).use {
            first.close()
            shouldThrow<IOException> { open(folder) }.message!! shouldContain "used by another cache of this process"
            FileSystem.SYSTEM.exists(folder / "order") shouldBe false
        }
    }

    test("a folder that can't be read is not held") {
        val folder = newFolder()
        val unreadable = object : ForwardingFileSystem(SYSTEM) {
            override fun list(dir: Path): List<Path> = throw IOException("x")
        }
        repeat(2) {
            shouldThrow<IOException> { DirectoryStorage.open(unreadable, folder, 1) }.message shouldBe "x"
        }
    }

    test("after close() nothing is found or begun") {
        val storage = open(newFolder())
        storage.put("k", "h", "body")
        val draft = storage.write("l", "h".encodeUtf8())
        val entry = storage.find("k").single()
        storage.close()
        storage.close()
        shouldThrow<IOException> { storage.find("k") }
        shouldThrow<IOException> { storage.write("k", "h".encodeUtf8()) }
        shouldThrow<IOException> { storage.clear() }
        shouldThrow<IOException> { entry.openBody(0) }
        shouldThrow<IOException> { entry.replaceHead("new".encodeUtf8()) }
        shouldThrow<IOException> { draft.commit() }
        draft.close()
    }

    context("a disk that is full is a failure of the storage") {
        for (step in listOf("create", "write", "close", "move")) {
            test("at $step: nothing is stored, and nothing is left") {
                val folder = newFolder()
                val disk = FullDisk(step)
                DirectoryStorage.open(disk, folder, 1 shl 20).use { storage ->
                    storage.put("k", "h", "before")
                    for (skipped in 0..2) {
                        disk.failAfter = skipped
                        runCatching { storage.put("l", "h", "x".repeat(10_000)) }
                        disk.failAfter = Int.MAX_VALUE
                        val stored = storage.texts("l")
                        (stored.isEmpty() || stored == listOf("h=" + "x".repeat(10_000))) shouldBe true
                        storage.remove("l")
                        folder.names().size shouldBe 2
                    }
                    disk.failAfter = 0
                    shouldThrow<IOException> { storage.find("k").single().replaceHead("new".encodeUtf8()) }
                    disk.failAfter = Int.MAX_VALUE
                    storage.texts("k") shouldContainExactly listOf("h=before")
                    folder.names().size shouldBe 2
                }
            }
        }
    }

    test("T48: kill -9 while it writes, again and again: what is there is right") {
        val folder = newFolder()
        var found = 0
        repeat(12) { round ->
            val child = child("write", folder)
            try {
                child.inputStream.read().toChar() shouldBe 'w'
                // Not a wait for something: any moment is as good as any other.
                TimeUnit.MILLISECONDS.sleep(20L + 17 * round)
            } finally {
                child.destroyForcibly().waitFor()
            }
            open(folder, Long.MAX_VALUE).use { storage ->
                for (key in 0 until CrashWriter.KEYS) {
                    for (entry in storage.find("k$key")) {
                        found++
                        entry.text() shouldBe CrashWriter.body(key, entry.head().utf8().substringBefore(' ').toInt())
                    }
                }
                val heads = folder.names().count { it.endsWith(".head") }
                folder.names().size shouldBe 2 * heads
            }
        }
        (found > 0) shouldBe true
    }
})

/** This JVM again, with [CrashWriter]. */
private fun child(what: String, folder: Path): Process {
    val java = java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString()
    return ProcessBuilder(
        java,
        "-cp",
        System.getProperty("java.class.path"),
        CrashWriter::class.java.name,
        what,
        folder.toString(),
    )
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
}

/** What a process does that is killed. */
internal object CrashWriter {
    const val KEYS = 8

    fun body(key: Int, version: Int): String = "$key.$version ".repeat(2000 + 100 * key)

    @JvmStatic
    fun main(arguments: Array<String>) {
        val storage = open(java.nio.file.Path.of(arguments[1]).toOkioPath(), Long.MAX_VALUE)
        if (arguments[0] == "hold") {
            storage.put("k", "h", "held")
            print('h')
            System.out.flush()
            Thread.sleep(Long.MAX_VALUE)
        }
        print('w')
        System.out.flush()
        var version = 0
        while (true) {
            val key = version++ % KEYS
            val old = storage.find("k$key")
            storage.put("k$key", "$version first", body(key, version))
            for (entry in old) entry.remove()
            for (entry in storage.find("k$key")) entry.replaceHead("$version second".encodeUtf8())
        }
    }
}

/** A file system in which one kind of call fails after some that do not. */
private class FullDisk(private val step: String) : ForwardingFileSystem(SYSTEM) {
    var failAfter = Int.MAX_VALUE

    private fun check(at: String) {
        if (at == step && failAfter-- <= 0) throw IOException("no space left on device")
    }

    override fun sink(file: Path, mustCreate: Boolean): Sink {
        check("create")
        val sink = super.sink(file, mustCreate)
        return object : Sink by sink {
            override fun write(source: Buffer, byteCount: Long) {
                check("write")
                sink.write(source, byteCount)
            }

            override fun close() {
                sink.close()
                check("close")
            }
        }
    }

    override fun atomicMove(source: Path, target: Path) {
        check("move")
        super.atomicMove(source, target)
    }
}
