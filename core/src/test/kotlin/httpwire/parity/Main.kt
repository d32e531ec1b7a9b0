package httpwire.parity

import kotlinx.serialization.json.JsonArray

/** The JVM's side by itself, as `http_client_driver.py` is Python's: a case a line in, its steps a line out. */
fun main() {
    generateSequence(::readlnOrNull).forEach { line ->
        println(JsonArray(JvmDriver.play(Case.parse(line)).map { it.json }))
    }
}
