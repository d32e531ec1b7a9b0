package app

import kotlin.time.Duration.Companion.seconds

/** Prints what the server at the given address answers to a blocking and to a suspending block. */
suspend fun main(args: Array<String>) {
    val blocking = httpwire.dsl.http(args[0]) {
        timeout = 10.seconds
        get("/").text()
    }
    val suspending = httpwire.coroutines.http(args[0]) { get("/").text() }
    println("$blocking, $suspending")
}
