package httpwire.dsl.internal

import httpwire.download.Digest
import httpwire.download.DownloadOptions
import httpwire.dsl.DownloadScope
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/** Changes options one by one; [DownloadOptions] refuses invalid ones. */
internal class DownloadDraft : DownloadScope {
    var values: DownloadOptions = DownloadOptions.DEFAULT
        private set

    override var maxBytes: Long
        get() = values.maxBytes()
        set(value) {
            values = values.withMaxBytes(value)
        }

    override var maxContinuations: Int
        get() = values.maxContinuations()
        set(value) {
            values = values.withMaxContinuations(value)
        }

    override var delay: Duration
        get() = values.delay().toKotlinDuration()
        set(value) {
            values = values.withDelay(value.toBound())
        }

    override fun digest(digest: Digest) {
        values = values.withDigest(digest)
    }

    override fun anew() {
        values = values.anew()
    }

    override fun progress(block: (byteCount: Long, totalByteCount: Long?) -> Unit) {
        values = values.withProgress { byteCount, total -> block(byteCount, total.takeIf { it >= 0 }) }
    }
}
