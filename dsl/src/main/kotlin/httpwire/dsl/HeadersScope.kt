package httpwire.dsl

import httpwire.Headers

/** The fields of a head. Each call checks its name and value. */
@HttpDsl
public interface HeadersScope {
    /**
     * Adds a field after the others; fields with the same name stay.
     *
     * @throws IllegalArgumentException if name or value cannot be sent
     * @sample httpwire.examples.samples.dsl.header
     */
    public fun header(name: String, value: String)

    /**
     * Removes the fields with this name, then adds the field after the others.
     *
     * @throws IllegalArgumentException if name or value cannot be sent
     * @sample httpwire.examples.samples.dsl.setHeader
     */
    public fun setHeader(name: String, value: String)

    /**
     * Adds these fields after the others, in order.
     *
     * @sample httpwire.examples.samples.dsl.headers
     */
    public fun headers(fields: Headers)

    /**
     * Makes the value of Authorization or Proxy-Authorization for Basic credentials, in UTF-8 (RFC 7617).
     *
     * @throws IllegalArgumentException if [user] contains a colon, or one of the two a control character
     * @sample httpwire.examples.samples.dsl.tunnel
     */
    public fun basic(user: String, password: String): String
}
