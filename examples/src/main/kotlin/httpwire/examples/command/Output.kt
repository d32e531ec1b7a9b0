package httpwire.examples.command

import httpwire.connection.HttpResponse
import okio.Buffer
import java.io.IOException
import java.io.OutputStream
import java.nio.file.FileAlreadyExistsException
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardOpenOption

/**
 * Writes a response's bytes to [out] untouched, or to a file.
 *
 * @param isTerminal whether [out] is one, which binary bytes could put into any state
 */
internal class Output(private val out: OutputStream, private val order: Order, private val isTerminal: Boolean) {
    /**
     * @param file null for [out]
     * @throws httpwire.HttpException.UnexpectedResponse if `--fail` refuses the response
     * @throws NotForTerminal if the body is binary and nobody has said that the terminal shall have it
     */
    fun write(response: HttpResponse, file: Path?) {
        if (order.isFailing && response.status >= FIRST_ERROR) response.orThrow()
        val isGuarded = isTerminal && file == null
        // Opened only now, so that a request that failed leaves an older file as it was.
        (file?.takeUnless(::isStandardOutput)?.let { open(response, it) } ?: Unclosed(out)).use { target ->
            val arrived = Buffer()
            if (order.showsHead) (response.history + response).forEach { writeHead(it, arrived) }
            val body = response.source()
            if (isGuarded && body.request(1) && body.buffer.indexOf(0, 0, MAX_PIECE_BYTES) >= 0) throw NotForTerminal()
            do {
                // At once: a server may take its time for the rest, and the user may not wait for it.
                arrived.writeTo(target)
                target.flush()
            } while (body.read(arrived, MAX_PIECE_BYTES) >= 0)
        }
    }

    private fun open(response: HttpResponse, file: Path): OutputStream {
        if (!order.isNamedByServer) return Files.newOutputStream(file)
        val name = response.headers.contentDisposition()?.safeFilename()
        val named = if (name == null) file else file.resolveSibling(name)
        try {
            return Files.newOutputStream(named, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
        } catch (e: FileAlreadyExistsException) {
            throw FileAlreadyExistsException(named.toString(), null, "it exists, and -J does not overwrite it")
                .apply { initCause(e) }
        }
    }

    private fun writeHead(response: HttpResponse, head: Buffer) {
        head.writeUtf8("${response.version} ${response.status} ")
        head.write(response.reason.toByteArray(Charsets.ISO_8859_1)).writeUtf8("\r\n")
        response.headers.writeTo(head)
        head.writeUtf8("\r\n")
    }

    /** Standard output is not ours to close. */
    private class Unclosed(private val out: OutputStream) : OutputStream() {
        override fun write(byte: Int) = out.write(byte)

        override fun write(bytes: ByteArray, offset: Int, byteCount: Int) = out.write(bytes, offset, byteCount)

        override fun flush() = out.flush()

        override fun close() = out.flush()
    }

    private companion object {
        const val MAX_PIECE_BYTES = 64L shl 10
        const val FIRST_ERROR = 400
    }
}

/** A binary body was not written to a terminal. */
internal class NotForTerminal :
    IOException("the body is binary, and standard output is a terminal: -o FILE saves it, -o - shows it all the same")
