package httpwire.examples.samples.coroutines

import httpwire.Request
import httpwire.coroutines.SuspendHttpClient
import httpwire.download.Downloaded
import httpwire.dsl.downloadOptions
import okio.Path

internal suspend fun clientDownload(client: SuspendHttpClient, url: String, target: Path): Downloaded =
    client.download(url, target) { header("Accept", "application/zip") }

internal suspend fun clientDownloadOfRequest(client: SuspendHttpClient, url: String, target: Path): Downloaded {
    val request = Request.builder("GET", url).parameter("version", "7").build()
    return client.download(request, target, downloadOptions { maxContinuations = 3 })
}
