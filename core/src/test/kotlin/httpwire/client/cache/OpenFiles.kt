package httpwire.client.cache

import okio.FileHandle
import okio.ForwardingFileSystem
import okio.Path
import okio.Sink
import okio.Source
import java.util.concurrent.CopyOnWriteArrayList

/** Another file system with the files of this one, which knows what is open in it, and what was read. */
internal class OpenFiles : ForwardingFileSystem(SYSTEM) {
    val open = CopyOnWriteArrayList<String>()
    val read = CopyOnWriteArrayList<String>()

    private fun opened(file: Path): () -> Unit {
        open += file.name
        return { open -= file.name }
    }

    override fun sink(file: Path, mustCreate: Boolean): Sink {
        val sink = super.sink(file, mustCreate)
        val closed = opened(file)
        return object : Sink by sink {
            override fun close() = sink.close().also { closed() }
        }
    }

    override fun source(file: Path): Source {
        val source = super.source(file)
        read += file.name
        val closed = opened(file)
        return object : Source by source {
            override fun close() = source.close().also { closed() }
        }
    }

    override fun openReadOnly(file: Path): FileHandle {
        val handle = super.openReadOnly(file)
        read += file.name
        val closed = opened(file)
        return object : FileHandle(readWrite = false) {
            override fun protectedRead(fileOffset: Long, array: ByteArray, arrayOffset: Int, byteCount: Int) =
                handle.read(fileOffset, array, arrayOffset, byteCount)

            override fun protectedSize() = handle.size()

            override fun protectedClose() = handle.close().also { closed() }

            override fun protectedWrite(fileOffset: Long, array: ByteArray, arrayOffset: Int, byteCount: Int) = Unit

            override fun protectedFlush() = Unit

            override fun protectedResize(size: Long) = Unit
        }
    }
}
