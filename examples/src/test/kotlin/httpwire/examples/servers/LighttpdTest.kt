package httpwire.examples.servers

import httpwire.auth.Credentials
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import java.nio.file.Files
import java.nio.file.Path

private const val USER = "user"
private const val SECRET = "geheim"
private const val REALM = "lighttpd"

private fun startLighttpd(folder: Path): ServerProcess = ServerProcess.start(folder) { port ->
    val user = "$USER:$REALM:$SECRET".encodeUtf8()
    Files.writeString(folder.resolve("md5"), "$USER:$REALM:${user.md5().hex()}\n")
    Files.writeString(folder.resolve("both"), "$USER:$REALM:${user.md5().hex()}\n$USER:$REALM:${user.sha256().hex()}\n")
    val file = Files.writeString(folder.resolve("lighttpd-$port.conf"), configuration(folder, port))
    listOf("lighttpd", "-D", "-f", "$file")
}

private fun configuration(folder: Path, port: Int) = """
    server.bind = "127.0.0.1"
    server.port = $port
    server.document-root = "$folder/www"
    server.modules = ("mod_auth", "mod_authn_file")
    server.errorlog = "$folder/error.log"
    auth.backend = "htdigest"
    auth.backend.htdigest.userfile = "$folder/both"
    ${'$'}HTTP["url"] =~ "^/sha256" {
        auth.require = ("" => ("method" => "digest", "realm" => "$REALM", "algorithm" => "SHA-256", "require" => "valid-user"))
    } else ${'$'}HTTP["url"] =~ "^/md5" {
        auth.require = ("" => ("method" => "digest", "realm" => "$REALM", "algorithm" => "MD5", "require" => "valid-user"))
    } else ${'$'}HTTP["url"] =~ "^/both" {
        auth.require = ("" => ("method" => "digest", "realm" => "$REALM", "algorithm" => "SHA-256|MD5", "require" => "valid-user"))
    }
""".trimIndent() + "\n"

/** A client against lighttpd, which has Digest with SHA-256. */
class LighttpdTest : FunSpec({ if (RealServers.have("lighttpd")) againstLighttpd() })

private fun FunSpec.againstLighttpd() {
    val folder: Path = Files.createTempDirectory("httpwire-lighttpd")
    lateinit var lighttpd: ServerProcess
    lateinit var origin: String

    beforeSpec {
        for (name in listOf("sha256", "md5", "both")) {
            Files.writeString(Files.createDirectories(folder.resolve("www/$name")).resolve("hello.txt"), "hello\n")
        }
        lighttpd = startLighttpd(folder)
        origin = "http://127.0.0.1:${lighttpd.port}"
    }
    afterSpec {
        lighttpd.close()
        folder.toFile().deleteRecursively()
    }

    for (name in listOf("md5", "sha256", "both")) {
        test("Digest with $name: one challenge, and each request after it has its answer") {
            val noted = Noted()
            withClient({ auth(Credentials.digest(USER, SECRET).forOrigin(origin)).listener(noted) }) { client ->
                repeat(4) { client.text("$origin/$name/hello.txt") shouldBe "hello\n" }
                noted.challenged.get() shouldBe 1
                client.statistics().opened shouldBe 1L
            }
        }

        test("Digest with $name: a wrong secret is 401") {
            withClient({ auth(Credentials.digest(USER, "falsch").forOrigin(origin)) }) { client ->
                val refused = client.get("$origin/$name/hello.txt")
                refused.history shouldHaveSize 1
                refused.run { "$status ${text().isEmpty()}" } shouldBe "401 false"
            }
        }
    }
}
