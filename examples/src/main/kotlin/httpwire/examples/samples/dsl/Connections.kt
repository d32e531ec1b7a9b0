package httpwire.examples.samples.dsl

import httpwire.HttpVersion
import httpwire.dsl.http
import httpwire.dsl.https
import httpwire.transport.Dialer
import httpwire.transport.TlsOptions
import httpwire.transport.Transport
import okio.Socket

internal fun hostInside(server: String): String {
    // region kotlin-host-inside
    val page = http {
        host = server
        get("/").text()
    }
    // endregion
    return page
}

internal fun portApart(name: String, number: Int): String {
    // region kotlin-port-apart
    val page = http(name) {
        port = number
        get("/").text()
    }
    // endregion
    return page
}

internal fun connection(host: String): Boolean {
    val isOpen = http(host) {
        connection.connect() // Opened by hand, before the first request.
        connection.transport != null
    }
    return isOpen
}

internal fun tunnel(proxy: String): String {
    // region kotlin-tunnel
    val page = http(proxy) {
        tunnel("www.python.org") { header("Proxy-Authorization", basic("user", "secret")) }
        get("/").text()
    }
    // endregion
    return page
}

internal fun tls(host: String, pem: String): String {
    // region kotlin-tls
    val page = https(host) {
        tls { trusting(pem) }
        get("/").text()
    }
    // endregion
    return page
}

internal fun identity(host: String, pem: String, certificates: String, key: String): String {
    // region kotlin-identity
    val page = https(host) {
        tls {
            trusting(pem)
            identity(certificates, key)
        }
        get("/").text()
    }
    // endregion
    return page
}

internal fun tlsAsValue(host: String, pem: String): String {
    val trusted = TlsOptions.trusting(pem) // Read once, for many connections.
    val page = https(host) {
        tls = trusted
        get("/").text()
    }
    return page
}

internal fun secure(server: String, pem: String, isOverTls: Boolean = true): String {
    val page = http(server) {
        tls { trusting(pem) }
        if (isOverTls) secure() // Decided at run time; a block that is always over TLS is https.
        get("/").text()
    }
    return page
}

internal fun secureHostInside(server: String, pem: String): String {
    val page = https {
        host = server
        tls { trusting(pem) }
        get("/").text()
    }
    return page
}

internal fun sourceAddress(host: String): String {
    // region kotlin-source-address
    val page = http(host) {
        sourceAddress("127.0.0.1")
        get("/").text()
    }
    // endregion
    return page
}

internal fun dialer(socket: Socket): String {
    // region kotlin-dialer
    val page = http("example.org") {
        dialer = Dialer { Transport.of(socket) } // Any Okio socket: one in memory, say.
        get("/").text()
    }
    // endregion
    return page
}

internal fun version(host: String): String {
    // region kotlin-version
    val page = http(host) {
        version = HttpVersion.HTTP_1_0
        get("/").text()
    }
    // endregion
    return page
}

internal fun smallThings(host: String): String {
    val page = http(host) {
        autoOpen = false // A request opens nothing by itself any more.
        blockSize = 8192
        connection.connect()
        get("/").text()
    }
    return page
}
