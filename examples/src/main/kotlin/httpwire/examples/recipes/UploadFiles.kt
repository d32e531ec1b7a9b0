package httpwire.examples.recipes

import httpwire.client.HttpClient
import httpwire.connection.HttpResponse
import httpwire.dsl.parts
import httpwire.dsl.post
import okio.Path

/** How do I upload a form with two files, and show how far it is? */
internal fun uploadFiles(client: HttpClient, url: String, files: List<Path>, show: (percent: Int) -> Unit): String {
    // region upload-files-kotlin
    val answer = client.post(url) {
        multipart {
            field("album", "Summer")
            for (file in files) file("photos", file)
        }
        onUpload { progress -> progress.fraction?.let { show((it * 100).toInt()) } }
    }
    return answer.orThrow().text()
    // endregion
}

/** How do I read the parts of a response? */
internal fun readParts(response: HttpResponse): List<String> {
    val seen = mutableListOf<String>()
    // region read-parts-kotlin
    response.use {
        for (part in it.parts()) seen += "${part.headers.get("Content-Range")}: ${part.text()}"
    }
    // endregion
    return seen
}
