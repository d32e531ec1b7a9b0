package httpwire.coroutines.internal

import httpwire.HttpException
import httpwire.Request
import httpwire.coroutines.SuspendHttpResponse
import httpwire.download.DownloadOptions
import httpwire.download.DownloadSession
import httpwire.download.Downloaded
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.delay
import kotlinx.coroutines.withContext
import okio.Path
import kotlin.time.toKotlinDuration

/**
 * One download: the suspending loop over [DownloadSession]. Files are used in threads that may block. When it returns
 * or throws, also after a cancellation, nobody writes any more, and another download can have the target.
 */
internal class SuspendingDownload(
    dispatcher: CoroutineDispatcher,
    private val send: suspend (Request) -> SuspendHttpResponse,
) {
    private val bridge = Bridge(dispatcher, Turn())

    suspend fun run(request: Request, target: Path, options: DownloadOptions): Downloaded {
        var opened: DownloadSession? = null
        try {
            val session = bridge.call({}, {}) {
                DownloadSession.open(request, target.toNioPath(), options).also { opened = it }
            }
            while (true) {
                step(session)
                session.result?.let { return it }
            }
        } finally {
            // Takes the turn after whoever writes, who has been cut.
            withContext(NonCancellable) { bridge.call({}, {}) { opened?.close() } }
        }
    }

    private suspend fun step(session: DownloadSession) {
        if (!session.pause.isZero) delay(session.pause.toKotlinDuration())
        try {
            val response = send(session.request())
            try {
                bridge.call({ response.cancel() }, {}) { session.receive(response.response) }
            } finally {
                response.close()
            }
        } catch (e: HttpException) {
            session.failed(e)
        }
    }
}
