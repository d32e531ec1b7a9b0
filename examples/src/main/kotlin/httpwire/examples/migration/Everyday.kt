package httpwire.examples.migration

import httpwire.HttpException
import httpwire.auth.Credentials
import httpwire.client.HttpClient
import httpwire.dsl.get
import httpwire.dsl.httpClient
import httpwire.dsl.post
import httpwire.transport.Proxy
import java.nio.file.Path
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/** The calls of the pages docs/from-okhttp.md, docs/from-jdk-client.md and docs/from-requests.md with httpwire. */
internal class Everyday(private val site: String) : Calls {
    private val client = client()

    private fun client(): HttpClient {
        // region everyday-client
        val client = httpClient {
            defaults() // Follows redirects, and decodes.
            timeout = 10.seconds // To connect, for each write and for each read.
            deadline = 1.minutes // For a whole call.
            pool { maxPerOrigin = 16 }
        }
        // endregion
        return client
    }

    override fun get(): String {
        // region everyday-get
        val page = client.get("$site/search") {
            query("q", "Größe & more")
            header("Accept", "text/html")
        }.text()
        // endregion
        return page
    }

    override fun post(): String {
        // region everyday-post
        val status = client.post("$site/users") {
            header("Content-Type", "application/json")
            body("{\"name\":\"spam\"}")
        }.use { it.status }
        // endregion
        return "$status"
    }

    override fun withoutRedirects(): String {
        // region everyday-without-redirects
        val client = httpClient { decoding() } // Nothing is on that is not named.
        val location = client.get("$site/old").use { it.getHeader("Location") }
        // endregion
        return "$location"
    }

    override fun auth(): String {
        // region everyday-auth
        val client = httpClient {
            baseUrl = "$site/"
            auth(Credentials.basic("user", "secret")) // For this origin only.
        }
        val page = client.get("private").text()
        // endregion
        return page
    }

    override fun proxy(proxyHost: String, proxyPort: Int): String {
        // region everyday-proxy
        val client = httpClient { proxy(Proxy.http("$proxyHost:$proxyPort")) }
        val page = client.get("http://a.example/page").text()
        // endregion
        return page
    }

    override fun download(file: Path) {
        // region everyday-download
        client.get("$site/big").orThrow().saveTo(file)
        // endregion
    }

    override fun errors(): String {
        // region everyday-errors
        val page = try {
            client.get("$site/missing").orThrow().text()
        } catch (e: HttpException.UnexpectedResponse) {
            "${e.status}"
        } catch (e: HttpException.Timeout) {
            "too slow: ${e.phase}"
        } catch (e: HttpException) {
            "${e.fault}: ${e.message}"
        }
        // endregion
        return page
    }
}
