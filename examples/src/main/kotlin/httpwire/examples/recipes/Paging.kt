package httpwire.examples.recipes

import httpwire.client.HttpClient
import httpwire.coroutines.SuspendHttpClient
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

// How do I read a list that a server sends in pages? Each page has a link to the next one (RFC 8288).

// region paging-sequence
internal fun HttpClient.pages(first: String): Sequence<String> = sequence {
    var url: String? = first
    while (url != null) {
        val page = get(url).orThrow()
        yield(page.text())
        url = page.linkedUrl("next")?.toString()
    }
}
// endregion

// region paging-flow
internal fun SuspendHttpClient.pages(first: String): Flow<String> = flow {
    var url: String? = first
    while (url != null) {
        val page = get(url).orThrow()
        emit(page.text())
        url = page.linkedUrl("next")?.toString()
    }
}
// endregion
