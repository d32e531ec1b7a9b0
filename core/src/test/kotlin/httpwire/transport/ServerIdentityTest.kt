package httpwire.transport

import httpwire.Origin
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import okhttp3.tls.HeldCertificate

/** A name in a certificate, a host, and whether the one stands for the other. */
private val NAMES =
    listOf(
        Triple("a.test", "a.test", true),
        Triple("a.test", "A.TEST", true),
        Triple("A.Test", "a.test", true),
        Triple("a.test", "a.test.", true),
        Triple("a.test.", "a.test", false),
        Triple("a.test.", "a.test.", false),
        Triple("a.test", "b.test", false),
        Triple("a.test", "a.test.b", false),
        Triple("a.test", "xa.test", false),
        Triple("a.test", "x.a.test", false),
        Triple("test", "a.test", false),
        Triple("single", "single", true),
        Triple("", "a.test", false),
        Triple(".", "a.test.", false),
        // RFC 5890: an A-label is compared as the ASCII text that it is.
        Triple("xn--bcher-kva.test", "xn--bcher-kva.test", true),
        Triple("XN--BCHER-KVA.test", "xn--bcher-kva.test", true),
        Triple("bücher.test", "xn--bcher-kva.test", false),
        Triple("*.test.test", "xn--bcher-kva.test.test", true),
        Triple("xn--*.a.test", "xn--bcher-kva.a.test", false),
        // Two characters that Java takes for k and s when it ignores case.
        Triple("\u212A.test", "k.test", false),
        Triple("\u017F.test", "s.test", false),
        // RFC 6125 §6.4.3.
        Triple("*.a.test", "x.a.test", true),
        Triple("*.A.test", "X.a.TEST", true),
        Triple("*.a.test", "x.a.test.", true),
        Triple("*.a.test", "a.test", false),
        Triple("*.a.test", ".a.test", false),
        Triple("*.a.test", "x.y.a.test", false),
        Triple("*.a.test", "xa.test", false),
        Triple("*.a.test", "*.a.test", true),
        Triple("*.com", "a.com", false),
        Triple("*.com.", "a.com", false),
        Triple("*..com", "a..com", false),
        Triple("*", "single", false),
        Triple("*", "a.test", false),
        Triple("*.", "single", false),
        Triple("f*.a.test", "foo.a.test", false),
        Triple("*f.a.test", "of.a.test", false),
        Triple("f*o.a.test", "foo.a.test", false),
        Triple("x.*.test", "x.a.test", false),
        Triple("*.*.test", "x.a.test", false),
        Triple("**.a.test", "xx.a.test", false),
        Triple("*.a.*", "x.a.test", false),
        Triple("a.test\u0000.b.test", "a.test", false),
    )

/** The same for addresses. */
private val ADDRESSES =
    listOf(
        Triple("127.0.0.1", "127.0.0.1", true),
        Triple("127.0.0.1", "127.0.0.2", false),
        Triple("::1", "::1", true),
        Triple("::1", "0:0:0:0:0:0:0:1", true),
        Triple("::1", "0000::0001", true),
        Triple("2001:db8::a", "2001:DB8:0::A", true),
        Triple("2001:db8::a", "2001:db8::b", false),
        Triple("fe80::1", "fe80::1%lo", true),
        Triple("127.0.0.1", "::7f00:1", false),
        Triple("127.0.0.1", "::ffff:127.0.0.1", true),
    )

private fun fault(certificate: HeldCertificate, host: String) =
    ServerIdentity.fault(certificate.certificate, Origin("https", host, 443))

class ServerIdentityTest :
    FunSpec({
        test("a name of the certificate stands for a host, or it does not") {
            for ((name, host, isMatch) in NAMES) {
                withClue("'$name' for '$host'") { ServerIdentity.isMatch(name, host) shouldBe isMatch }
            }
        }

        test("addresses are compared as addresses") {
            for ((address, host, isMatch) in ADDRESSES) {
                withClue("$address for $host") { (fault(Identities.issue(address), host) == null) shouldBe isMatch }
            }
        }

        test("an address is never a name, and a name never an address") {
            val named = HeldCertificate.Builder().addSubjectAlternativeName("a.test").commonName("127.0.0.1").build()
            fault(named, "127.0.0.1") shouldBe
                "the certificate is not for 127.0.0.1: it names a.test, and no address"
            fault(Identities.issue("127.0.0.1"), "a.test") shouldBe
                "the certificate is not for a.test: it has no DNS name, and its common name does not count"
        }

        test("any of several names will do, and a common name will not") {
            val certificate = Identities.issue("b.test", "*.c.test", "::1") { commonName("d.test") }
            for (host in listOf("b.test", "x.c.test", "::1")) fault(certificate, host).shouldBeNull()
            fault(certificate, "d.test") shouldBe "the certificate is not for d.test: it names b.test, *.c.test"
            fault(Identities.issue { commonName("d.test") }, "d.test") shouldBe
                "the certificate is not for d.test: it has no DNS name, and its common name does not count"
        }

        test("of very many names the first few are told") {
            val certificate = Identities.issue(*Array(20) { "host$it.test" })
            fault(certificate, "a.test") shouldBe
                "the certificate is not for a.test: it names host0.test, host1.test, host2.test, host3.test and 16 more"
        }
    })
