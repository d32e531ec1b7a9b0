package httpwire.dsl

import httpwire.Request
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.body.progress.Progress
import okio.ByteString
import okio.Path
import okio.Source
import kotlin.reflect.KClass
import kotlin.reflect.KType
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/**
 * The fields and the body of a request. Nothing is sent before the block ends. A request has one
 * body: setting a second one throws [IllegalStateException].
 */
@HttpDsl
public interface RequestScope : HeadersScope {
    /**
     * Matters only if `Transfer-Encoding` is among the fields: true if httpwire is to write the chunks
     * of the body, false if the body already contains them (http.client: encode_chunked).
     *
     * @sample httpwire.examples.samples.dsl.encodeChunked
     */
    public var encodeChunked: Boolean

    /**
     * The timeouts for this request alone; null for those of the connection or client.
     *
     * @sample httpwire.examples.samples.dsl.requestBounds
     */
    public var timeouts: Timeouts?

    /**
     * The time for the whole exchange, to the end of the response's body; for a client, for the whole call. Null for
     * the one of the [timeouts].
     *
     * @throws IllegalArgumentException if it is set to zero or less
     * @sample httpwire.examples.samples.dsl.requestBounds
     */
    public var deadline: Duration?

    /**
     * Adds a parameter at the end of the target's query. Name and value are encoded in UTF-8 and then
     * percent-encoded, except for unreserved characters (RFC 3986 §2.3); the target stays as it is.
     *
     * @throws IllegalArgumentException if the name or value has half a surrogate pair, or the target is `*`
     * @sample httpwire.examples.samples.dsl.query
     */
    public fun query(name: String, value: String)

    /**
     * Adds a field whose value is a secret, whatever its name: from now on the values of all fields with this name
     * are hidden wherever the request is printed or traced, and a redirect to another origin drops these fields.
     *
     * @throws IllegalArgumentException if name or value cannot be sent
     * @sample httpwire.examples.samples.dsl.secretHeader
     */
    public fun secretHeader(name: String, value: String)

    /**
     * Removes all fields with this name that were added so far. An automatic one can still be sent, unlike after
     * [withoutHeader].
     *
     * @sample httpwire.examples.samples.dsl.removeHeader
     */
    public fun removeHeader(name: String)

    /**
     * Removes all fields with this name and leaves out the automatic one, which can be Host,
     * Accept-Encoding or the Content-Type of the body. The field that frames the body is never left out.
     *
     * @throws IllegalArgumentException if [name] is not a token
     * @sample httpwire.examples.samples.dsl.withoutHeader
     */
    public fun withoutHeader(name: String)

    /**
     * Says that sending the request twice has the effect of sending it once: a client may send it again if it was
     * lost.
     *
     * @sample httpwire.examples.samples.dsl.idempotent
     */
    public fun idempotent()

    /**
     * Sends [text] as the only Idempotency-Key, by which the server recognizes a request that is sent again; the
     * request counts as [idempotent]. The text is sent as it is, without quotes.
     *
     * @throws IllegalArgumentException if [text] is empty or cannot be sent
     * @sample httpwire.examples.samples.dsl.idempotent
     */
    public fun idempotencyKey(text: String)

    /**
     * Sends `Expect: 100-continue` and waits before the body is sent, so that a server can refuse it (RFC 9110
     * §10.1.1). The body is sent after 100, or if no answer has come by then, and not after a final response.
     *
     * @param atMost how long to wait for the answer
     * @throws IllegalArgumentException if [atMost] is not positive
     * @sample httpwire.examples.samples.dsl.expectContinue
     */
    public fun expectContinue(atMost: Duration = Request.CONTINUE_TIMEOUT.toKotlinDuration())

    /**
     * Adds a field that follows the body, announced in the Trailer field; the body is sent in chunks.
     *
     * @param value asked after the last byte of the body
     * @throws IllegalArgumentException if [name] is not a token
     * @sample httpwire.examples.samples.dsl.trailer
     */
    public fun trailer(name: String, value: () -> String)

    /**
     * Attaches an object under [type], in place of the one that was there; null removes it. It is not sent:
     * interceptors and listeners read it with [httpwire.Request.getTag].
     *
     * @sample httpwire.examples.samples.dsl.tag
     */
    public fun <T : Any> tag(type: KClass<T>, tag: T?)

    /**
     * Sets the body to [text] in UTF-8. Does not set Content-Type, which is a [header].
     *
     * @sample httpwire.examples.samples.dsl.post
     */
    public fun body(text: String)

    /**
     * Sets the body to [text] in the charset with the name [charset].
     *
     * @throws IllegalArgumentException if there is no such charset, or it can't encode one of the characters
     * @sample httpwire.examples.samples.dsl.bodyInCharset
     */
    public fun body(text: String, charset: String)

    /**
     * Sets the body to a copy of [bytes].
     *
     * @sample httpwire.examples.samples.dsl.bodyOfBytes
     */
    public fun body(bytes: ByteArray)

    /**
     * Sets the body to [bytes].
     *
     * @sample httpwire.examples.samples.dsl.bodyOfBytes
     */
    public fun body(bytes: ByteString)

    /**
     * Sets the body to a file. It is opened, and its length read, when the request is sent.
     *
     * @sample httpwire.examples.samples.dsl.bodyOfFile
     */
    public fun body(file: Path)

    /**
     * Sets the body to the rest of [source], sent in chunks. The caller closes the source.
     *
     * @sample httpwire.examples.samples.dsl.bodyOfSource
     */
    public fun body(source: Source)

    /**
     * Sets the body to [pieces], one chunk for each; empty ones are left out.
     *
     * @sample httpwire.examples.samples.dsl.bodyOfPieces
     */
    public fun body(pieces: Iterable<ByteString>)

    /**
     * Sets the body to an implementation of [RequestBody].
     *
     * @sample httpwire.examples.samples.dsl.ownBody
     */
    public fun body(body: RequestBody)

    /**
     * Sets the body to these names and values as an HTML form sends them, in UTF-8 and with `+` for a
     * space. Sets Content-Type unless there is one.
     *
     * @throws IllegalArgumentException if a name or value has half a surrogate pair
     * @sample httpwire.examples.samples.dsl.form
     */
    public fun form(vararg fields: Pair<String, String>)

    /**
     * Like `form(fields)`, field by field.
     *
     * @sample httpwire.examples.samples.dsl.formByField
     */
    public fun form(block: FormScope.() -> Unit)

    /**
     * Sets the body to several parts: `multipart/form-data` as browsers send it, or another [subtype]. Sets
     * Content-Type unless there is one.
     *
     * @throws IllegalArgumentException if [subtype] is not a token
     * @throws IllegalStateException if there are no parts, which only a form may lack, or parts with names in
     *     another subtype
     * @sample httpwire.examples.samples.dsl.multipart
     */
    public fun multipart(subtype: String = "form-data", block: MultipartScope.() -> Unit)

    /**
     * Sets the body to [value], as the client's codec writes a value of [type]; the Content-Type is the codec's.
     * `bodyOf(value)` takes the type from the value.
     *
     * @throws IllegalStateException if the request has no client with a codec
     * @sample httpwire.examples.samples.dsl.bodyOfType
     */
    public fun bodyOf(value: Any, type: KType)

    /**
     * Tells [listener] how much of the body has been sent: at the beginning, then at most once in 50 ms, and at the
     * end. It is called by the thread that sends; what it throws ends the exchange. Replaces an earlier listener.
     *
     * @sample httpwire.examples.samples.dsl.onUpload
     */
    public fun onUpload(listener: (Progress) -> Unit)
}

/** The fields of a form, in order; names may repeat. */
@HttpDsl
public interface FormScope {
    /**
     * Adds a field.
     *
     * @sample httpwire.examples.samples.dsl.formByField
     */
    public fun field(name: String, value: String)
}
