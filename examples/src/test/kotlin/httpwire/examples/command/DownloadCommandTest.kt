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

    context("-J takes the name that the server gives, if it is one for a file here") {
        val own = "httpwire-own.tmp"
        withTests(
            nameFn = { it.first.ifEmpty { "no field" } },
            "attachment; filename=httpwire-given.tmp" to "httpwire-given.tmp",
            "attachment; filename=\"/etc/../httpwire-given.tmp\"" to "httpwire-given.tmp",
            "inline; filename=x; filename*=UTF-8''%2fhttpwire-%c3%bc.tmp" to "httpwire-ü.tmp",
            "attachment; filename=\"..\"" to own,
            "attachment; filename=CON" to own,
            "attachment" to own,
            "" to own,
        ) { (field, name) ->
            val fields = if (field.isEmpty()) arrayOf() else arrayOf("Content-Disposition: $field")
            AnsweringPeer.start { Answer.of(200, *fields).body(it.field("X")) }.use { peer ->
                try {
                    httpwire("-O", "-J", "-H", "X: first", peer.url("/a/$own")).status shouldBe ExitStatus.ANSWERED
                    Files.readString(Path.of(name)) shouldBe "first"
                    httpwire("-OJ", "-H", "X: second", peer.url("/a/$own")).run {
                        status shouldBe ExitStatus.LOCAL_FAILURE
                        err shouldContain ".tmp: it exists, and -J does not overwrite it"
                    }
                    Files.readString(Path.of(name)) shouldBe "first"
                    Files.exists(Path.of(own)) shouldBe (name == own)
                } finally {
                    Files.deleteIfExists(Path.of(name))
                    Files.deleteIfExists(Path.of(own))
                }
            }
        }
    }

    test("--retry asks a broken server again, with -C - too, and tells what was tried") {
        AnsweringPeer.start().use { peer ->
            peer.on("GET /f").reply(Answer.hangUp()).reply(503, "busy", "Retry-After: 0")
                .reply(Answer.of(200, "ETag: \"1\"").body("0123456789").cutAfter(4))
                .reply(503, "busy", "Retry-After: 0").reply(206, "456789", "ETag: \"1\"", "Content-Range: bytes 4-9/10")
            val file = folder.resolve("retried")
            httpwire("--retry", "2", "-C", "-", "-o", "$file", peer.url("/f")).run {
                err shouldBe ""
                status shouldBe ExitStatus.ANSWERED
            }
            Files.readString(file) shouldBe "0123456789"
            peer.received().map { it.field("Range") } shouldBe listOf("", "", "", "bytes=4-", "bytes=4-")
        }
        AnsweringPeer.start { Answer.of(503, "Retry-After: 0").body("busy") }.use { peer ->
            httpwire("--retry", "2", peer.url("/")).run {
                status shouldBe ExitStatus.ANSWERED
                out.utf8() shouldBe "busy"
            }
            peer.received().size shouldBe 3
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
