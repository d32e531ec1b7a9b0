package httpwire.examples.recipes

import httpwire.client.HttpClient
import httpwire.client.cookies.CookieJar
import httpwire.dsl.get
import httpwire.dsl.httpClient
import httpwire.dsl.post
import okio.Path

/** How do I stay logged in after the program was restarted? The cookie is in a file that only its owner can read. */
internal fun stayLoggedIn(host: String, file: Path): String {
    // region stay-logged-in
    return CookieJar.file(file.toNioPath()).use { jar ->
        // Closing it writes the file.
        httpClient {
            baseUrl = "http://$host/"
            cookies = jar
        }.use { client -> client.account() }
    }
    // endregion
}

private fun HttpClient.account(): String {
    val answer = get("account")
    if (answer.status != 401) return answer.text()
    answer.close()
    post("login") { form("user" to "me", "password" to "secret") }.orThrow().close()
    return get("account").text()
}
