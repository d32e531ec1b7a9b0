package httpwire.coroutines.internal

import httpwire.body.progress.Progress
import httpwire.body.progress.ProgressResponse
import httpwire.connection.HttpResponse
import httpwire.coroutines.SuspendHttpResponse
import kotlinx.coroutines.flow.Flow
import okio.FileSystem
import okio.Path
import okio.Sink
import okio.buffer

/** Writes the body of [response] to [file] piece by piece, and closes both in any case. */
internal fun saving(response: SuspendHttpResponse, file: Path): Flow<Progress> = collectedOnce {
    val totalByteCount = ProgressResponse.totalByteCount(response.response)
    val saving = Saving(response.response, file)
    try {
        emit(Progress(0, totalByteCount))
        while (response.read({ false }, saving::end) { saving.step() }) {
            emit(Progress(saving.byteCount, totalByteCount))
        }
    } finally {
        response.close(saving::end)
    }
}

/** A file that is being written, in the threads of a dispatcher. */
private class Saving(
    private val response: HttpResponse,
    private val file: Path,
) {
    private var sink: Sink? = null

    @Volatile
    var byteCount = 0L
        private set

    /** Writes the result of a single read; false at the end of the body. */
    fun step(): Boolean {
        val into = sink ?: FileSystem.SYSTEM.sink(file).also { sink = it }
        val piece = response.read1()
        into.buffer().write(piece).emit()
        byteCount += piece.size
        return piece.size > 0
    }

    fun end(): Unit = sink.use { response.close() }
}
