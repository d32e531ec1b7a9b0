package httpwire.torture

import httpwire.Request
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.body.progress.ProgressBody
import httpwire.body.progress.ProgressResponse
import httpwire.call.Interceptor
import httpwire.client.HttpClientBuilder
import httpwire.client.cache.Cache
import httpwire.client.cache.CacheStorage
import httpwire.client.cache.memoryStorage
import httpwire.client.cookies.CookieJar
import httpwire.client.decoding.ContentDecoder
import httpwire.client.decoding.Decoding
import okio.Buffer
import okio.BufferedSink
import okio.BufferedSource
import okio.ByteString
import okio.Source

private fun passing(plan: Plan) = Interceptor { request, next ->
    plan.calledBack()
    next.handle(request)
}

private class CountedJar(private val jar: CookieJar, private val plan: Plan) : CookieJar by jar {
    override fun store(url: httpwire.HttpUrl, setCookies: List<String>) {
        plan.calledBack()
        jar.store(url, setCookies)
    }

    override fun cookiesFor(url: httpwire.HttpUrl) = plan.calledBack().let { jar.cookiesFor(url) }
}

private class CountedStorage(private val storage: CacheStorage, private val plan: Plan) : CacheStorage by storage {
    override fun find(key: String): List<CacheStorage.Entry> =
        plan.calledBack().let { storage.find(key).map(::CountedEntry) }

    override fun write(key: String, head: ByteString): CacheStorage.Draft =
        plan.calledBack().let { CountedDraft(storage.write(key, head)) }

    override fun remove(key: String) = plan.calledBack().let { storage.remove(key) }

    private inner class CountedEntry(private val entry: CacheStorage.Entry) : CacheStorage.Entry by entry {
        override fun head() = plan.calledBack().let { entry.head() }

        override fun bodyByteCount() = plan.calledBack().let { entry.bodyByteCount() }

        override fun openBody(from: Long): Source = plan.calledBack().let { entry.openBody(from) }
    }

    private inner class CountedDraft(private val draft: CacheStorage.Draft) : CacheStorage.Draft {
        override fun write(source: Buffer, byteCount: Long) = plan.calledBack().let { draft.write(source, byteCount) }

        override fun commit() = plan.calledBack().let { draft.commit() }

        override fun close() = draft.close().also { plan.calledBack() }
    }
}

private class CountedDecoder(private val plan: Plan) : ContentDecoder {
    override fun getCodings() = listOf("own")

    override fun decode(coded: BufferedSource): Source {
        plan.calledBack()
        return object : Source by coded {
            override fun read(sink: Buffer, byteCount: Long) = plan.calledBack().let { coded.read(sink, byteCount) }

            override fun close() = coded.close().also { plan.calledBack() }
        }
    }
}

private class CountedBody(private val plan: Plan) : RequestBody {
    override fun length() = plan.calledBack().let { -1L }

    override fun writeTo(sink: BufferedSink) {
        for (piece in BODY.chunked(8_000)) {
            plan.calledBack()
            sink.writeUtf8(piece).flush()
        }
        plan.calledBack()
    }
}

private fun HttpClientBuilder.callEverything(plan: Plan) {
    interceptor(passing(plan)).hopInterceptor(passing(plan)).redirects()
        .auth(Credentials.bearer { plan.calledBack().let { "token" } })
        .cookies(CountedJar(CookieJar.inMemory(), plan)).cache(Cache.of(CountedStorage(memoryStorage(1L shl 20), plan)))
        .decoding(Decoding.DEFAULT.with(CountedDecoder(plan)))
}

/** A request with a body of the caller's, a redirect with a cookie, a decoder of the caller's; then the same from the cache. */
private fun everything(): Scene.() -> Unit = {
    val body = ProgressBody.of(CountedBody(plan)) { plan.calledBack() }
    take(
        ProgressResponse.of(client.send(Request.builder("POST", url("/own")).body(body).build())) {
            plan.calledBack()
        },
    )
    take(client.get(url("/own")))
}

/** Where a caller's code is called wherever there is a place for it. */
internal val CALLBACK_KINDS: Map<String, Kind> = mapOf(
    "all that a client calls" to Kind("a=ba=b", { callEverything(it) }, run = everything()),
)
