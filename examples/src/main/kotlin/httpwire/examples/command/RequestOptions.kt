package httpwire.examples.command

import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.parameters.groups.OptionGroup
import com.github.ajalt.clikt.parameters.options.convert
import com.github.ajalt.clikt.parameters.options.flag
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.multiple
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.options.optionalValue
import httpwire.Headers
import httpwire.HttpVersion
import httpwire.Request
import httpwire.RequestBody
import httpwire.body.multipart.MultipartBody
import kotlin.time.toKotlinDuration

/** What is sent, and how. */
internal class RequestOptions : OptionGroup("The request") {
    private val fields by option("-H", "--header", metavar = "'NAME: VALUE'").convert { field(it) }.multiple()
        .help("A header field; repeatable.")
    val method by option("-X", "--request", metavar = "METHOD")
        .help("The method, of any spelling; one in capitals may also be the first word.")
    private val data by option("-d", "--data", metavar = "DATA").convert { bodyOf(it) }.multiple()
        .help(
            "The body: text, @FILE, or @- for standard input; repeatable, with & between them. Its type is that of " +
                "forms, application/x-www-form-urlencoded, unless -H says another.",
        )
    private val json by option("--json", metavar = "DATA").convert { bodyOf(it) }.multiple()
        .help("The body, as with -d, but without & between them, and application/json is its type and is asked for.")
    private val parts by option("-F", "--form", metavar = "NAME=CONTENT").convert { FormPart.of(it) }.multiple()
        .help(
            "A part of a form, multipart/form-data; repeatable. The content is text, @FILE for a file, or <FILE for " +
                "the text in a file, - for standard input; ;type=TYPE and ;filename=NAME may follow.",
        )
    private val form: MultipartBody? by lazy { formOf(parts) }
    val continueTimeout by option("--expect100", metavar = "TIME").convert { timeoutOf(it) }
        .optionalValue(Request.CONTINUE_TIMEOUT.toKotlinDuration(), acceptsUnattachedValue = false)
        .help(
            "Asks the server before the body is sent (Expect: 100-continue), and waits so long for what it says: a " +
                "second unless a time is given.",
        )
    val rawTarget by option("--raw-target", metavar = "TARGET").convert { targetOf(it) }
        .help("Asks for exactly this: *, an absolute URL, a path with dot segments. The URL says whom to connect to.")
    private val isOldVersion by option("--http10").flag()
        .help("Asks in HTTP/1.0.")
    val isPipelined by option("--pipeline").flag()
        .help(
            "Sends the requests for all URLs, which have one origin, before the first is answered. If that fails, " +
                "says which were answered, maybe processed, or not sent.",
        )
    val isOnlyShown by option("--curl").flag()
        .help("Prints the request as a command for curl, secrets hidden, and sends nothing.")

    /** The data or the form. */
    fun body(): RequestBody? {
        val kinds =
            listOfNotNull("-d".takeIf { data.isNotEmpty() }, "--json".takeIf { json.isNotEmpty() }, form?.let { "-F" })
        if (kinds.size > 1) throw UsageError("${kinds[0]} and ${kinds[1]} contradict each other")
        return form ?: joined(json, "") ?: joined(data, "&")
    }

    /** The fields that are given, and those that follow from the body. */
    fun headers(): Headers {
        val given = headersOf(fields)
        val all = given.newBuilder()
        for ((name, value) in implied()) if (!given.contains(name)) all.add(name, value)
        return all.build()
    }

    private fun implied(): Map<String, String> {
        val type = form?.contentType()
        return when {
            type != null -> mapOf("Content-Type" to type)
            json.isNotEmpty() -> mapOf("Content-Type" to JSON, "Accept" to JSON)
            data.isNotEmpty() -> mapOf("Content-Type" to "application/x-www-form-urlencoded")
            else -> mapOf()
        }
    }

    fun defaultMethod(): String = if (data.isEmpty() && json.isEmpty() && form == null) "GET" else "POST"

    fun version(): HttpVersion = if (isOldVersion) HttpVersion.HTTP_1_0 else HttpVersion.HTTP_1_1

    private companion object {
        const val JSON = "application/json"
    }
}
