package httpwire.internal

import java.nio.file.Path

/** Replaces a file again and again, and prints a line after each time, until it is killed. */
fun main(arguments: Array<String>) {
    val file = Path.of(arguments[0])
    println("writing")
    while (true) {
        for (letter in listOf("b", "a")) {
            PrivateFile.replace(file) { sink -> repeat(300_000) { sink.writeUtf8(letter) } }
            println("written")
        }
    }
}
