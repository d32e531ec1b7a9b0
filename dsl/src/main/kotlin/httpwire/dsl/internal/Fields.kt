package httpwire.dsl.internal

import httpwire.Headers
import httpwire.auth.Credentials
import httpwire.dsl.TunnelScope

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

internal fun basicCredentials(user: String, password: String): String = Credentials.basic(user, password).basicHeader()
