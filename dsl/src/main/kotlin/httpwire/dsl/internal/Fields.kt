package httpwire.dsl.internal

import httpwire.Headers
import httpwire.dsl.TunnelScope
import okio.ByteString.Companion.encodeUtf8

/** Collects the fields for a proxy in the Java builder, which checks each when it is added. */
internal class TunnelFields : TunnelScope {
    private val builder: Headers.Builder = Headers.Builder()

    override fun header(name: String, value: String) {
        builder.add(name, value)
    }

    override fun setHeader(name: String, value: String) {
        builder.set(name, value)
    }

    override fun headers(fields: Headers) {
        builder.addAll(fields)
    }

    override fun basic(user: String, password: String): String = basicCredentials(user, password)

    fun build(): Headers = builder.build()
}

/** RFC 7617 §2: the first colon ends the user, and neither user nor password can contain control characters. */
internal fun basicCredentials(user: String, password: String): String {
    require(':' !in user) { "a user can't contain a colon" }
    require((user + password).none(Char::isISOControl)) { "credentials can't contain control characters" }
    return "Basic " + "$user:$password".encodeUtf8().base64()
}
