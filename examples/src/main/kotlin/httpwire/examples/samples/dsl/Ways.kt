package httpwire.examples.samples.dsl

import httpwire.dsl.http
import httpwire.dsl.https
import httpwire.transport.AddressPolicy
import httpwire.transport.ClientCertificate
import httpwire.transport.NameResolver
import httpwire.transport.TlsVersion
import okio.Path

// How a connection gets to its server.

internal fun proxies(first: String, second: String, pem: String, host: String): String {
    // region way-proxies
    val page = http(host) {
        proxy("https://$first") {
            credentials("user", "secret")
            tls { trusting(pem) }
        }
        proxy("socks5h://$second")
        get("/").text()
    }
    // endregion
    return page
}

internal fun unixSocket(path: Path): String {
    // region way-unix-socket
    val version = http("localhost") {
        unixSocket = path
        get("/version").text()
    }
    // endregion
    return version
}

internal fun addresses(host: String, names: NameResolver): String {
    // region way-addresses
    val page = http(host) {
        resolver = names
        addressPolicy = AddressPolicy.publicOnly()
        get("/").text()
    }
    // endregion
    return page
}

internal fun clientCertificate(host: String, pem: String, certificates: String, key: String): String {
    // region way-client-certificate
    val page = https(host) {
        tls {
            trusting(pem)
            clientCertificate(ClientCertificate.fromPem(certificates, key), "*.example.com")
        }
        get("/").text()
    }
    // endregion
    return page
}

internal fun pins(host: String, pem: String, inUse: String, inReserve: String): String {
    // region way-pins
    val page = https(host) {
        tls {
            trusting(pem)
            pin("*", inUse, inReserve)
            minimumVersion(TlsVersion.TLS_1_3)
        }
        get("/").text()
    }
    // endregion
    return page
}

internal fun unverified(host: String, inUse: String, inReserve: String): String {
    // region way-unverified
    val page = https(host) {
        tls {
            // A device that has signed its certificate itself: only its key says who it is.
            unverified()
            pin("*", inUse, inReserve)
        }
        get("/").text()
    }
    // endregion
    return page
}
