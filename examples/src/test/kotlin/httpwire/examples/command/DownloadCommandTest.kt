package httpwire.examples.command

import com.github.ajalt.clikt.core.UsageError
import httpwire.HttpUrl
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.nio.file.Files
import java.nio.file.Path

class DownloadCommandTest : FunSpec({
    val folder = tempdir().toPath()

    test("-C - downloads, and goes on with what an earlier run has left") {
        AnsweringPeer.start().use { peer ->
            val whole = Answer.of(200, "ETag: \"1\"").body("0123456789").cutAfter(4)
            peer.on("GET /f").reply(whole).reply(503, "busy")
                .reply(206, "456789", "ETag: \"1\"", "Content-Range: bytes 4-9/10")
            val file = folder.resolve("f")
            httpwire("-C", "-", "-o", "$file", peer.url("/f")).run {
                status shouldBe ExitStatus.EXCHANGE_FAILED
                err shouldContain "503"
            }
            Files.exists(file) shouldBe false
            httpwire("-C", "-", "-o", "$file", peer.url("/f")).status shouldBe ExitStatus.ANSWERED
            Files.readString(file) shouldBe "0123456789"
            peer.received().last().field("Range") shouldBe "bytes=4-"
        }
    }

    test("a file that cannot be written is a local failure") {
        AnsweringPeer.start { Answer.ok("x") }.use { peer ->
            Files.createDirectory(folder.resolve("g.part"))
            httpwire("-C", "-", "-o", "${folder.resolve("g")}", peer.url("/g")).status shouldBe ExitStatus.LOCAL_FAILURE
        }
    }

    test("-O saves under the name in the URL, not the server's") {
        val name = "httpwire-remote-name.tmp"
        AnsweringPeer.start { Answer.of(200, "Content-Disposition: attachment; filename=evil").body("x") }.use { peer ->
            try {
                httpwire("-O", peer.url("/a/$name?q=/b")).status shouldBe ExitStatus.ANSWERED
                Files.readString(Path.of(name)) shouldBe "x"
            } finally {
                Files.deleteIfExists(Path.of(name))
            }
        }
    }

    context("-O takes the last segment of the path") {
        withTests(
            nameFn = { "${it.first}: ${it.second}" },
            "http://a/b.zip" to "b.zip",
            "http://a/b/c" to "c",
            "http://a/b?c/d" to "b",
            "http://a/%2e%2e" to "%2e%2e",
            "http://a/b%2Fc" to "b%2Fc",
            "http://a/" to null,
            "http://a" to null,
            "http://a/b/" to null,
            "http://a/?x" to null,
            "http://a/b/.." to null,
            "http://a/." to null,
            "http://a/c:d" to null,
        ) { (url, name) ->
            if (name != null) {
                remoteName(HttpUrl.parse(url)) shouldBe name
            } else {
                shouldThrow<UsageError> { remoteName(HttpUrl.parse(url)) }
            }
        }
    }
})
