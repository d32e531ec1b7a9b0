package httpwire.client

import httpwire.Limits
import httpwire.Origin
import httpwire.auth.Credentials
import httpwire.transport.AddressPolicy
import httpwire.transport.ClientCertificate
import httpwire.transport.Dialer
import httpwire.transport.Identities
import httpwire.transport.NameResolver
import httpwire.transport.Proxy
import httpwire.transport.SocketSettings
import httpwire.transport.TlsOptions
import httpwire.transport.TlsVersion
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import okio.ByteString.Companion.toByteString
import java.lang.reflect.Modifier
import java.net.InetSocketAddress
import java.nio.file.Path
import javax.net.ssl.SSLContext

/** Options that make no difference to a connection, and why. */
private val IRRELEVANT = mapOf(
    "shared" to "the pool itself",
    "pool" to "the pool's own options",
    "baseUrl" to "makes the URL, and so the origin",
    "headers" to "go with each request",
    "timeouts" to "go with each exchange",
    "redirects" to "a layer",
    "retries" to "a layer",
    "codec" to "makes bodies before they are sent, and objects of those that were read",
    "hsts" to "a layer",
    "cookies" to "a layer",
    "decoding" to "a layer",
    "cache" to "a layer",
    "background" to "for the cache",
    "credentials" to "a layer: a field of each request",
    "proxies" to "in the key, beside the wiring",
    "proxyChooser" to "makes the proxies of the key",
    "interceptors" to "a layer",
    "hopInterceptors" to "a layer",
    "listener" to "goes with each exchange",
    "isRecorded" to "goes with each exchange",
)

private fun tlsWith(block: TlsOptions.Builder.() -> Unit): TlsOptions = TlsOptions.builder().apply(block).build()

private val ownDialer = Dialer { error("not dialed") }
private val ownResolver = NameResolver { emptyList() }

/** For each option one value that is not the default. */
private val CHANGES: Map<String, HttpClientBuilder.() -> Unit> = mapOf(
    "tls" to { tls(tlsWith { minimumVersion(TlsVersion.TLS_1_3) }) },
    "dialer" to { dialer(ownDialer) },
    "resolver" to { resolver(ownResolver) },
    "addressPolicy" to { addressPolicy(AddressPolicy.publicOnly()) },
    "sockets" to { sourceAddress(InetSocketAddress("127.0.0.1", 0)) },
    "unixSocket" to { unixSocket(Path.of("/run/s")) },
    "limits" to { limits(Limits.DEFAULT.withMaxLineBytes(10)) },
    "blockSize" to { blockSize(1) },
)

private fun key(origin: Origin = ORIGIN, proxies: List<Proxy> = listOf(), change: HttpClientBuilder.() -> Unit = {}) =
    PoolKey(origin, proxies, HttpClient.builder().apply(change).wiring())

private val ORIGIN = Origin.https("a.test")

class PoolKeyTest : FunSpec({
    test("T36: each option is a part of the key, or said to make no difference to a connection") {
        val options = HttpClientBuilder::class.java.declaredFields.filterNot { Modifier.isStatic(it.modifiers) }
        val wired = Wiring::class.java.recordComponents.map { it.name }.toSet()
        options.map { it.name }.filterNot { it in wired || it in IRRELEVANT }.shouldBeEmpty()
        wired shouldBe CHANGES.keys
        (IRRELEVANT.keys - options.map { it.name }.toSet() - "decoding").shouldBeEmpty()
    }

    context("T36: keys that differ in one thing are different") {
        for ((name, change) in CHANGES) {
            test(name) {
                key(change = change) shouldNotBe key()
                key(change = change) shouldBe key(change = change)
            }
        }
        test("scheme, host and port") {
            listOf("https://b.test", "http://a.test:443", "https://a.test:444").forEach {
                key(httpwire.HttpUrl.parse(it).origin()) shouldNotBe key()
            }
            key(Origin.https("A.test:443")) shouldBe key()
        }
        test("a proxy, its kind, port, credentials, fields, TLS and order") {
            val one = Proxy.http("p.test")
            val two = Proxy.http("q.test")
            val chains = listOf(
                listOf(), listOf(one), listOf(two), listOf(one, two), listOf(two, one),
                listOf(Proxy.http("p.test:1")), listOf(Proxy.socks5("p.test")), listOf(Proxy.socks5h("p.test")),
                listOf(Proxy.https("p.test")), listOf(one.tunnelling()), listOf(one.credentials("u", "p")),
                listOf(one.credentials("u", "q")), listOf(one.credentials(Credentials.digest("u", "p"))),
                listOf(one.headers(httpwire.Headers.of("A", "b"))), listOf(one.unixSocket(Path.of("/run/p"))),
                listOf(Proxy.https("p.test").tls(tlsWith { unverified() })),
            )
            for (first in chains.indices) {
                for (second in chains.indices) {
                    withClue("${chains[first]} and ${chains[second]}") {
                        (key(proxies = chains[first]) == key(proxies = chains[second])) shouldBe (first == second)
                    }
                }
            }
        }
        test("one TLS option") {
            val contexts = List(2) { SSLContext.getInstance("TLS").apply { init(null, null, null) } }
            val certificates = List(2) { Identities.issue("a.test") }
            val ours = certificates.map { ClientCertificate.fromPem(it.certificatePem(), it.privateKeyPkcs8Pem()) }
            val pins = List(3) { "sha256/" + ByteArray(32) { _ -> it.toByte() }.toByteString().base64() }
            val all = listOf<TlsOptions.Builder.() -> Unit>(
                { },
                { unverified() },
                { minimumVersion(TlsVersion.TLS_1_2) },
                { minimumVersion(TlsVersion.TLS_1_3) },
                { context(contexts[0]) },
                { context(contexts[1]) },
                { trusting(certificates[0].certificatePem()) },
                { trusting(certificates[1].certificatePem()) },
                { clientCertificate(ours[0]) },
                { clientCertificate(ours[1]) },
                { clientCertificate("a.test", ours[0]) },
                { pin("a.test", pins[0], pins[1]) },
                { pin("a.test", pins[0], pins[2]) },
                { pin("b.test", pins[0], pins[1]) },
            )
            for (first in all.indices) {
                for (second in all.indices) {
                    val isSame = key { tls(tlsWith(all[first])) } == key { tls(tlsWith(all[second])) }
                    withClue("$first and $second") { isSame shouldBe (first == second) }
                }
            }
        }
    }
})
