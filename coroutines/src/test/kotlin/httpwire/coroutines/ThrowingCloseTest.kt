package httpwire.coroutines

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.flow.first
import okio.Path.Companion.toOkioPath
import java.io.File
import java.nio.file.Files

private const val PART = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi"

/** Whether this process has the file open; never where that can't be seen. */
private fun isOpen(file: File): Boolean = File("/proc/self/fd").listFiles().orEmpty().any {
    runCatching { Files.readSymbolicLink(it.toPath()).toFile() == file }.getOrDefault(false)
}

/** What is closed together is closed whole, whatever closing the first of it throws. */
class ThrowingCloseTest :
    FunSpec({
        val folder = tempdir()

        test("the file of a body that is saved") {
            val file = folder.resolve("saved").canonicalFile
            withPeer(answering(PART).expectEnd()) { peer ->
                shouldThrow<Throwable> {
                    http(peer.address()) {
                        listener { closed { error("planted") } }
                        get("/").saveToAsFlow(file.toOkioPath()).first { it.byteCount > 0 }
                    }
                }
                file.exists() shouldBe true
                isOpen(file) shouldBe false
            }
        }
    })
