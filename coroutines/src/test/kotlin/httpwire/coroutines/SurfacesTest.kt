package httpwire.coroutines

import httpwire.Request
import httpwire.body.multipart.MultipartPart
import httpwire.client.Http
import httpwire.client.HttpClient
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.dsl.HttpScope
import httpwire.dsl.OptionsScope
import httpwire.dsl.RequestScope
import httpwire.dsl.SendScope
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import java.io.IOException
import java.lang.reflect.Method
import java.lang.reflect.Modifier

/** The public methods of a type, without what Kotlin adds to a name. */
private fun methods(type: Class<*>): List<Method> =
    type.declaredMethods.filter { Modifier.isPublic(it.modifiers) && !it.isSynthetic && '$' !in it.name }

private fun words(type: Class<*>): Set<String> = methods(type).map { it.name.substringBefore('-') }.toSet()

private fun words(fileClass: String): Set<String> = words(Class.forName(fileClass))

/** The word of [SuspendHttpResponse] for each thing that a response says in Java or in the DSL. */
private val ofResponses =
    mapOf(
        "getStatus" to "getStatus",
        "getReason" to "getReason",
        "getVersion" to "getVersion",
        "getHeaders" to "getHeaders",
        "getHeader" to "getHeader",
        "getUrl" to "getUrl",
        "getRequest" to "getRequest",
        "getHistory" to "getHistory",
        "getCacheOutcome" to "getCacheOutcome",
        "getTrailers" to "getTrailers",
        "getInterimResponses" to "getInterimResponses",
        "getContinueAnswer" to "getContinueAnswer",
        "getCircumstances" to "getCircumstances",
        "linkedUrl" to "linkedUrl",
        "rawHead" to "rawHead",
        "sentHead" to "sentHead",
        "summary" to "summary",
        "willClose" to "getWillClose",
        "getCloseReasons" to "getCloseReasons",
        "isClosed" to "isClosed",
        "isSuccess" to "isSuccess",
        "orThrow" to "orThrow",
        "read" to "read",
        "bytes" to "bytes",
        "read1" to "bodyAsFlow",
        "readPieces" to "bodyAsFlow",
        "canReadNow" to "read", // Each call asks it itself.
        "canReadLineNow" to "readLine",
        "canCloseNow" to "close",
        "readInto" to "readInto",
        "readLine" to "readLine",
        "readLines" to "readLines",
        "lines" to "lines",
        "parts" to "parts",
        "textLines" to "textLines",
        "peek" to "peek",
        "source" to "bodyAsFlow", // A source blocks its reader.
        "text" to "text",
        "requireDecoded" to "textLines", // Both ask it themselves.
        "unexpected" to "orThrow", // For codecs, which get the response that blocks.
        "getMaxBufferedBytes" to "read", // Likewise.
        "saveTo" to "saveTo",
        "upgrade" to "upgrade",
        "cancel" to "cancel",
        "takeAway" to "close", // For the owner of the connection: the block itself.
        "setEndFollower" to "close", // For whoever lends the connection: the client itself.
        "close" to "close",
    )

/** The suspending word for each call of a connection that can block. */
private val ofConnections =
    mapOf(
        "connect" to "await",
        "request" to "awaitRequest",
        "exchange" to "awaitExchange",
        "begin" to "await",
        "readEarlyResponse" to "await",
        "putRequest" to "await",
        "putHeader" to "await",
        "endHeaders" to "await",
        "send" to "await",
        "endBody" to "await",
        "awaitContinue" to "await",
        "responseArrived" to "await",
        "shutdownOutput" to "await",
        "pipeline" to "await",
        "readResponse" to "awaitResponse",
        "close" to "awaitClose",
        "closeWhenRead" to "await",
    )

class SurfacesTest :
    FunSpec({
        test("a suspending response has a word for all that a response says") {
            val said = words(HttpResponse::class.java) + words("httpwire.dsl.ResponsesKt")
            val isStatic = setOf("parse", "parseHeaders", "builder")
            val isForLayers = setOf("newBuilder") // A suspending response is what all layers have made of it.
            said - isStatic - isForLayers shouldBe ofResponses.keys
            (ofResponses.values.toSet() - words(SuspendHttpResponse::class.java)).shouldBeEmpty()
        }

        test("a suspending part has a word for all that a part has") {
            val words = mapOf(
                "getHeaders" to "getHeaders",
                "getName" to "getName",
                "getFilename" to "getFilename",
                "source" to "bodyAsFlow", // A source blocks its reader.
                "read" to "bytes",
                "text" to "text",
            )
            words(MultipartPart::class.java) shouldBe words.keys
            words(SuspendMultipartPart::class.java) shouldBe words.values.toSet() + "saveTo"
        }

        test("what waits in a connection has a suspending word") {
            val closing = setOf("close", "closeWhenRead")
            val waiting =
                methods(HttpConnection::class.java)
                    .filter { method -> method.exceptionTypes.any { IOException::class.java.isAssignableFrom(it) } }
                    .filterNot { Modifier.isStatic(it.modifiers) || it.name == "setTunnel" }
            waiting.mapTo(mutableSetOf()) { it.name } + closing shouldBe ofConnections.keys
            (ofConnections.values.toSet() - words("httpwire.coroutines.AwaitKt")).shouldBeEmpty()
        }

        test("the verbs of a suspending client, and those to a URL, are those of the DSL") {
            val ofClient = words("httpwire.dsl.HttpClientsKt") - "httpClient"
            (ofClient - words(SuspendHttpClient::class.java)).shouldBeEmpty()
            words("httpwire.coroutines.UrlsKt") shouldBe words("httpwire.dsl.UrlsKt")
            words("httpwire.dsl.UrlsKt") shouldBe ofClient + "send" // A client's own.
        }

        test("whatever sends requests has a verb for each that Request makes, and sends a Request") {
            val methods = methods(Request::class.java)
                .filter { Modifier.isStatic(it.modifiers) && it.returnType == Request::class.java }.map { it.name }
            methods.toSet() shouldBe setOf("get", "head", "delete", "options", "post", "put", "patch", "query")
            val senders = mapOf(
                "Http" to words(Http::class.java),
                "HttpClient" to words(HttpClient::class.java),
                "HttpClient in Kotlin" to words("httpwire.dsl.HttpClientsKt") + "send",
                "SuspendHttpClient" to words(SuspendHttpClient::class.java),
                "HttpScope" to words(HttpScope::class.java),
                "SuspendHttpScope" to words(SuspendHttpScope::class.java),
                "a URL" to words("httpwire.dsl.UrlsKt"),
                "a URL, suspending" to words("httpwire.coroutines.UrlsKt"),
                "what a request's block refuses" to words("httpwire.dsl.UnsentRequestsKt"),
            )
            senders.mapValues { (_, words) -> methods + "send" - words }.filterValues { it.isNotEmpty() } shouldBe
                mapOf()
        }

        test("the scopes of both blocks have the same words") {
            (words(HttpScope::class.java) - words(SuspendHttpScope::class.java)).shouldBeEmpty()
            words(SuspendHttpScope::class.java) - words(HttpScope::class.java) shouldBe
                setOf("getProxyResponseHeaders")
            words(SendScope::class.java) shouldBe words(SuspendSendScope::class.java)
            (OptionsScope::class.java.isAssignableFrom(SuspendHttpScope::class.java)) shouldBe true
            (RequestScope::class.java.isAssignableFrom(SuspendRequestScope::class.java)) shouldBe true
        }
    })
