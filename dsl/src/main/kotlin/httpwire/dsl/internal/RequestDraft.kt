package httpwire.dsl.internal

import httpwire.Headers
import httpwire.Request
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.body.progress.Progress
import httpwire.body.progress.ProgressBody
import httpwire.call.BodyCodec
import httpwire.dsl.FormScope
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.MultipartScope
import httpwire.dsl.RequestScope
import okio.ByteString
import okio.Path
import okio.Source
import java.nio.charset.Charset
import kotlin.reflect.KClass
import kotlin.reflect.KType
import kotlin.reflect.javaType
import kotlin.time.Duration
import kotlin.time.toJavaDuration

private const val CONTENT_TYPE = "Content-Type"

/**
 * Collects a request in the Java builder, which checks each part when it is set.
 *
 * @param codec of the client that sends it; null if there is none
 */
internal class RequestDraft(
    method: String,
    target: String,
    private val codec: BodyCodec? = null,
) : RequestScope {
    private val request: Request.Builder = Request.builder(method, target)
    private var hasBody = false
    private var isTyped = false
    private var uploadListener: ((Progress) -> Unit)? = null
    private val trailers = mutableListOf<Pair<String, () -> String>>()

    override var encodeChunked: Boolean = false
        set(value) {
            field = value
            request.encodeChunked(value)
        }

    override var timeouts: Timeouts? = null
        set(value) {
            field = value
            request.timeouts(value)
        }

    override var deadline: Duration? = null
        set(value) {
            request.deadline(value?.toBound())
            field = value
        }

    override fun query(name: String, value: String) {
        request.parameter(name, value)
    }

    override fun header(name: String, value: String) {
        request.header(name, value)
    }

    override fun setHeader(name: String, value: String) {
        request.setHeader(name, value)
    }

    override fun headers(fields: Headers) {
        request.headers(fields)
    }

    override fun secretHeader(name: String, value: String) {
        request.secretHeader(name, value)
    }

    override fun removeHeader(name: String) {
        request.removeHeader(name)
    }

    override fun withoutHeader(name: String) {
        request.withoutHeader(name)
    }

    override fun idempotent() {
        request.idempotent()
    }

    override fun idempotencyKey(text: String) {
        request.idempotencyKey(text)
    }

    override fun expectContinue(atMost: Duration) {
        request.expectContinue(atMost.toJavaDuration())
    }

    override fun trailer(name: String, value: () -> String) {
        // Checks the name.
        Headers.of(name, "")
        request.header("Trailer", name)
        trailers += name to value
    }

    override fun <T : Any> tag(type: KClass<T>, tag: T?) {
        request.tag(type.javaObjectType, tag)
    }

    override fun basic(user: String, password: String): String = basicCredentials(user, password)

    override fun body(text: String): Unit = put { RequestBody.of(text) }

    override fun body(text: String, charset: String): Unit = put { RequestBody.of(text, Charset.forName(charset)) }

    override fun body(bytes: ByteArray): Unit = put { RequestBody.of(bytes) }

    override fun body(bytes: ByteString): Unit = put { RequestBody.of(bytes) }

    override fun body(file: Path): Unit = put { RequestBody.of(file.toNioPath()) }

    override fun body(source: Source): Unit = put { RequestBody.of(source) }

    override fun body(pieces: Iterable<ByteString>): Unit = put { RequestBody.of(pieces) }

    override fun body(body: RequestBody): Unit = put { body }

    override fun form(vararg fields: Pair<String, String>): Unit = form {
        fields.forEach { (name, value) -> field(name, value) }
    }

    override fun form(block: FormScope.() -> Unit) {
        put { Form().apply(block).toBody() }
        isTyped = true
    }

    override fun multipart(subtype: String, block: MultipartScope.() -> Unit) {
        put { MultipartDraft(subtype).apply(block).toBody() }
        isTyped = true
    }

    @OptIn(ExperimentalStdlibApi::class)
    override fun bodyOf(value: Any, type: KType) {
        val codec = checkNotNull(codec) { "no codec: give the client one, codec = …, or use body(codec.encode(…))" }
        put { codec.encode(value, type.javaType) }
        isTyped = true
    }

    override fun onUpload(listener: (Progress) -> Unit) {
        uploadListener = listener
    }

    private inline fun put(make: () -> RequestBody) {
        check(!hasBody) { "the request has a body already" }
        request.body(make())
        hasBody = true
    }

    /** [request], whose trailer fields follow its body. */
    @OptIn(HttpwireInternal::class)
    private fun followed(request: Request): Request {
        if (trailers.isEmpty()) return request
        val body = checkNotNull(request.body) { "trailer fields can only follow a body" }
        return request.newBuilder().body(TrailedBody(body, trailers)).build()
    }

    /** [request], of whose upload a listener hears. */
    private fun watched(request: Request): Request {
        val listener = uploadListener ?: return request
        val body = checkNotNull(request.body) { "there is no body whose upload could be told of" }
        return request.newBuilder().body(ProgressBody.of(body, listener)).build()
    }

    /** The request, with the Content-Type of its form unless the block has set or left out that field. */
    fun build(): Request {
        val said = followed(watched(request.build()))
        val type = said.body?.contentType().takeIf { isTyped } ?: return said
        if (said.isHeaderSkipped(CONTENT_TYPE) || said.headers.contains(CONTENT_TYPE)) return said
        return said.newBuilder().header(CONTENT_TYPE, type).build()
    }
}

/** The request that [block] describes; nothing is sent. */
@HttpwireInternal
public fun prepareRequest(
    method: String,
    target: String,
    codec: BodyCodec? = null,
    block: RequestScope.() -> Unit,
): Request = RequestDraft(method, target, codec).apply(block).build()
