package httpwire.download

import httpwire.Request
import httpwire.client.HttpClient
import httpwire.download.DownloadFileException.Problem
import httpwire.internal.hasDone
import httpwire.internal.onDisk
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.longs.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import okio.ByteString
import okio.ByteString.Companion.toByteString
import java.net.URI
import java.nio.file.FileSystems
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import kotlin.io.path.createDirectory
import kotlin.io.path.createSymbolicLinkPointingTo
import kotlin.io.path.exists
import kotlin.io.path.isSymbolicLink
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readBytes
import kotlin.io.path.readText
import kotlin.io.path.setPosixFilePermissions
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText
import kotlin.random.Random

private val FILE: ByteString = Random(7).nextBytes(300_000).toByteString()
private val SERVED = RangedFile(FILE, "\"v1\"")
private val AT_ONCE = DownloadOptions.DEFAULT.withDelay(Duration.ZERO)

private fun Path.names() = listDirectoryEntries().map { it.name }.sorted()

private fun Problem?.orNone() = this?.name ?: "none"

class PartFileTest : FunSpec({
    val folders = tempdir().toPath()

    fun folder(): Path = Files.createTempDirectory(folders, "d")

    fun download(target: Path, peer: AnsweringPeer, options: DownloadOptions = AT_ONCE): Downloaded =
        HttpClient.create().use { it.download(Request.get(peer.url("/f")), target, options) }

    /** What is wrong with [target]; nothing may be sent then. */
    fun problem(target: Path): String = AnsweringPeer.start { SERVED.answer(it) }.use { peer ->
        runCatching { download(target, peer) }.exceptionOrNull().let { it as? DownloadFileException }?.problem.orNone()
            .also { if (it != "none") peer.received().shouldBeEmpty() }
    }

    test("a full disk is told, what came stays, and a later call goes on when there is room") {
        onDisk(folder(), sizeKib = 200) { disk ->
            val target = disk.root.resolve("f")
            AnsweringPeer.start { SERVED.answer(it) }.use { peer ->
                val failure = shouldThrow<DownloadFileException> { download(target, peer) }
                failure.problem shouldBe Problem.NO_SPACE
                failure.file shouldBe "$target"
                disk.root.names() shouldContainExactly listOf("f.part", "f.part.state")
                disk.resize(sizeKib = 1024)
                download(target, peer).resumedByteCount shouldBeGreaterThan 100_000
                target.readBytes().toByteString() shouldBe FILE
                disk.root.names() shouldContainExactly listOf("f")
            }
        }
    }

    test("a disk without room for a byte: what is under the name stays, and nothing else does") {
        onDisk(folder(), sizeKib = 64) { disk ->
            val target = disk.root.resolve("f")
            target.writeText("old")
            disk.root.resolve("filler").writeBytes(ByteArray(60 shl 10))
            AnsweringPeer.start { SERVED.answer(it) }.use { peer ->
                shouldThrow<DownloadFileException> { download(target, peer) }.problem shouldBe Problem.NO_SPACE
            }
            target.readText() shouldBe "old"
            disk.root.names() shouldContainExactly listOf("f", "filler")
        }
    }

    test("a disk that is read-only, a folder that may not be written") {
        onDisk(folder(), sizeKib = 64) { disk ->
            disk.forbidWriting()
            problem(disk.root.resolve("f")) shouldBe "NOT_WRITABLE"
        }
        val folder = folder()
        folder.setPosixFilePermissions(PosixFilePermissions.fromString("r-xr-xr-x"))
        // Permissions do not bind root; this does.
        val isImmutable = hasDone("chattr", "+i", "$folder")
        try {
            if (Files.isWritable(folder)) {
                println("PartFileTest leaves out a folder that this user can't write")
            } else {
                problem(folder.resolve("f")) shouldBe "NOT_WRITABLE"
            }
        } finally {
            if (isImmutable) check(hasDone("chattr", "-i", "$folder"))
        }
        folder.setPosixFilePermissions(PosixFilePermissions.fromString("rwxr-xr-x"))
        folder.names().shouldBeEmpty()
    }

    test("a file system that cannot be written, by its nature") {
        val modules = FileSystems.getFileSystem(URI("jrt:/"))
        problem(modules.getPath("/modules/java.base/f")) shouldBe "NOT_WRITABLE"
    }

    test("a symbolic link is replaced, not followed; one to a folder is a folder") {
        val folder = folder()
        val other = folder.resolve("other")
        other.writeText("mine")
        for ((name, leadsTo) in mapOf("a" to "other", "b" to "nowhere", "c" to "c")) {
            val link = folder.resolve(name).createSymbolicLinkPointingTo(Path.of(leadsTo))
            problem(link) shouldBe "none"
            link.isSymbolicLink() shouldBe false
            link.readBytes().toByteString() shouldBe FILE
        }
        other.readText() shouldBe "mine"
        problem(folder.resolve("d").createSymbolicLinkPointingTo(folders)) shouldBe "IS_FOLDER"
        folder.names() shouldContainExactly listOf("a", "b", "c", "d", "other")
    }

    test("a folder that is a link is the folder: one part for both names") {
        val folder = folder()
        val real = folder.resolve("real").createDirectory()
        val link = folder.resolve("link").createSymbolicLinkPointingTo(real)
        PartFile.open(link.resolve("f")).use {
            problem(real.resolve("f")) shouldBe "IN_USE"
            it.discard()
        }
    }

    test("a part or state that is a link, a folder or a pipe is not used; nobody waits for a pipe") {
        val folder = folder()
        val other = folder.resolve("other")
        other.writeText("mine")
        folder.resolve("a.part").createSymbolicLinkPointingTo(other)
        folder.resolve("b.part").createDirectory()
        problem(folder.resolve("a")) shouldBe "OTHER"
        problem(folder.resolve("b")) shouldBe "OTHER"
        folder.resolve("d.part").writeText("x")
        folder.resolve("d.part.state").createSymbolicLinkPointingTo(other)
        problem(folder.resolve("d")) shouldBe "none"
        if (hasDone("mkfifo", "${folder.resolve("c.part")}", "${folder.resolve("e.part.state")}")) {
            problem(folder.resolve("c")) shouldBe "OTHER"
            problem(folder.resolve("e")) shouldBe "none"
        }
        other.readText() shouldBe "mine"
    }

    test("a download of another process has the target; when that is killed it goes on") {
        val target = folder().resolve("f")
        AnsweringPeer.start().use { peer ->
            peer.on("GET /f").reply { SERVED.answer(it).cutAfter(70_000).then(Answer.After.STALL) }
                .reply { SERVED.answer(it) }
            val other = DownloadingProcess.start(peer.url("/f"), target)
            try {
                other.awaitBytes(70_000)
                shouldThrow<DownloadFileException> { download(target, peer) }.problem shouldBe Problem.IN_USE
                peer.received().size shouldBe 1
            } finally {
                other.kill()
            }
            download(target, peer).resumedByteCount shouldBe 70_000
        }
        target.readBytes().toByteString() shouldBe FILE
    }

    test("kill -9 again and again: the part is what its state says, and the file is right in the end") {
        val random = Random(System.nanoTime())
        val versions = List(2) { RangedFile(Random(it).nextBytes(8 shl 20).toByteString(), "\"v$it\"") }
        val target = folder().resolve("f")
        val part = target.resolveSibling("f.part")
        var current = versions[0]
        var midway = 0
        AnsweringPeer.start { current.answer(it) }.use { peer ->
            for (round in 0..7) {
                if (round == 4) current = versions[1]
                val process = DownloadingProcess.start(peer.url("/f"), target)
                try {
                    process.awaitBytes(random.nextLong(1, 2 shl 20))
                } finally {
                    process.kill()
                }
                if (target.exists()) {
                    target.readBytes().toByteString() shouldBe current.bytes
                    Files.delete(target)
                }
                val state = part.resolveSibling("f.part.state")
                val known = if (state.exists()) PartState.parse(state.readText()) else null
                if (known != null) {
                    val of = versions.single { known.validator().text() == "\"v${versions.indexOf(it)}\"" }
                    of.bytes.startsWith(part.readBytes().toByteString()) shouldBe true
                    midway++
                }
            }
            download(target, peer)
        }
        target.readBytes().toByteString() shouldBe current.bytes
        target.parent.names() shouldContainExactly listOf("f")
        (midway > 0) shouldBe true
    }
})
