package httpwire.client.cache

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import okio.FileSystem
import okio.Path
import okio.Path.Companion.toOkioPath
import java.io.IOException
import java.nio.channels.FileChannel
import java.nio.file.StandardOpenOption.CREATE
import java.nio.file.StandardOpenOption.WRITE

class FolderLockTest : FunSpec({
    val folder = tempdir().toOkioPath()
    fun channel(): FileChannel = FileChannel.open((folder / "lock").toNioPath(), CREATE, WRITE)
    fun lock(path: Path = folder, file: FolderLock.Opener? = null) = FolderLock.of(FileSystem.SYSTEM, path, file)

    test("the file is locked until the lock is closed") {
        val file = channel()
        lock { file }.use {
            file.isOpen shouldBe true
            shouldThrow<IOException> { lock() }.message shouldBe
                "the folder $folder is used by another cache of this process"
        }
        file.isOpen shouldBe false
    }

    test("a folder without a file that can be locked is taken in this process") {
        lock().use {
            shouldThrow<IOException> { lock() }
            lock(folder / "other").close()
            FolderLock.of(OtherFileSystem(), folder, null).close()
        }
        lock().close()
    }

    test("close() once more does not end the lock of whoever has the folder by now") {
        val first = lock()
        first.close()
        lock().use {
            first.close()
            shouldThrow<IOException> { lock() }
        }
    }

    test("if somebody else has the file it is closed, and the folder is not taken") {
        channel().use { theirs ->
            theirs.lock()
            val file = channel()
            shouldThrow<IOException> { lock { file } }.message shouldBe
                "the folder $folder is used by the cache of another process"
            file.isOpen shouldBe false
        }
        lock { channel() }.close()
    }

    test("if the file can't be opened the folder is not taken") {
        shouldThrow<IOException> { lock { throw IOException("x") } }.message shouldBe "x"
        lock().close()
    }
})
