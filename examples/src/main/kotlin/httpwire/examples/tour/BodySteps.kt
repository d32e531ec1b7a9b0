package httpwire.examples.tour

import httpwire.examples.recipes.Reply
import httpwire.examples.recipes.postForm
import httpwire.examples.recipes.putFile
import httpwire.examples.recipes.sendInChunks
import okio.ByteString.Companion.encodeUtf8
import java.nio.file.Files

private const val FORM = "application/x-www-form-urlencoded"

/** The POST and PUT examples of http.client's documentation. */
internal val bodySteps: List<Step> = listOf(
    Step("POST: a form, answered with a redirect that nobody follows") {
        asked("POST to http://bugs.python.org: @number=12524, @type=issue, @action=show")
        val issue = mapOf("@number" to 12524, "@type" to "issue", "@action" to "show")
        val reply = http("bugs.python.org").use { postForm(it, "", issue) }
        answered(reply)
        printed(reply.body.utf8())
        // Not the reason: JDK 17's server has its own words for 302.
        expect("the status", reply.status, 302)
        expect("the body", reply.body, PythonOrg.redirecting)
        val body = "%40number=12524&%40type=issue&%40action=show".encodeUtf8()
        serverSaw("POST", "/", "Content-Type" to FORM, "Accept" to "text/plain", "Content-Length" to "44", body = body)
    },
    Step("POST: a form, to a port that is spelt out") {
        asked("POST /cgi-bin/query to http://musi-cal.mojam.com:80: spam=1, eggs=2, bacon=0")
        val breakfast = mapOf("spam" to 1, "eggs" to 2, "bacon" to 0)
        val reply = http("musi-cal.mojam.com:80").use { postForm(it, "/cgi-bin/query", breakfast) }
        answered(reply)
        expect("the status", reply.status, 302)
        val body = "spam=1&eggs=2&bacon=0".encodeUtf8()
        serverSaw("POST", "/cgi-bin/query", "Host" to "musi-cal.mojam.com", "Content-Length" to "21", body = body)
    },
    Step("PUT: a file") {
        asked("PUT /file of http://localhost, a file with ***filecontents*** in it")
        val file = Files.createTempFile("httpwire", ".txt")
        try {
            Files.writeString(file, "***filecontents***")
            val reply = http("localhost").use { putFile(it, file) }
            answered(reply)
            expect("the answer", reply, Reply(200, "OK", PythonOrg.fileStored))
        } finally {
            Files.delete(file)
        }
        val body = "***filecontents***".encodeUtf8()
        serverSaw("PUT", "/file", "Content-Length" to "18", "Transfer-Encoding" to null, body = body)
    },
    Step("PUT: what has no length, in chunks") {
        asked("PUT /file of http://localhost, three pieces")
        val pieces = sequenceOf("spam ", "spam ", "eggs").map { it.encodeUtf8() }
        val reply = http("localhost").use { sendInChunks(it, pieces) }
        answered(reply)
        expect("the answer", reply, Reply(200, "OK", PythonOrg.fileStored))
        val body = "spam spam eggs".encodeUtf8()
        serverSaw("PUT", "/file", "Transfer-Encoding" to "chunked", "Content-Length" to null, body = body)
    },
)
