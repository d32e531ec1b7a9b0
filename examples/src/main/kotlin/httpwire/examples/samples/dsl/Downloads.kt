package httpwire.examples.samples.dsl

import httpwire.client.HttpClient
import httpwire.download.Digest
import httpwire.download.DownloadOptions
import httpwire.download.Downloaded
import httpwire.dsl.download
import httpwire.dsl.downloadOptions
import okio.Path
import kotlin.time.Duration.Companion.seconds

internal fun downloadWithOptions(client: HttpClient, url: String, target: Path, sha256: String): Downloaded {
    // region download-options
    val options = downloadOptions {
        digest(Digest.sha256(sha256))
        maxBytes = 2L shl 30
        maxContinuations = 20
        delay = 2.seconds
        progress { byteCount, total -> println("$byteCount of ${total ?: "?"}") }
    }
    val done = client.download(url, target, options) { header("Accept", "application/zip") }
    // endregion
    return done
}

internal fun downloadAnew(): DownloadOptions = downloadOptions { anew() }
