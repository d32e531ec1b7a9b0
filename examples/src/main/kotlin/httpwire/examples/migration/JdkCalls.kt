package httpwire.examples.migration

import java.io.IOException
import java.net.Authenticator
import java.net.InetSocketAddress
import java.net.PasswordAuthentication
import java.net.ProxySelector
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.net.http.HttpTimeoutException
import java.nio.file.Path
import java.time.Duration

/** The calls of docs/from-jdk-client.md. */
internal class JdkCalls(private val site: String) : Calls {
    private val client = client()

    private fun client(): HttpClient {
        // region jdk-client
        val client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(10))
            .build()
        // endregion
        return client
    }

    override fun get(): String {
        // region jdk-get
        val url = URI("$site/search?q=" + URLEncoder.encode("Größe & more", Charsets.UTF_8))
        val request = HttpRequest.newBuilder(url).header("Accept", "text/html")
            .timeout(Duration.ofMinutes(1)) // To the head of the response.
            .build()
        val page = client.send(request, BodyHandlers.ofString()).body()
        // endregion
        return page
    }

    override fun post(): String {
        // region jdk-post
        val request = HttpRequest.newBuilder(URI("$site/users"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"name\":\"spam\"}"))
            .build()
        val status = client.send(request, BodyHandlers.discarding()).statusCode()
        // endregion
        return "$status"
    }

    override fun withoutRedirects(): String {
        // region jdk-without-redirects
        val client = HttpClient.newHttpClient()
        val request = HttpRequest.newBuilder(URI("$site/old")).build()
        val location = client.send(request, BodyHandlers.discarding()).headers().firstValue("Location").orElse(null)
        // endregion
        return "$location"
    }

    override fun auth(): String {
        // region jdk-auth
        val user = object : Authenticator() {
            override fun getPasswordAuthentication() = PasswordAuthentication("user", "secret".toCharArray())
        }
        val client = HttpClient.newBuilder().authenticator(user).build() // For every origin that asks.
        val page = client.send(HttpRequest.newBuilder(URI("$site/private")).build(), BodyHandlers.ofString()).body()
        // endregion
        return page
    }

    override fun proxy(proxyHost: String, proxyPort: Int): String {
        // region jdk-proxy
        val client = HttpClient.newBuilder().proxy(ProxySelector.of(InetSocketAddress(proxyHost, proxyPort))).build()
        val request = HttpRequest.newBuilder(URI("http://a.example/page")).build()
        val page = client.send(request, BodyHandlers.ofString()).body()
        // endregion
        return page
    }

    override fun download(file: Path) {
        // region jdk-download
        val request = HttpRequest.newBuilder(URI("$site/big")).build()
        client.send(request, BodyHandlers.ofFile(file)) // Whatever the status is.
        // endregion
    }

    override fun errors(): String {
        // region jdk-errors
        val request = HttpRequest.newBuilder(URI("$site/missing")).build()
        val page = try {
            val response = client.send(request, BodyHandlers.ofString())
            if (response.statusCode() == 200) response.body() else "${response.statusCode()}"
        } catch (_: HttpTimeoutException) {
            "too slow"
        } catch (e: IOException) {
            "$e"
        }
        // endregion
        return page
    }
}
