package httpwire.examples.recipes

import httpwire.coroutines.http
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelChildren
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.selects.select

/** How do I ask several mirrors, and take the first answer? The others are cut at once, wherever they are. */
internal suspend fun fromFastest(mirrors: List<String>, target: String): String {
    // region first-answer
    return coroutineScope {
        val answers = mirrors.map { async { http(it) { get(target).text() } } }
        select { answers.forEach { answer -> answer.onAwait { it } } }.also { coroutineContext.cancelChildren() }
    }
    // endregion
}
