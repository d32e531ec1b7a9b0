package httpwire.client

import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Origin
import httpwire.Request
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.trace.ByteListener
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import httpwire.trace.TlsSummary
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.ByteString.Companion.encodeUtf8
import java.io.IOException
import java.lang.reflect.InvocationHandler
import java.lang.reflect.InvocationTargetException
import java.lang.reflect.Method
import java.lang.reflect.Modifier
import java.lang.reflect.Proxy
import java.time.Duration

private val URL = HttpUrl.parse("http://a.example/b")

/** One value for each type of what a moment tells. */
private val VALUES = mapOf<Class<*>, Any>(
    Moment::class.java to Moment.now(7),
    Origin::class.java to URL.origin(),
    HttpUrl::class.java to URL,
    Request::class.java to Request.get("/"),
    Headers::class.java to Headers.of("A", "b"),
    TlsSummary::class.java to TlsSummary("TLSv1.3", "suite", false, listOf()),
    HttpException::class.java to HttpException.Cancelled("no", null),
    IOException::class.java to IOException("no"),
    Duration::class.java to Duration.ofSeconds(3),
    String::class.java to "text",
    List::class.java to listOf("text"),
    Set::class.java to setOf<Any>(),
    okio.ByteString::class.java to "bytes".encodeUtf8(),
    Int::class.java to 302,
    Long::class.java to 5L,
    Boolean::class.java to true,
    httpwire.ContinueAnswer::class.java to httpwire.ContinueAnswer.SILENCE,
)

private val KINDS = listOf(ConnectionListener::class.java, ByteListener::class.java, ClientListener::class.java)

private val MOMENTS: List<Method> = KINDS.flatMap { it.declaredMethods.toList() }
    .filterNot { Modifier.isStatic(it.modifiers) || it.isSynthetic }

/** Hears of everything, default methods included. */
private fun listener(kinds: List<Class<*>> = KINDS, heard: InvocationHandler): ConnectionListener =
    Proxy.newProxyInstance(heard.javaClass.classLoader, kinds.toTypedArray(), heard) as ConnectionListener

class ClientChainTest : FunSpec({
    context("a moment reaches all listeners, even if some throw") {
        for (moment in MOMENTS) {
            val types = moment.parameterTypes.map { it.simpleName }
            test("${moment.name}(${types.joinToString()})") {
                val heard = mutableListOf<Any>()
                val failures = listOf(IllegalStateException("first"), AssertionError("second"))
                val throwing = failures.map { failure ->
                    listener { _, _, _ -> throw failure.also { heard += it } }
                }
                val last = listener { _, method, arguments ->
                    heard.also { it += method }.addAll(arguments)
                    null
                }
                val chain = ClientListener.of(throwing + last)
                val arguments = moment.parameterTypes.map(VALUES::getValue)
                val thrown = shouldThrow<InvocationTargetException> { moment.invoke(chain, *arguments.toTypedArray()) }
                heard shouldContainExactly failures + moment + arguments
                thrown.targetException shouldBeSameInstanceAs failures[0]
                failures[0].suppressed.toList() shouldContainExactly listOf(failures[1])
            }
        }
    }

    test("listeners of several kinds hear what each can hear, in their order") {
        val heard = mutableListOf<String>()
        fun recording(name: String, vararg kinds: Class<*>) = listener(kinds.toList()) { _, moment, _ ->
            heard += "$name ${moment.name}"
            null
        }
        val chain = ClientListener.of(
            listOf(
                recording("connections", ConnectionListener::class.java),
                recording("bytes", ByteListener::class.java),
                recording("client", ClientListener::class.java),
            ),
        )
        val moments = setOf("exchangeStarted", "headBytesSent", "exchangeEnded")
        AnsweringPeer.start { Answer.ok("b") }.use { peer ->
            HttpClient.builder().listener(chain).build().use { it.get(peer.url("/")).text() }
        }
        heard.filter { it.substringAfter(' ') in moments } shouldContainExactly listOf(
            "client exchangeStarted",
            "bytes headBytesSent",
            "connections exchangeEnded",
            "bytes exchangeEnded",
            "client exchangeEnded",
        )
    }

    test("only a chain with a ByteListener is shown bytes") {
        val client = object : ClientListener {}
        (ClientListener.of(listOf(client, client)) is ByteListener) shouldBe false
        (ClientListener.of(listOf(client, object : ByteListener {})) is ByteListener) shouldBe true
        (ClientListener.of(listOf(object : ByteListener {})) is ByteListener) shouldBe true
    }

    test("one listener of a client needs no chain") {
        val client = object : ClientListener {}
        ClientListener.of(listOf(client)) shouldBeSameInstanceAs client
    }

    test("no listener hears nothing") {
        ClientListener.of(listOf()).exchangeStarted(Moment.now(1), Request.get("/"))
    }
})
