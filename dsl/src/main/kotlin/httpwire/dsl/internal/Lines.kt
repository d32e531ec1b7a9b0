package httpwire.dsl.internal

import okio.Buffer
import java.io.OutputStream
import java.io.PrintStream

/** Passes what is printed to [print] line by line, without line ends. */
internal class Lines(
    private val print: (String) -> Unit,
) : OutputStream() {
    private val begun = Buffer()

    fun toPrintStream(): PrintStream = PrintStream(this, true, Charsets.UTF_8)

    override fun write(byte: Int) {
        begun.writeByte(byte)
        if (byte == '\n'.code) print(checkNotNull(begun.readUtf8Line()))
    }
}
