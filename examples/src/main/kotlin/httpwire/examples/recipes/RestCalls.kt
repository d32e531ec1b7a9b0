package httpwire.examples.recipes

import httpwire.HttpException.UnexpectedResponse
import httpwire.coroutines.SuspendHttpClient
import httpwire.coroutines.httpClient
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.Json

// How do I send and get JSON? Two functions are enough, for all classes that kotlinx.serialization knows.

// region rest-functions
val json = Json { ignoreUnknownKeys = true }

suspend inline fun <reified T> SuspendHttpClient.getJson(url: String): T =
    json.decodeFromString(get(url).orThrow().text())

suspend inline fun <reified B, reified T> SuspendHttpClient.postJson(url: String, body: B): T {
    val response = post(url) {
        header("Content-Type", "application/json")
        body(json.encodeToString(body))
    }
    return json.decodeFromString(response.orThrow().text())
}
// endregion

// region rest-class
@Serializable
internal data class User(
    val name: String,
    val id: String? = null,
)
// endregion

internal suspend fun addUser(host: String, name: String): List<String> {
    // region rest-calls
    val client = httpClient {
        baseUrl = "http://$host/v1/"
        decoding()
        header("Accept", "application/json")
    }
    val users = client.use {
        try {
            val created: User = it.postJson("users", User(name))
            it.getJson<List<User>>("users").map(User::name) + "${created.name} is ${created.id}"
        } catch (e: UnexpectedResponse) {
            listOf("${e.status}: ${e.body.utf8()}") // The beginning of what the server said.
        }
    }
    // endregion
    return users
}
