package httpwire.parity

import httpwire.Headers
import httpwire.HttpVersion
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.transport.Transport
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.int
import kotlinx.serialization.json.intOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import okio.ByteString
import okio.ByteString.Companion.encode
import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.io.StringReader
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.deleteIfExists

/** Plays a case on httpwire: the counterpart of `http_client_driver.py`. */
internal class JvmDriver private constructor(private val case: Case) {
    private val answers = ArrayDeque(case.answers)
    private val tunnelAnswers = ArrayDeque(case.tunnelAnswers)
    private val wires = mutableListOf<Wire>()
    private val files = mutableListOf<Path>()
    private val debug = ByteArrayOutputStream()
    private var hasTunnel = false
    private var connection: HttpConnection? = null
    private var response: HttpResponse? = null

    private fun steps(): List<JsonObject> {
        val steps = mutableListOf(step { open() })
        val opened = connection ?: return steps
        for (call in case.calls) {
            val sentBefore = sentCount()
            val step = step { perform(opened, call.name, Arguments(call.arguments)) }
            if (sentCount() > sentBefore && call.name in REQUESTING) giveAnswer()
            steps += step
        }
        files.forEach { it.deleteIfExists() }
        return steps
    }

    private fun sentCount() = wires.sumOf { it.sentCount }

    private fun giveAnswer() {
        if (answers.isEmpty() || wires.last().isEnded) return
        wires.last().answer(answers.removeFirst(), case.answers.size - answers.size - 1)
    }

    private fun step(call: () -> JsonElement): JsonObject {
        // What comes from the peer's bytes is never another kind of exception; if it is, that is a difference.
        @Suppress("TooGenericExceptionCaught")
        val outcome =
            try {
                JsonObject(mapOf("value" to call()))
            } catch (failure: Exception) {
                PythonNames.of(failure)
            }
        return JsonObject(outcome + facts() + ("debug" to JsonPrimitive(printed())))
    }

    private fun facts(): Map<String, JsonElement> {
        val sent = "sent" to JsonPrimitive(wires.joinToString("") { it.takeSent() })
        val opened = connection ?: return mapOf(sent)
        return mapOf(
            sent,
            "state" to JsonPrimitive(opened.state.toString()),
            "connected" to JsonPrimitive(opened.transport != null),
            "open" to JsonArray(wires.indices.filter { wires[it].isOpen }.map { JsonPrimitive(it) }),
            "finished" to JsonPrimitive(response?.isClosed),
            "answer" to JsonPrimitive(wires.lastOrNull()?.answerIndex),
        )
    }

    private fun printed(): String = debug.toString(Charsets.UTF_8).also { debug.reset() }

    // The calls.

    private fun open(): JsonElement {
        val builder = HttpConnection.builder(case.host)
        case.port?.let { builder.port(it) }
        if (case.secure) builder.secure()
        if (case.version == 10) builder.version(HttpVersion.HTTP_1_0)
        val opened = builder.blockSize(case.blockSize).autoOpen(case.autoOpen).dialer { dial() }.build()
        opened.setDebugOutput(PrintStream(debug, true, Charsets.UTF_8))
        connection = opened
        return JsonArray(listOf(JsonPrimitive(opened.host), JsonPrimitive(opened.port)))
    }

    private fun dial(): Transport {
        val wire = Wire(case.room)
        wires += wire
        if (hasTunnel && tunnelAnswers.isNotEmpty()) wire.answer(tunnelAnswers.removeFirst(), -1)
        return Transport.of(wire)
    }

    private fun perform(opened: HttpConnection, name: String, with: Arguments): JsonElement = when (name) {
        "connect" -> nothing { opened.connect() }

        "close" -> nothing { opened.close() }

        "debug" -> nothing { opened.setDebugLevel(with.int(0)) }

        "set_tunnel" -> nothing { setTunnel(opened, with) }

        "proxy_headers" -> opened.proxyResponseHeaders?.let(::pairs) ?: JsonNull

        "request" ->
            nothing {
                opened.request(with.text(0), with.text(1), with.headers(2), body(with[3]), with.flag(4))
            }

        "putrequest" -> nothing { opened.putRequest(with.text(0), with.text(1), with.flag(2), with.flag(3)) }

        "putheader" -> nothing { opened.putHeader(with.text(0), *with.texts(1)) }

        "endheaders" -> nothing { opened.endHeaders(body(with[0]), with.flag(1)) }

        "send" -> nothing { opened.send(body(with[0])!!) }

        "getresponse" -> describe(opened.readResponse().also { response = it })

        "close_response" -> nothing { response?.close() }

        else -> response?.let { read(it, name, with) } ?: JsonNull
    }

    private fun setTunnel(opened: HttpConnection, with: Arguments) {
        opened.setTunnel(with.text(0), with.number(1)?.toInt() ?: -1, with.headers(2))
        hasTunnel = true
    }

    private fun read(response: HttpResponse, name: String, with: Arguments): JsonElement = when (name) {
        "read" -> latin1(with.number(0)?.let { response.read(it) } ?: response.read())

        "read1" -> latin1(with.number(0)?.let { response.read1(it) } ?: response.read1())

        "readline" -> latin1(with.number(0)?.let { response.readLine(it) } ?: response.readLine())

        "peek" -> latin1(response.peek(with.number(0) ?: DEFAULT_PEEK))

        "readinto" -> {
            val sink = ByteArray(with.int(0))
            val count = response.readInto(sink)
            JsonPrimitive(String(sink, 0, maxOf(0, count), Charsets.ISO_8859_1))
        }

        "lines" -> JsonArray(response.lines().map(::latin1))

        "getheader" -> JsonPrimitive(
            with.defaultText(1)?.let {
                response.getHeader(with.text(0), it)
            } ?: response.getHeader(with.text(0)),
        )

        else -> throw UnsupportedOperationException(name)
    }

    private fun describe(response: HttpResponse) = JsonObject(
        mapOf(
            "status" to JsonPrimitive(response.status),
            "reason" to JsonPrimitive(response.reason),
            "version" to JsonPrimitive(if (response.version == HttpVersion.HTTP_1_0) 10 else 11),
            "headers" to pairs(response.headers),
            "willClose" to JsonPrimitive(response.willClose()),
        ),
    )

    private fun body(spec: JsonElement?): RequestBody? {
        if (spec == null || spec is JsonNull) return null
        val content = spec.jsonObject.getValue("content")
        if (content is JsonArray) {
            return RequestBody.of(
                content.map {
                    it.jsonPrimitive.content.encode(Charsets.ISO_8859_1)
                },
            )
        }
        val text = content.jsonPrimitive.content
        val bytes: ByteString = text.encode(Charsets.ISO_8859_1)
        return when (val kind = spec.jsonObject.getValue("kind").jsonPrimitive.content) {
            "bytes" -> RequestBody.of(bytes)
            "text" -> RequestBody.of(text)
            "stream" -> RequestBody.of(bytes.toByteArray().inputStream())
            "reader" -> RequestBody.of(StringReader(text), Charsets.ISO_8859_1)
            "file" -> RequestBody.of(file(bytes))
            else -> throw UnsupportedOperationException(kind)
        }
    }

    private fun file(bytes: ByteString): Path =
        Files.write(Files.createTempFile("parity", null), bytes.toByteArray()).also(files::add)

    companion object {
        private const val DEFAULT_PEEK = 8192L
        private val REQUESTING = setOf("request", "endheaders")

        fun play(case: Case): List<Step> = JvmDriver(case).steps().map(::Step)
    }
}

private fun nothing(call: () -> Unit): JsonElement {
    call()
    return JsonNull
}

private fun pairs(headers: Headers) =
    JsonArray(headers.map { JsonArray(listOf(JsonPrimitive(it.key), JsonPrimitive(it.value))) })

/** A call's arguments; those at the end may be left out. */
private class Arguments(private val json: JsonArray) {
    operator fun get(index: Int): JsonElement? = json.getOrNull(index)

    fun text(index: Int): String = json[index].jsonPrimitive.content

    fun defaultText(index: Int): String? = this[index]?.jsonPrimitive?.contentOrNull

    fun int(index: Int): Int = json[index].jsonPrimitive.int

    fun number(index: Int): Long? = this[index]?.takeIf { it !is JsonNull }?.jsonPrimitive?.long

    fun flag(index: Int): Boolean = this[index]?.jsonPrimitive?.boolean == true

    fun texts(from: Int): Array<String> = json.drop(from).map { it.jsonPrimitive.content }.toTypedArray()

    fun headers(index: Int): Headers {
        val pairs = this[index] as? JsonArray ?: return Headers.EMPTY
        return Headers.of(*pairs.flatMap { pair -> pair.jsonArray.map { it.jsonPrimitive.content } }.toTypedArray())
    }
}
