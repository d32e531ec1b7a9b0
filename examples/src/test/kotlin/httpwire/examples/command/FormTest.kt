package httpwire.examples.command

import httpwire.body.multipart.MultipartReader
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer

private fun Received.parts(): List<String> {
    val boundary = field("Content-Type").substringAfter("boundary=")
    val reader = MultipartReader(Buffer().write(body), boundary)
    return generateSequence { reader.readPart() }
        .map { "${it.name} ${it.filename} ${it.headers.get("Content-Type")} ${it.text()}" }.toList()
}

class FormTest : FunSpec({
    val folder = tempdir()
    val page = folder.resolve("a.html").apply { writeText("page") }
    val data = folder.resolve("data").apply { writeText("data\n") }

    withTests(
        nameFn = { (argument) -> argument.replace(folder.path, "…") },
        listOf(
            "a=b" to "a null null b",
            "a=" to "a null null ",
            "a=b=c;d" to "a null null b=c;d",
            "a=b\nc" to "a null null b\nc",
            "a=b;type=text/x" to "a null text/x b",
            "a=b; type=text/x;filename=y" to "a y text/x b",
            "a=b;filename=\"y z\"" to "a y z application/octet-stream b",
            "a=@$page" to "a a.html text/html page",
            "a=@$data" to "a data application/octet-stream data\n",
            "a=@$page;type=x/y;filename=z" to "a z x/y page",
            "a=<$data" to "a null null data\n",
            "a=<$data;type=x/y" to "a null x/y data\n",
            "Größe \"x\"=ü" to "Größe \"x\" null null ü",
        ),
    ) { (argument, part) ->
        AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
            httpwire("-F", argument, "-F", "last=1", peer.url("/")).status shouldBe ExitStatus.ANSWERED
            val request = peer.received().single()
            request.method shouldBe "POST"
            request.field("Content-Type") shouldStartWith "multipart/form-data; boundary=httpwire-"
            request.parts() shouldBe listOf(part, "last null null 1")
        }
    }

    test("a Content-Type of one's own, another method, and several URLs") {
        AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
            httpwire("-F", "a=b", "-H", "Content-Type: own", "PUT", peer.url("/1"), peer.url("/2"))
                .status shouldBe ExitStatus.ANSWERED
            peer.received().map { "${it.method} ${it.path()} ${it.field("Content-Type")}" } shouldBe
                listOf("PUT /1 own", "PUT /2 own")
        }
    }

    test("what cannot be sent is refused before anything is, and names the option") {
        for (bad in listOf("a=@${folder.resolve("none")}", "a=b;type=x\ny", "=b", "a")) {
            val run = httpwire("-F", bad, "http://127.0.0.1:1/")
            run.status shouldBe ExitStatus.WRONG_COMMAND_LINE
            run.err shouldContain "-F"
        }
    }
})
