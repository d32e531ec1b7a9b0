package httpwire.dsl

import httpwire.Headers

/** Fields for a head. Name and value are checked by the call that takes them. */
@HttpDsl
public interface HeadersScope {
    /**
     * Adds a field after the others; fields of that name stay.
     *
     * @throws IllegalArgumentException if name or value cannot be sent
     * @sample httpwire.examples.samples.dsl.header
     */
    public fun header(name: String, value: String)

    /**
     * Removes the fields of that name, then adds this one after the others.
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
     * The value of Authorization or Proxy-Authorization for these credentials, in UTF-8 (RFC 7617).
     *
     * @throws IllegalArgumentException if [user] contains a colon, or either a control character
     * @sample httpwire.examples.samples.dsl.tunnel
     */
    public fun basic(user: String, password: String): String
}
