package httpwire.client

import java.util.concurrent.Executor

/** Has [executor] run what a client does in the background. */
internal fun HttpClientBuilder.backgroundForTests(executor: Executor): HttpClientBuilder = background(executor)
