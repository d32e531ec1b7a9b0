package httpwire.internal.syntax

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.checkAll
import java.net.InetAddress
import java.net.UnknownHostException

private val IPV4 = listOf("0.0.0.0", "127.0.0.1", "255.255.255.255", "1.20.100.9")

private val NO_IPV4 =
    listOf("", ".", "...", "1", "1.2", "1.2.3", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.", "1.2.3.4.5", "256.1.1.1") +
        listOf("1.2.3.256", "1.2.3.999", "1.2.3.1000", "01.2.3.4", "1.2.3.00", "1.2.3.0x4", "1.2.3.a", "-1.2.3.4") +
        listOf("+1.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.\u0664", "1,2,3,4", "::1", "1.2.3.4:5")

/** RFC 3986 section 3.2.2, a line of its grammar each, and some. */
private val IPV6 =
    listOf("1:2:3:4:5:6:7:8", "::2:3:4:5:6:7:8", "::3:4:5:6:7:8", "1::3:4:5:6:7:8", "1:2:3:4:5:6::", "::8", "::") +
        listOf("1::", "1::8", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:1.2.3.4", "::1.2.3.4", "::ffff:1.2.3.4", "1::5:1.2.3.4") +
        listOf("ABCD:ef01::", "2001:db8::1:2", "0001:0:0:0:0:0:0:0")

private val NO_IPV6 =
    listOf("", ":", ":::", "1", "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8") +
        listOf("1:2:3:4::5:6:7:8", "::1::", "1::2::3", ":1", "1:", ":1::", "::1:", "1:::2", "12345::", "00001::") +
        listOf("g::") +
        listOf("::1.2.3", "::1.2.3.4.5", "::1.2.3.256", "::1.2.3.04", "1.2.3.4::", "::1.2.3.4:5") +
        listOf("1:2:3:4:5:6:7:1.2.3.4", "1.2.3.4", "::1%lo", "[::1]", " ::1") +
        listOf("::1 ", "::\uff11", "::-1", "1:2:3:4:5:6:7:", "1::1.2.3.4::")

private const val PIECES = "0123456789abcdefF::::....g%"

private val near: Arb<String> = arbitrary { source ->
    (0 until source.random.nextInt(20)).map { PIECES[source.random.nextInt(PIECES.length)] }.joinToString("")
}

private fun isIpv6ToTheJdk(text: String) = try {
    InetAddress.getByName("[$text]") != null
} catch (_: UnknownHostException) {
    false
}

class IpAddressesTest :
    FunSpec({
        test("IPv4 is four numbers from 0 to 255 without leading zeros") {
            IPV4.filterNot(IpAddresses::isIpv4) shouldBe emptyList()
            NO_IPV4.filter(IpAddresses::isIpv4) shouldBe emptyList()
            for (value in 0..300) {
                for (at in 0..3) {
                    val text = List(4) { if (it == at) value else 1 }.joinToString(".")
                    IpAddresses.isIpv4(text) shouldBe (value < 256)
                }
            }
        }

        test("IPv6 is the grammar of RFC 3986") {
            IPV6.filterNot(IpAddresses::isIpv6) shouldBe emptyList()
            NO_IPV6.filter(IpAddresses::isIpv6) shouldBe emptyList()
        }

        test("what is an address here is one to the JDK, which is more lenient") {
            IPV6.filterNot(::isIpv6ToTheJdk) shouldBe emptyList()
            checkAll(20_000, near) { text ->
                if (IpAddresses.isIpv6(text)) isIpv6ToTheJdk(text) shouldBe true
                val isOdd = '%' in text || text.split(':', '.').any { it.length > 4 } || '.' in text
                if (!isOdd && ':' in text) IpAddresses.isIpv6(text) shouldBe isIpv6ToTheJdk(text)
            }
        }
    })
