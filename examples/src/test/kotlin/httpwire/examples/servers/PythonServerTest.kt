package httpwire.examples.servers

import httpwire.Headers
import httpwire.HttpVersion
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.examples.command.ExitStatus
import httpwire.examples.command.httpwire
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.nio.file.Files
import java.nio.file.Path
import kotlin.random.Random

/** Python's http.server as it is: HTTP/1.0, a connection for each request. */
private fun commandInOldVersion(port: Int, folder: Path) =
    listOf("python3", "-m", "http.server", "$port", "--bind", "127.0.0.1", "--directory", "$folder")

/** The same in HTTP/1.1, which keeps its connections. */
private fun commandInNewVersion(port: Int, folder: Path) = listOf(
    "python3",
    "-c",
    "import http.server, functools\n" +
        "handler = http.server.SimpleHTTPRequestHandler\n" +
        "handler.protocol_version = 'HTTP/1.1'\n" +
        "bound = functools.partial(handler, directory='$folder')\n" +
        "http.server.ThreadingHTTPServer(('127.0.0.1', $port), bound).serve_forever()\n",
)

class PythonServerTest : FunSpec({ if (RealServers.have("python3")) againstPython() })

private fun FunSpec.againstPython() {
    val folder: Path = Files.createTempDirectory("httpwire-python")
    val www = Files.createDirectory(folder.resolve("www"))
    val big = Random(8).nextBytes(5 shl 20)
    Files.writeString(www.resolve("hello.txt"), "hello from Python\n")
    Files.write(www.resolve("big"), big)
    afterSpec { folder.toFile().deleteRecursively() }

    val commands = mapOf(
        HttpVersion.HTTP_1_0 to ::commandInOldVersion,
        HttpVersion.HTTP_1_1 to ::commandInNewVersion,
    )
    for ((version, command) in commands) {
        test("http.server in $version: GET, HEAD, a listing, 404, 501, a big file, on one HttpConnection") {
            ServerProcess.start(folder) { port -> command(port, www) }.use { server ->
                HttpConnection.http("127.0.0.1:${server.port}").use { connection ->
                    fun ask(method: String, target: String, body: RequestBody? = null) =
                        connection.exchange(method, target, Headers.EMPTY, body)

                    ask("GET", "/hello.txt").run { "${this.version} $status $reason ${text()}" } shouldBe
                        "$version 200 OK hello from Python\n"
                    val isKept = version == HttpVersion.HTTP_1_1
                    (connection.transport != null) shouldBe isKept
                    val head = ask("HEAD", "/hello.txt")
                    head.run { "$status ${getHeader("Content-Length")} ${read().size}" } shouldBe "200 18 0"
                    ask("GET", "/").text() shouldContain "hello.txt"
                    ask("GET", "/parrot.spam").run { "$status ${text().isNotEmpty()}" } shouldBe "404 true"
                    ask("GET", "/big").read().toByteArray().contentEquals(big) shouldBe true
                    val refused = ask("POST", "/hello.txt", RequestBody.of("spam"))
                    refused.run { "$status ${text().isNotEmpty()}" } shouldBe "501 true"
                }
                val url = "http://127.0.0.1:${server.port}/hello.txt"
                httpwire(url).run { "$status ${out.utf8()}" } shouldBe "${ExitStatus.ANSWERED} hello from Python\n"
            }
        }
    }
}
