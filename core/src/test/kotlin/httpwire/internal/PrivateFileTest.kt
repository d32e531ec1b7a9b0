package httpwire.internal

import httpwire.process.TestJvm
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.IOException
import java.nio.file.FileSystemException
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import kotlin.io.path.createSymbolicLinkPointingTo
import kotlin.io.path.deleteExisting
import kotlin.io.path.getPosixFilePermissions
import kotlin.io.path.isSymbolicLink
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlin.io.path.setPosixFilePermissions
import kotlin.io.path.writeText

class PrivateFileTest : FunSpec({
    val directory = tempdir().toPath()
    val file = directory.resolve("secrets")

    fun names() = directory.listDirectoryEntries().map { it.name }

    afterTest { directory.listDirectoryEntries().forEach { it.deleteExisting() } }

    test("the content is written, and nothing else is left") {
        PrivateFile.replace(file) { it.writeUtf8("one") }
        PrivateFile.replace(file) { it.writeUtf8("2") }
        file.readText() shouldBe "2"
        names() shouldContainExactly listOf("secrets")
    }

    test("only the owner can read it, from its creation on, whatever the mode of the old file was") {
        file.writeText("old")
        file.setPosixFilePermissions(PosixFilePermissions.fromString("rw-rw-rw-"))
        val whileWritten = mutableListOf<String>()
        PrivateFile.replace(file) { sink ->
            sink.writeUtf8("new")
            val temporary = directory.listDirectoryEntries().single { it.name != "secrets" }
            whileWritten += PosixFilePermissions.toString(temporary.getPosixFilePermissions())
        }
        whileWritten shouldContainExactly listOf("rw-------")
        PosixFilePermissions.toString(file.getPosixFilePermissions()) shouldBe "rw-------"
    }

    test("a content that breaks off at any byte leaves the old file whole, whatever was thrown") {
        file.writeText("old")
        val content = "new content"
        val thrown = listOf(IOException("full"), IllegalStateException("mine"), AssertionError("error"))
        for (failure in thrown) {
            for (length in 0..content.length) {
                val seen = shouldThrow<Throwable> {
                    PrivateFile.replace(file) { sink ->
                        sink.writeUtf8(content.take(length)).flush()
                        throw failure
                    }
                }
                (seen === failure || seen.cause === failure) shouldBe true
                file.readText() shouldBe "old"
                names() shouldContainExactly listOf("secrets")
            }
        }
    }

    test("a process that is killed at any moment leaves the old content or the new one") {
        val contents = listOf("a", "b").map { it.repeat(300_000) }
        file.writeText(contents[0])
        repeat(5) { round ->
            val process = TestJvm.start("httpwire.internal.RewriterKt", file)
            val output = process.inputStream.bufferedReader()
            output.readLine() shouldBe "writing"
            // Each line is one whole write: the process is killed in one of the next ones.
            repeat(round * 7 + 1) { output.readLine() shouldBe "written" }
            process.destroyForcibly().waitFor()
            (file.readText() in contents) shouldBe true
        }
    }

    test("a failure names the file and the reason, and says that the file is as it was") {
        val missing = directory.resolve("missing/secrets")
        val failure = shouldThrow<FileSystemException> { PrivateFile.replace(missing) { it.writeUtf8("x") } }
        failure.file shouldBe missing.toString()
        failure.message shouldContain "cannot be written, and is as it was before"
        (failure.cause is NoSuchFileException) shouldBe true
    }

    test("a directory in its place is not replaced") {
        val place = Files.createDirectory(directory.resolve("place"))
        Files.createFile(place.resolve("inside"))
        shouldThrow<FileSystemException> { PrivateFile.replace(place) { it.writeUtf8("x") } }
        names() shouldContainExactly listOf("place")
        place.resolve("inside").deleteExisting()
    }

    test("a symbolic link stays one, and the file that it leads to is replaced") {
        val link = directory.resolve("link").createSymbolicLinkPointingTo(file)
        file.writeText("old")
        PrivateFile.replace(link) { it.writeUtf8("new") }
        link.isSymbolicLink() shouldBe true
        file.readText() shouldBe "new"
    }

    test("a name without a directory is in the working directory") {
        val relative = Path.of("private-file-test.txt")
        try {
            PrivateFile.replace(relative) { it.writeUtf8("x") }
            relative.readText() shouldBe "x"
        } finally {
            Files.deleteIfExists(relative)
        }
    }
})
