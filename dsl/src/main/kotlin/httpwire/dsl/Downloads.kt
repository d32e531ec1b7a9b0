package httpwire.dsl

import httpwire.client.HttpClient
import httpwire.download.Digest
import httpwire.download.DownloadOptions
import httpwire.download.Downloaded
import httpwire.dsl.internal.DownloadDraft
import httpwire.dsl.internal.prepareRequest
import okio.Path
import kotlin.time.Duration

/** How a file is downloaded, as in [DownloadOptions]. */
@HttpDsl
public interface DownloadScope {
    /**
     * The most bytes that the file may have.
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.downloadWithOptions
     */
    public var maxBytes: Long

    /**
     * How often one call goes on after a lost connection, 0 for never.
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.downloadWithOptions
     */
    public var maxContinuations: Int

    /**
     * How long it waits after a connection that brought nothing, twice as long after each further one.
     *
     * @throws IllegalArgumentException if it is set to less than zero
     * @sample httpwire.examples.samples.dsl.downloadWithOptions
     */
    public var delay: Duration

    /**
     * The file must have this digest too.
     *
     * @sample httpwire.examples.samples.dsl.downloadWithOptions
     */
    public fun digest(digest: Digest)

    /**
     * Begins anew, whatever an earlier run has left.
     *
     * @sample httpwire.examples.samples.dsl.downloadAnew
     */
    public fun anew()

    /**
     * Tells [block] how many bytes the file has, and how many it will have; null if that is not known. It runs in the
     * thread that writes the file.
     *
     * @sample httpwire.examples.samples.dsl.downloadWithOptions
     */
    public fun progress(block: (byteCount: Long, totalByteCount: Long?) -> Unit)
}

/**
 * The options of a download, for a client that blocks as for one that suspends.
 *
 * @sample httpwire.examples.samples.dsl.downloadAnew
 */
public fun downloadOptions(block: DownloadScope.() -> Unit): DownloadOptions = DownloadDraft().apply(block).values

/**
 * Downloads what a GET with [block] asks for into [target], as [HttpClient.download] does.
 *
 * @sample httpwire.examples.samples.dsl.downloadWithOptions
 */
@OptIn(HttpwireInternal::class)
public fun HttpClient.download(
    url: String,
    target: Path,
    options: DownloadOptions = DownloadOptions.DEFAULT,
    block: RequestScope.() -> Unit = {},
): Downloaded = download(prepareRequest("GET", url, codec, block), target.toNioPath(), options)
