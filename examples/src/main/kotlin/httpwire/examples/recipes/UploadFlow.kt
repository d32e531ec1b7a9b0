package httpwire.examples.recipes

import httpwire.coroutines.http
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.map
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8

/** How do I send what a flow brings? It is asked for an element when the network took the one before. */
internal suspend fun upload(host: String, readings: Flow<Double>): Int {
    // region upload-flow
    val lines: Flow<ByteString> = readings.map { "$it\n".encodeUtf8() }
    return http(host) { post("/readings") { body(lines) }.status }
    // endregion
}

/** How do I write a body of known length as it is made? Each `send` returns when the network took it. */
internal suspend fun uploadDigits(host: String): Int = http(host) {
    put("/digits") {
        body(byteCount = 10) { for (digit in 0..9) send("$digit") }
    }.status
}
