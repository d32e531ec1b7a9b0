package httpwire.examples.recipes

import httpwire.dsl.http
import kotlin.time.Duration.Companion.seconds

/** How do fields and a body go into the DSL? A verb sends when its block ends. */
internal fun dslPost(host: String): String {
    // region dsl-post
    val answer = http(host) {
        timeout = 10.seconds
        post("/cgi-bin/query") {
            header("Accept", "text/plain")
            body("spam=1&eggs=2")
        }.text()
    }
    // endregion
    return answer
}
