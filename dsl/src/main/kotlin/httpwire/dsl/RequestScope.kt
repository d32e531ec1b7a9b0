package httpwire.dsl

import httpwire.RequestBody
import okio.ByteString
import okio.Path
import okio.Source

/**
 * What a request carries besides its method and target. Nothing is sent before the block ends. A
 * request has one body: setting a second one throws [IllegalStateException].
 */
@HttpDsl
public interface RequestScope : HeadersScope {
    /**
     * Whether chunks are written for the body if `Transfer-Encoding` is among the fields; if not,
     * the body must contain them (http.client: encode_chunked).
     *
     * @sample httpwire.examples.samples.dsl.encodeChunked
     */
    public var encodeChunked: Boolean

    /**
     * Adds a parameter to the target's query, after those it has. Name and value are encoded in UTF-8 and
     * then percent-encoded, except for unreserved characters (RFC 3986 §2.3); the target is sent as it is.
     *
     * @throws IllegalArgumentException if a text has half a surrogate pair, or the target is `*`
     * @sample httpwire.examples.samples.dsl.query
     */
    public fun query(name: String, value: String)

    /**
     * Removes all fields of that name, and leaves out the automatic one: Host, Accept-Encoding, a
     * form's Content-Type. What frames the body is never left out.
     *
     * @throws IllegalArgumentException if [name] is not a token
     * @sample httpwire.examples.samples.dsl.withoutHeader
     */
    public fun withoutHeader(name: String)

    /**
     * Text in UTF-8. Sets no Content-Type: that is a [header].
     *
     * @sample httpwire.examples.samples.dsl.post
     */
    public fun body(text: String)

    /**
     * Text in [charset], by its name.
     *
     * @throws IllegalArgumentException if there is no such charset, or it lacks one of the characters
     * @sample httpwire.examples.samples.dsl.bodyInCharset
     */
    public fun body(text: String, charset: String)

    /**
     * A copy of these bytes.
     *
     * @sample httpwire.examples.samples.dsl.bodyOfBytes
     */
    public fun body(bytes: ByteArray)

    /**
     * These bytes.
     *
     * @sample httpwire.examples.samples.dsl.bodyOfBytes
     */
    public fun body(bytes: ByteString)

    /**
     * A file, opened when it is sent, with the length it has then.
     *
     * @sample httpwire.examples.samples.dsl.bodyOfFile
     */
    public fun body(file: Path)

    /**
     * What is left of a source, in chunks; it stays the caller's to close.
     *
     * @sample httpwire.examples.samples.dsl.bodyOfSource
     */
    public fun body(source: Source)

    /**
     * One chunk for each element; empty ones are left out.
     *
     * @sample httpwire.examples.samples.dsl.bodyOfPieces
     */
    public fun body(pieces: Iterable<ByteString>)

    /**
     * A body that is written by the caller's own class.
     *
     * @sample httpwire.examples.samples.dsl.ownBody
     */
    public fun body(body: RequestBody)

    /**
     * These names and values as an HTML form sends them, in UTF-8 and `+` for a space. Sets
     * Content-Type unless there is one.
     *
     * @throws IllegalArgumentException if a text has half a surrogate pair
     * @sample httpwire.examples.samples.dsl.form
     */
    public fun form(vararg fields: Pair<String, String>)

    /**
     * As `form(fields)`, field by field.
     *
     * @sample httpwire.examples.samples.dsl.formByField
     */
    public fun form(block: FormScope.() -> Unit)
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
