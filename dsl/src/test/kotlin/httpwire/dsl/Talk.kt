package httpwire.dsl

import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import httpwire.transport.Transport
import java.nio.file.Files
import java.nio.file.Path

const val OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
const val AUTO = "Host: example.org\r\nAccept-Encoding: identity\r\n"

/** The head that every plain request to example.org begins with. */
fun head(requestLine: String): String = "$requestLine HTTP/1.1\r\n$AUTO"

/** A peer that takes exactly these bytes and answers [OK]. */
fun expecting(request: String): Script = Script.start().expect(request).reply(OK)

/** Runs the block over one connection in memory, and holds it to the script. */
inline fun <R> talk(script: Script, block: HttpScope.() -> R): R = ScriptedPeer.inMemory(script).use { peer ->
    http("example.org") {
        dialer = Dialer { Transport.of(peer.socket()) }
        block()
    }
}

/** The line of a spec at which it was thrown, as it is written there. */
fun Throwable.sourceLine(): String {
    val frame = stackTrace.first { it.fileName.orEmpty().endsWith("Test.kt") }
    return Files.readAllLines(Path.of("src/test/kotlin/httpwire/dsl", frame.fileName))[frame.lineNumber - 1].trim()
}
