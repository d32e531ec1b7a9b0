package httpwire.client.cache

import httpwire.HttpUrl
import httpwire.Request
import httpwire.call.Next
import httpwire.call.Step
import httpwire.connection.HttpResponse
import httpwire.connection.HttpResponseBuilder
import okio.Buffer

/** The steps of a cache without a client and a network: the test says what the server answers. */
internal class StepScene(
    options: CacheOptions.() -> CacheOptions = { this },
    val storage: CacheStorage = MemoryStorage(1 shl 20),
) : CacheCallbacks {
    val clock = TestClock()
    val cache: Cache = Cache.of(storage, CacheOptions.DEFAULT.withClock(clock).options())

    /** What the steps have told the client. */
    val told = mutableListOf<String>()
    val revalidations = mutableListOf<Triple<String, Request, Step>>()
    var onAnswered: () -> Unit = {}

    override fun answered(url: HttpUrl) {
        onAnswered()
        told += url.toString()
    }

    override fun revalidate(key: String, request: Request, step: Step) {
        revalidations += Triple(key, request, step)
    }

    override fun maxBufferedBodyBytes(): Long = 100

    fun step(isInBackground: Boolean = false): Step = CacheStep(cache, this, isInBackground)

    /** One exchange; the server's answers are read from [answers] as long as it is asked. */
    fun exchange(request: Request, vararg answers: HttpResponse, step: Step = step()): HttpResponse {
        var next: Next = step.before(request)
        for (answer in answers) next = step.after(next.request!!, answer)
        return next.response!!
    }

    /** The text of what is given for [request]. */
    fun text(request: Request, vararg answers: HttpResponse): String = exchange(request, *answers).text()

    fun entries(): List<StoredResponse> = cache.storage().find("GET $PAGE", PAGE).map { it.response() }
}

internal const val PAGE = "http://a.test/p"

internal fun asking(vararg lines: String, method: String = "GET"): Request =
    Request.builder(method, PAGE).headers(fields(*lines)).build()

/** What a server answers; its body is not read to its end yet, unless there is none. */
internal fun answer(status: Int, vararg lines: String, body: String? = null): HttpResponse =
    answering(status, *lines).apply { if (body != null) body(Buffer().writeUtf8(body)) }.build()

internal fun answering(status: Int, vararg lines: String): HttpResponseBuilder =
    HttpResponse.builder(status).headers(fields(*lines))
