package httpwire.transport

import httpwire.HttpException.AddressRefused
import httpwire.Limits
import httpwire.Origin
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import java.net.InetAddress

private val NOT_PUBLIC = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.1
    203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::ffff:127.0.0.1 ::ffff:10.1.2.3 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::808:808 100::1 2001::1 2001:db8::1
    2002:7f00:1:: 2002:a00:1:: 3fff::1 4000::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 ::7f00:1
""".trim().split(Regex("\\s+"))

private val PUBLIC = """
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1 169.253.255.255 172.15.255.255
    172.32.0.0 192.0.1.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
    ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808:: 2001:200::1 2606:4700:4700::1111 2a00:1450::1 3ffe::1
""".trim().split(Regex("\\s+"))

class AddressPolicyTest :
    FunSpec({
        withTests(nameFn = { "T44: $it is not public" }, NOT_PUBLIC) {
            AddressPolicy.publicOnly().allows(InetAddress.getByName(it)) shouldBe false
        }

        withTests(nameFn = { "$it is public" }, PUBLIC) {
            AddressPolicy.publicOnly().allows(InetAddress.getByName(it)) shouldBe true
        }

        test("T44: a name that leads to such an address is refused before anything is dialed") {
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                val route = Route.of(
                    onLoopback(AddressPolicy.publicOnly()),
                    Origin.http("a.test:${peer.port()}"),
                    listOf(),
                    TlsOptions.DEFAULT,
                    Limits.DEFAULT,
                )
                val refused = shouldThrow<AddressRefused> { route.open(attempt()) }
                refused.message shouldBe
                    "the address policy does not allow a.test:${peer.port()}, which is 127.0.0.1"
                refused.addresses shouldBe listOf(LOOPBACK)
                peer.abandon()
            }
        }

        test("of several addresses those are tried that are allowed") {
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                val two = InetAddress.getByName("127.0.0.2")
                val asked = mutableListOf<InetAddress>()
                val policy = AddressPolicy {
                    asked += it
                    it == LOOPBACK
                }
                val options = DialOptions(null, null, { listOf(two, LOOPBACK) }, policy, SocketSettings.DEFAULT)
                val origin = Origin.http("a.test:${peer.port()}")
                Route.of(options, origin, listOf(), TlsOptions.DEFAULT, Limits.DEFAULT).open(attempt()).use {
                    it.peer shouldBe "127.0.0.1:${peer.port()}"
                }
                asked shouldBe listOf(two, LOOPBACK)
            }
        }

        test("a literal host is refused behind a proxy, too, and a name there is the proxy's affair") {
            val reply = "HTTP/1.1 200 OK\r\n\r\n"
            ScriptedPeer.listening(Script.start().expectHead().reply(reply).expectEnd()).use { peer ->
                val proxy = Proxy.http("p.test:${peer.port()}").tunnelling()
                val options = onLoopback(AddressPolicy.publicOnly().exceptProxies())
                fun route(host: String) =
                    Route.of(options, Origin.http(host), listOf(proxy), TlsOptions.DEFAULT, Limits.DEFAULT)
                shouldThrow<AddressRefused> { route("10.0.0.1").open(attempt()) }.message shouldBe
                    "the address policy does not allow 10.0.0.1:80"
                route("internal.test").open(attempt()).close()
            }
        }

        test("a proxy is not excepted unless that is said") {
            val options = onLoopback(AddressPolicy.publicOnly())
            val route = Route.of(
                options,
                Origin.http("a.test"),
                listOf(Proxy.http("p.test")),
                TlsOptions.DEFAULT,
                Limits.DEFAULT,
            )
            shouldThrow<AddressRefused> { route.open(attempt()) }
        }
    })
