package httpwire.examples.recipes

import httpwire.HttpException
import httpwire.Request
import httpwire.connection.Pipeline.Fate
import httpwire.dsl.http

/** What has become of the requests of a pipeline when its connection breaks? Those without an answer are returned. */
internal fun pipelined(host: String, requests: List<Request>, output: Appendable): List<Request> {
    // region pipeline-fates
    return http(host) {
        val pipeline = pipeline(requests)
        try {
            repeat(requests.size) { output.appendLine(pipeline.readResponse().text()) }
        } catch (e: HttpException) {
            output.appendLine(e.message)
        }
        val fates = requests.zip(pipeline.fates())
        for ((request, fate) in fates) output.appendLine("${request.method} ${request.target}: $fate")
        fates.filter { (_, fate) -> fate != Fate.ANSWERED }.map { it.first } // Idempotent: they can be sent again.
    }
    // endregion
}
