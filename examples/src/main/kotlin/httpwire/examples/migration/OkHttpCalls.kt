package httpwire.examples.migration

import okhttp3.ConnectionPool
import okhttp3.Credentials
import okhttp3.HttpUrl.Companion.toHttpUrl
import okhttp3.MediaType.Companion.toMediaType
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import okio.buffer
import okio.sink
import java.io.IOException
import java.io.InterruptedIOException
import java.net.InetSocketAddress
import java.net.Proxy
import java.nio.file.Path
import java.util.concurrent.TimeUnit.MINUTES
import java.util.concurrent.TimeUnit.SECONDS

/** The calls of docs/from-okhttp.md. */
internal class OkHttpCalls(private val site: String) : Calls {
    private val client = client()

    private fun client(): OkHttpClient {
        // region okhttp-client
        val client = OkHttpClient.Builder()
            .connectTimeout(10, SECONDS).readTimeout(10, SECONDS).writeTimeout(10, SECONDS)
            .callTimeout(1, MINUTES)
            .connectionPool(ConnectionPool(16, 5, MINUTES)) // Of idle connections; there is no bound of all.
            .build()
        // endregion
        return client
    }

    override fun get(): String {
        // region okhttp-get
        val url = "$site/search".toHttpUrl().newBuilder().addQueryParameter("q", "Größe & more").build()
        val request = Request.Builder().url(url).header("Accept", "text/html").build()
        val page = client.newCall(request).execute().use { it.body.string() }
        // endregion
        return page
    }

    override fun post(): String {
        // region okhttp-post
        val body = "{\"name\":\"spam\"}".toRequestBody("application/json".toMediaType())
        val request = Request.Builder().url("$site/users").post(body).build()
        val status = client.newCall(request).execute().use { it.code }
        // endregion
        return "$status"
    }

    override fun withoutRedirects(): String {
        // region okhttp-without-redirects
        val client = OkHttpClient.Builder().followRedirects(false).build()
        val request = Request.Builder().url("$site/old").build()
        val location = client.newCall(request).execute().use { it.header("Location") }
        // endregion
        return "$location"
    }

    override fun auth(): String {
        // region okhttp-auth
        val client = OkHttpClient.Builder().authenticator { _, response ->
            if (response.request.header("Authorization") != null) return@authenticator null
            response.request.newBuilder().header("Authorization", Credentials.basic("user", "secret")).build()
        }.build()
        val request = Request.Builder().url("$site/private").build()
        val page = client.newCall(request).execute().use { it.body.string() }
        // endregion
        return page
    }

    override fun proxy(proxyHost: String, proxyPort: Int): String {
        // region okhttp-proxy
        val proxy = Proxy(Proxy.Type.HTTP, InetSocketAddress(proxyHost, proxyPort))
        val client = OkHttpClient.Builder().proxy(proxy).build()
        val request = Request.Builder().url("http://a.example/page").build()
        val page = client.newCall(request).execute().use { it.body.string() }
        // endregion
        return page
    }

    override fun download(file: Path) {
        // region okhttp-download
        val request = Request.Builder().url("$site/big").build()
        client.newCall(request).execute().use { response ->
            if (!response.isSuccessful) throw IOException("status ${response.code}")
            file.sink().buffer().use { it.writeAll(response.body.source()) }
        }
        // endregion
    }

    override fun errors(): String {
        // region okhttp-errors
        val request = Request.Builder().url("$site/missing").build()
        val page = try {
            client.newCall(request).execute().use { if (it.isSuccessful) it.body.string() else "${it.code}" }
        } catch (_: InterruptedIOException) {
            "too slow"
        } catch (e: IOException) {
            "$e"
        }
        // endregion
        return page
    }
}
