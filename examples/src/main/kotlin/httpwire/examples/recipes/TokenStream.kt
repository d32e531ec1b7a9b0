package httpwire.examples.recipes

import httpwire.coroutines.http
import kotlinx.coroutines.flow.takeWhile

/**
 * How do I show a language model's words as they come, and stop it? Whoever cancels the coroutine closes the
 * connection, and the server can stop at once.
 */
internal suspend fun converse(host: String, question: String, show: suspend (word: String) -> Unit) {
    // region token-stream
    http(host) {
        post("/v1/completions") {
            header("Accept", "text/event-stream")
            body(question)
        }.orThrow().serverSentEvents().takeWhile { it.data != "[DONE]" }.collect { show(it.data) }
    }
    // endregion
}
