package httpwire.dsl

import httpwire.Headers

/** Fields for a head. Name and value are checked when they are said. */
@HttpDsl
public interface HeadersScope {
    /**
     * Adds a field behind the others, also if there is one of that name.
     *
     * @throws IllegalArgumentException if name or value cannot be sent
     * @sample httpwire.examples.samples.dsl.header
     */
    public fun header(name: String, value: String)

    /**
     * Puts a field in place of all of that name.
     *
     * @throws IllegalArgumentException if name or value cannot be sent
     * @sample httpwire.examples.samples.dsl.setHeader
     */
    public fun setHeader(name: String, value: String)

    /**
     * Adds these fields, in their order, behind the others.
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
