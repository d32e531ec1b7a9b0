package httpwire.dsl

import httpwire.Headers
import httpwire.RequestBody
import okio.Path

/**
 * The parts of a body, in order: fields and files of a form, whose names may repeat, or the parts of another kind of
 * multipart. As [httpwire.body.multipart.MultipartBody] writes them.
 */
@HttpDsl
public interface MultipartScope {
    /**
     * Adds a field of a form whose value is a text: in UTF-8, without a Content-Type, and with every line break as
     * CR LF, as browsers send it.
     *
     * @throws IllegalArgumentException if one of them cannot be sent
     * @sample httpwire.examples.samples.dsl.multipart
     */
    public fun field(name: String, value: String)

    /**
     * Adds a field of a form, with the Content-Type of its body if that has one, and with more [headers].
     *
     * @throws IllegalArgumentException if the name or one of the headers cannot be sent
     * @sample httpwire.examples.samples.dsl.multipartOfBodies
     */
    public fun field(name: String, body: RequestBody, headers: Headers = Headers.EMPTY)

    /**
     * Adds a file under the last part of its path, as `application/octet-stream`. It is opened when it is sent.
     *
     * @throws IllegalArgumentException if one of the names cannot be sent
     * @sample httpwire.examples.samples.dsl.multipart
     */
    public fun file(name: String, file: Path)

    /**
     * Adds a file that [body] is the content of, with the Content-Type of the body or of [headers], or else
     * `application/octet-stream`.
     *
     * @throws IllegalArgumentException if one of the names or headers cannot be sent
     * @sample httpwire.examples.samples.dsl.multipartOfBodies
     */
    public fun file(name: String, filename: String, body: RequestBody, headers: Headers = Headers.EMPTY)

    /**
     * Adds a part of any kind of multipart with exactly these [headers], and the Content-Type of its body.
     *
     * @sample httpwire.examples.samples.dsl.multipartRelated
     */
    public fun part(body: RequestBody, headers: Headers = Headers.EMPTY)

    /**
     * Sets what is between the parts, in place of 128 random bits; it must occur in no part.
     *
     * @throws IllegalArgumentException if it is not 1 to 70 of the characters that RFC 2046 §5.1.1 allows
     * @sample httpwire.examples.samples.dsl.multipartRelated
     */
    public fun boundary(boundary: String)

    /**
     * Adds a parameter to the Content-Type.
     *
     * @throws IllegalArgumentException if the name or the value cannot be sent
     * @sample httpwire.examples.samples.dsl.multipartRelated
     */
    public fun parameter(name: String, value: String)
}
