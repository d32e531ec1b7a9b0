package httpwire.coroutines

import httpwire.RequestBody
import httpwire.body.progress.Progress
import httpwire.dsl.withProgress
import kotlinx.coroutines.flow.MutableStateFlow

/**
 * This body, with its progress in [progress]: how much of it has been handed to the network, renewed at most once in
 * 50 ms, and at the end. Counts from zero again if the body is sent again.
 *
 * @sample httpwire.examples.samples.coroutines.uploadWithProgress
 */
public fun RequestBody.withProgress(progress: MutableStateFlow<Progress>): RequestBody =
    withProgress { progress.value = it }
