package httpwire.examples.command

import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Request
import httpwire.client.HttpClient
import httpwire.client.cache.Cache
import httpwire.client.redirect.Redirects
import okio.Path.Companion.toOkioPath
import kotlin.time.toJavaDuration

/** Carries out an order with a client: its URLs one after the other, over connections that are used again. */
internal class ClientFetch(private val order: Order, private val output: Output, private val watchers: Watchers) {
    /** Asks for every URL, also after one has failed. [failed] is told of each failure; returns whether there was none. */
    fun run(failed: (HttpException) -> Unit): Boolean {
        val requests = order.urls.map { order.request(it.toString()) }
        return cache().use { cache ->
            client(cache).use { client ->
                requests.withIndex().count { (i, request) -> !isAnswered(client, request, i, failed) } == 0
            }
        }
    }

    private fun cache(): Cache? = order.cacheFolder?.let { Cache.directory(it.toOkioPath(), MAX_CACHE_BYTES) }

    private fun isAnswered(client: HttpClient, request: Request, i: Int, failed: (HttpException) -> Unit): Boolean =
        try {
            client.send(request).use {
                output.write(it, order.outputs.getOrNull(i))
                watchers.answered(it)
            }
            true
        } catch (e: HttpException) {
            failed(e)
            false
        }

    private fun client(cache: Cache?): HttpClient {
        val builder = HttpClient.builder().tls(order.tls).cache(cache)
        order.way.configure(builder)
        order.timeout?.let { builder.timeout(it.toJavaDuration()) }
        order.maxRedirects?.let { builder.redirects(Redirects.DEFAULT.withMaxCount(it)) }
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
