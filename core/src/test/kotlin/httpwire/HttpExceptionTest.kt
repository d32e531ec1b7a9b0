package httpwire

import httpwire.HttpException.Fault
import httpwire.HttpException.TlsFailed.Problem
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okhttp3.tls.HeldCertificate
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.ObjectInputStream
import java.io.ObjectOutputStream
import java.lang.reflect.Modifier
import java.net.InetAddress
import java.time.Duration

private val CAUSE = IOException("cause")

/** One of each kind, whose fault it is, and what it says. */
private val FAMILY: List<Triple<HttpException, Fault, String>> = listOf(
    Triple(HttpException.NotConnected("m"), Fault.CALLER, "m"),
    Triple(HttpException.InvalidUrl("m"), Fault.CALLER, "m"),
    Triple(HttpException.UnknownProtocol("HTTP/2.0"), Fault.PEER, "unknown protocol version: HTTP/2.0"),
    Triple(HttpException.UnknownTransferEncoding("m"), Fault.PEER, "m"),
    Triple(HttpException.UnimplementedFileMode("m"), Fault.CALLER, "m"),
    Triple(
        HttpException.IncompleteRead("7 bytes".encodeUtf8(), 3),
        Fault.PEER,
        "IncompleteRead(7 bytes read, 3 more expected)",
    ),
    Triple(HttpException.CannotSendRequest("m"), Fault.CALLER, "m"),
    Triple(HttpException.CannotSendHeader("m"), Fault.CALLER, "m"),
    Triple(HttpException.ResponseNotReady("m"), Fault.CALLER, "m"),
    Triple(HttpException.BadStatusLine("220 hi"), Fault.PEER, "220 hi"),
    Triple(HttpException.RemoteDisconnected(), Fault.PEER, "Remote end closed connection without response"),
    Triple(
        HttpException.LineTooLong("header line", 65_536),
        Fault.LIMIT,
        "got more than 65536 bytes when reading header line",
    ),
    Triple(HttpException.MalformedMessage("m"), Fault.PEER, "m"),
    Triple(HttpException.LimitExceeded("m"), Fault.LIMIT, "m"),
    Triple(HttpException.ConnectFailed("m", CAUSE), Fault.NETWORK, "m"),
    Triple(
        HttpException.AddressRefused(Origin.http("a.test"), listOf(InetAddress.getByName("10.0.0.1"))),
        Fault.CALLER,
        "the address policy does not allow a.test:80, which is 10.0.0.1",
    ),
    Triple(HttpException.TlsFailed("m", CAUSE), Fault.PEER, "m"),
    Triple(HttpException.ConnectionLost("m", CAUSE), Fault.NETWORK, "m"),
    Triple(
        HttpException.TunnelRefused(407, " Proxy Authentication Required ", Headers.of("A", "b"), "no".encodeUtf8()),
        Fault.PEER,
        "Tunnel connection failed: 407 Proxy Authentication Required",
    ),
    Triple(
        HttpException.UnexpectedResponse("m", "http://a/", 404, "No", Headers.of("A", "b"), "no".encodeUtf8()),
        Fault.PEER,
        "m",
    ),
    Triple(
        HttpException.DigestMismatch("sha-256", "a".encodeUtf8(), "b".encodeUtf8()),
        Fault.PEER,
        "sha-256 should be 61, and is 62",
    ),
    Triple(HttpException.TooManyRedirects("m", "http://a/"), Fault.PEER, "m"),
    Triple(HttpException.PoolExhausted("m"), Fault.LIMIT, "m"),
    Triple(
        HttpException.Timeout(Phase.HEAD, "read", Duration.ofMillis(1_500), 7, CAUSE),
        Fault.NETWORK,
        "read ran out after 1500 ms",
    ),
    Triple(HttpException.Cancelled("m", CAUSE), Fault.CALLER, "m"),
)

/** Each class and the one it extends, as `docs/parity.md` has them. */
private val TREE = mapOf(
    "HttpException" to "IOException",
    "NotConnected" to "HttpException",
    "InvalidUrl" to "HttpException",
    "UnknownProtocol" to "HttpException",
    "UnknownTransferEncoding" to "HttpException",
    "UnimplementedFileMode" to "HttpException",
    "IncompleteRead" to "HttpException",
    "ImproperConnectionState" to "HttpException",
    "CannotSendRequest" to "ImproperConnectionState",
    "CannotSendHeader" to "ImproperConnectionState",
    "ResponseNotReady" to "ImproperConnectionState",
    "BadStatusLine" to "HttpException",
    "RemoteDisconnected" to "BadStatusLine",
    "LineTooLong" to "HttpException",
    "MalformedMessage" to "HttpException",
    "LimitExceeded" to "HttpException",
    "ConnectFailed" to "HttpException",
    "AddressRefused" to "HttpException",
    "TlsFailed" to "HttpException",
    "ConnectionLost" to "HttpException",
    "TunnelRefused" to "HttpException",
    "UnexpectedResponse" to "HttpException",
    "DigestMismatch" to "HttpException",
    "TooManyRedirects" to "HttpException",
    "PoolExhausted" to "HttpException",
    "Timeout" to "HttpException",
    "Cancelled" to "HttpException",
)

private fun allOf(root: Class<*>): List<Class<*>> =
    listOf(root) + root.permittedSubclasses.orEmpty().flatMap { allOf(it) }

private fun <T> serialised(value: T): Any {
    val bytes = ByteArrayOutputStream().also { ObjectOutputStream(it).writeObject(value) }
    return ObjectInputStream(ByteArrayInputStream(bytes.toByteArray())).readObject()
}

class HttpExceptionTest : FunSpec({
    test("the family is closed, and each member has its place in it") {
        allOf(HttpException::class.java).associate { it.simpleName to it.superclass.simpleName } shouldBe TREE
    }

    test("one of each kind that can be thrown is in the table") {
        val concrete = allOf(HttpException::class.java).filterNot { Modifier.isAbstract(it.modifiers) }
        FAMILY.map { it.first.javaClass } shouldContainExactlyInAnyOrder concrete
    }

    for ((failure, fault, message) in FAMILY) {
        test("${failure.javaClass.simpleName}, fault of the $fault: $message") {
            failure.fault shouldBe fault
            failure.message shouldBe message
            failure.circumstances shouldBe null
            failure.toString() shouldBe "${failure.javaClass.name}: $message"
            (serialised(failure) as HttpException).message shouldBe message
        }
    }

    test("causes are kept") {
        val withCause = FAMILY.map { it.first }.filter { it.cause != null }
        withCause.map { it.javaClass.simpleName } shouldBe
            listOf("ConnectFailed", "TlsFailed", "ConnectionLost", "Timeout", "Cancelled")
        for (failure in withCause) failure.cause shouldBeSameInstanceAs CAUSE
    }

    test("an incomplete read of unknown rest") {
        val failure = HttpException.IncompleteRead(ByteString.EMPTY, -1)
        failure.message shouldBe "IncompleteRead(0 bytes read)"
        failure.expected shouldBe -1
        HttpException.IncompleteRead("ab".encodeUtf8(), 0).message shouldBe
            "IncompleteRead(2 bytes read, 0 more expected)"
    }

    test("what each kind carries") {
        HttpException.IncompleteRead("ab".encodeUtf8(), 3).partial.utf8() shouldBe "ab"
        HttpException.UnknownProtocol("HTTP/2.0").version shouldBe "HTTP/2.0"
        HttpException.BadStatusLine("220 hi").line shouldBe "220 hi"
        HttpException.BadStatusLine("").message shouldBe "''"
        HttpException.BadStatusLine("").line shouldBe ""
        HttpException.RemoteDisconnected().line shouldBe ""
        val timeout = HttpException.Timeout(Phase.BODY, "read", Duration.ofSeconds(1), 7, null)
        listOf(timeout.phase, timeout.elapsed, timeout.byteCount) shouldBe listOf(Phase.BODY, Duration.ofSeconds(1), 7L)
        val refused = HttpException.TunnelRefused(407, "No", Headers.of("A", "b"), "no".encodeUtf8())
        listOf(refused.status, refused.reason, refused.headers["a"], refused.body.utf8()) shouldBe
            listOf(407, "No", "b", "no")
        val unexpected =
            HttpException.UnexpectedResponse("m", "http://a/", 404, "No", Headers.of("A", "b"), "no".encodeUtf8())
        with(unexpected) { listOf(url, status, reason, headers["a"], body.utf8()) } shouldBe
            listOf("http://a/", 404, "No", "b", "no")
    }

    test("a problem goes along to another JVM") {
        val fields = Headers.of("Content-Type", "application/problem+json")
        val body = "{\"title\":\"t\",\"a\":[1]}".encodeUtf8()
        val unexpected = HttpException.UnexpectedResponse("m", "http://a/", 404, "No", fields, body)
        val problem = ProblemDetails("about:blank", "t", null, null, null, mapOf("a" to "[1]"))
        unexpected.problem shouldBe problem
        (serialised(unexpected) as HttpException.UnexpectedResponse).problem shouldBe problem
    }

    test("a refusal knows its proxy, and loses it on the way to another JVM, as it does the fields") {
        val refused = HttpException.TunnelRefused(Origin.http("p.test"), 403, "No", Headers.EMPTY, "no".encodeUtf8())
        refused.hop shouldBe Origin.http("p.test")
        val socks = HttpException.TunnelRefused(Origin.http("p.test"), SocksReply.CONNECTION_REFUSED, 5, "a.test:80")
        for (one in listOf(refused, socks)) {
            val again = serialised(one) as HttpException.TunnelRefused
            again.message shouldBe one.message
            again.headers shouldBe Headers.EMPTY
        }
        val fields = Headers.of("A", "b")
        val unexpected = HttpException.UnexpectedResponse("m", "http://a/", 404, "No", fields, ByteString.EMPTY)
        (serialised(unexpected) as HttpException.UnexpectedResponse).headers shouldBe Headers.EMPTY
    }

    test("a failed handshake says why, and what certificates came") {
        val certificates = listOf(HeldCertificate.Builder().build(), HeldCertificate.Builder().build())
            .map { it.certificate }
        val given = certificates.toMutableList()
        val failure = HttpException.TlsFailed("m", Problem.WRONG_NAME, given, CAUSE)
        given.clear()
        failure.fault shouldBe Fault.PEER
        failure.cause shouldBeSameInstanceAs CAUSE
        failure.problem shouldBe Problem.WRONG_NAME
        failure.certificates shouldBe certificates
        val again = serialised(failure) as HttpException.TlsFailed
        again.problem shouldBe Problem.WRONG_NAME
        again.certificates shouldBe certificates
    }

    test("a failed handshake of which nothing is known") {
        val failure = HttpException.TlsFailed("m", CAUSE)
        failure.problem shouldBe Problem.OTHER
        failure.certificates shouldBe emptyList()
    }

    test("the problems of TLS") {
        Problem.entries.map { it.name } shouldBe
            listOf("UNTRUSTED", "EXPIRED", "WRONG_NAME", "PIN", "NO_COMMON_PROTOCOL", "NOT_TLS", "OTHER")
    }

    test("the first circumstances count, and end the line") {
        val failure = HttpException.MalformedMessage("m")
        val first = Circumstances(Phase.HEAD, "a:80", false, 1, 2, Delivery(Delivery.Stage.HEAD_SENT, 0))
        failure.initCircumstances(first)
        failure.initCircumstances(Circumstances(Phase.BODY, "b:80", true, 3, 4, Delivery(Delivery.Stage.BODY_SENT, 5)))
        failure.circumstances shouldBe first
        failure.toString() shouldBe "httpwire.HttpException\$MalformedMessage: m [$first]"
    }
})
