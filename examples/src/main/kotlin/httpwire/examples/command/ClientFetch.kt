package httpwire.examples.command

import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Request
import httpwire.client.HttpClient
import httpwire.client.cache.Cache
import httpwire.client.cookies.CookieJar
import httpwire.client.redirect.Redirects
import httpwire.examples.visible
import okio.ByteString.Companion.encodeUtf8
import okio.Path.Companion.toOkioPath
import java.io.PrintStream
import kotlin.time.toJavaDuration

/** Carries out an order with a client: its URLs one after the other, over connections that are used again. */
internal class ClientFetch(
    private val order: Order,
    private val output: Output,
    private val watchers: Watchers,
    private val err: PrintStream,
) {
    /** Asks for every URL, also after one has failed. [failed] is told of each failure. */
    fun run(failed: (HttpException) -> Unit) {
        val requests = order.urls.map { order.request(it.toString()) }
        val jar = if (order.cookies.hasJar) order.cookies.jar(::warn) else null
        try {
            cache().use { cache ->
                client(jar, cache).use { client ->
                    requests.forEachIndexed { i, request -> ask(client, request, i, failed) }
                }
            }
        } finally {
            jar?.let(order.cookies::write)
        }
    }

    private fun cache(): Cache? = order.cacheFolder?.let { Cache.directory(it.toOkioPath(), MAX_CACHE_BYTES) }

    private fun warn(what: String) = err.println("httpwire: ${what.encodeUtf8().visible()}")

    private fun ask(client: HttpClient, request: Request, i: Int, failed: (HttpException) -> Unit) {
        try {
            if (order.isContinued) client.download(request, order.outputs[i]) else ask(client, request, i)
        } catch (e: HttpException) {
            failed(e)
        }
    }

    private fun ask(client: HttpClient, request: Request, i: Int) = client.send(request).use {
        output.write(it, order.outputs.getOrNull(i))
        watchers.answered(it)
    }

    private fun client(jar: CookieJar?, cache: Cache?): HttpClient {
        val builder = HttpClient.builder().tls(order.tls).cookies(jar).cache(cache)
        order.way.configure(builder)
        order.timeout?.let { builder.timeout(it.toJavaDuration()) }
        order.maxRedirects?.let { builder.redirects(Redirects.DEFAULT.withMaxCount(it)) }
        order.retries?.let { builder.retries(it) }
        if (order.isDecoded) builder.decoding()
        order.credentials?.let { known ->
            val origins = order.urls.distinctBy(HttpUrl::origin)
            builder.auth(*origins.map { known.forOrigin(it.toString()) }.toTypedArray())
        }
        if (watchers.isTimed) builder.record()
        return builder.listener(watchers.ofClient()).build()
    }

    private companion object {
        const val MAX_CACHE_BYTES = 256L shl 20
    }
}
