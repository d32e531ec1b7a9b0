package httpwire.examples.recipes

import httpwire.HttpException.DigestMismatch
import httpwire.client.HttpClient
import httpwire.examples.JavaVerifiedDownload
import httpwire.examples.servers.Nginx
import httpwire.examples.servers.RealServers
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import java.nio.file.Files
import kotlin.random.Random

class VerifiedDownloadTest : FunSpec({
    val folder = tempdir().toPath()

    test("a download whose connection breaks is whole and verified") {
        val head = "Accept-Ranges: bytes\r\nETag: \"v1\"\r\n"
        val peer = ScriptedPeer.listening(
            Script.start().expectHead().reply("HTTP/1.1 200 OK\r\n${head}Content-Length: 10\r\n\r\n0123").reset(),
            Script.start().expectHead().reply(
                "HTTP/1.1 206 Partial Content\r\n${head}Content-Range: bytes 4-9/10\r\nContent-Length: 6\r\n\r\n456789",
            ),
        )
        peer.use {
            HttpClient.create().use { client ->
                val target = folder.resolve("f")
                JavaVerifiedDownload.download(client, peer.url("/f"), target, "0123456789".encodeUtf8().sha256().hex())
                Files.readString(target) shouldBe "0123456789"
                peer.transcript(2).received().lines().filter { "ange:" in it } shouldBe
                    listOf("Range: bytes=4-", "If-Range: \"v1\"")
            }
        }
    }

    if (RealServers.have("nginx")) {
        test("nginx: a part that an earlier run has left is gone on with, and verified") {
            val file = Random(1).nextBytes(3_000_000).toByteString()
            Nginx(Files.createDirectory(folder.resolve("nginx"))).use { nginx ->
                Files.write(nginx.root.resolve("big"), file.toByteArray())
                HttpClient.create().use { client ->
                    val url = "http://${nginx.address}/big"
                    val target = folder.resolve("big")
                    val stopped = httpwire.download.DownloadOptions.DEFAULT.withProgress { count, _ ->
                        check(count < 1_000_000) { "stopped" }
                    }
                    shouldThrow<IllegalStateException> {
                        client.download(httpwire.Request.get(url), target, stopped)
                    }
                    val done = JavaVerifiedDownload.download(client, url, target, file.sha256().hex())
                    (done.resumedByteCount >= 1_000_000) shouldBe true
                    Files.readAllBytes(target).toByteString() shouldBe file
                    shouldThrow<DigestMismatch> {
                        JavaVerifiedDownload.download(client, url, target, ByteString.EMPTY.sha256().hex())
                    }
                    Files.size(target) shouldBe 3_000_000L
                    Files.exists(folder.resolve("big.part")) shouldBe false
                }
            }
        }
    }
})
