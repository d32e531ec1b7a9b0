package httpwire.body.multipart

import httpwire.Headers
import httpwire.RequestBody
import httpwire.parity.PythonProcess
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonPrimitive
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.decodeBase64
import okio.ByteString.Companion.decodeHex
import okio.ByteString.Companion.encodeUtf8

/** Reads a body with Python's email package: each part as its name, its file name, its type, its content. */
private const val READER = """
import sys, json, base64, email, email.policy
data = base64.b64decode(sys.stdin.read())
message = email.message_from_bytes(data, policy=email.policy.HTTP)
def parts():
    for part in message.iter_parts():
        d = part['Content-Disposition']
        content = base64.b64encode(part.get_payload(decode=True)).decode()
        yield [part.get_param('name', header='content-disposition'), part.get_filename(), part.get('Content-Type'), content]
print(json.dumps([message.get_content_type(), list(parts()), len(message.defects)]))
"""

/** Writes a body with Python's email package: two texts and bytes in parts. */
private const val WRITER = """
import sys, base64, email.policy
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.mime.application import MIMEApplication
whole = MIMEMultipart('form-data', policy=email.policy.HTTP)
for name, part in (('a', MIMEText('one', policy=email.policy.HTTP)), ('b', MIMEText('', policy=email.policy.HTTP))):
    part.add_header('Content-Disposition', 'form-data', name=name)
    whole.attach(part)
file = MIMEApplication(b'\x00\xff--', policy=email.policy.HTTP)
file.add_header('Content-Disposition', 'form-data', name='f', filename='x "y".bin')
whole.attach(file)
head, _, body = whole.as_bytes().partition(b'\r\n\r\n')
print(whole.get_boundary()); print(base64.b64encode(body).decode())
"""

private fun python(program: String, input: String): List<String> {
    val process = ProcessBuilder("python3", "-I", "-c", program).redirectError(ProcessBuilder.Redirect.INHERIT).start()
    process.outputStream.use { it.write(input.toByteArray()) }
    return process.inputStream.bufferedReader().use { it.readLines() }.also { process.waitFor() }
}

private fun JsonElement.text() = if (this is JsonNull) null else jsonPrimitive.content

/** What curl 7.88 sent for -F name='Größe⏎2' -F 'a"b=c' -F 'f=@a"b ü.txt' -F 'f=@p.png;type=…;filename=…'. */
private val CURL = Buffer().write(
    """
    --------------------------8db54bd39b9d8763
    Content-Disposition: form-data; name="name"

    Größe⏎2
    --------------------------8db54bd39b9d8763
    Content-Disposition: form-data; name="a%22b"

    c
    --------------------------8db54bd39b9d8763
    Content-Disposition: form-data; name="f"; filename="a%22b ü.txt"
    Content-Type: text/plain

    hello⏎
    --------------------------8db54bd39b9d8763
    Content-Disposition: form-data; name="f"; filename="other.png"
    Content-Type: image/png


    """.trimIndent().replace("\n", "\r\n").replace("⏎", "\n").encodeUtf8(),
).write("89504e470d0a2d2d78".decodeHex()).writeUtf8("\r\n--------------------------8db54bd39b9d8763--\r\n").snapshot()

private fun read(body: ByteString, boundary: String): List<List<Any?>> {
    val reader = MultipartReader(Buffer().write(body), boundary)
    return generateSequence { reader.readPart() }
        .map { listOf(it.name, it.filename, it.headers.contentType(), it.read()) }.toList()
}

class OtherReadersTest :
    FunSpec({
        test("what curl -F sends is read") {
            read(CURL, "------------------------8db54bd39b9d8763") shouldBe listOf(
                listOf("name", null, null, "Größe\n2".encodeUtf8()),
                listOf("a\"b", null, null, "c".encodeUtf8()),
                listOf("f", "a\"b ü.txt", "text/plain", "hello\n".encodeUtf8()),
                listOf("f", "other.png", "image/png", "89504e470d0a2d2d78".decodeHex()),
            )
        }

        if (PythonProcess.isExpected()) {
            test("Python's email package reads what is written, without a defect") {
                val bytes = "00ff0d0a2d2d0d".decodeHex()
                val body = MultipartBody.builder()
                    .add("a", "one\ntwo")
                    .add("empty", "")
                    .addFile("f", "x.bin", RequestBody.of(bytes))
                    .addFile("f", "y z", RequestBody.of("text"))
                    .add("j", RequestBody.of("{}".encodeUtf8()), Headers.of("Content-Type", "application/json"))
                    .build()
                val message = Buffer().writeUtf8("Content-Type: ${body.contentType()}\r\n\r\n").also(body::writeTo)
                val (type, parts, defects) = Json.parseToJsonElement(
                    python(READER, message.readByteString().base64()).single(),
                ).jsonArray
                type.text() shouldBe "multipart/form-data"
                defects.text() shouldBe "0"
                val seen = parts.jsonArray.map { part ->
                    part.jsonArray.map { it.text() }.let { it.dropLast(1) + it.last()!!.decodeBase64() }
                }
                seen shouldBe listOf(
                    listOf("a", null, null, "one\r\ntwo".encodeUtf8()),
                    listOf("empty", null, null, ByteString.EMPTY),
                    listOf("f", "x.bin", "application/octet-stream", bytes),
                    listOf("f", "y z", "text/plain; charset=\"utf-8\"", "text".encodeUtf8()),
                    listOf("j", null, "application/json", "{}".encodeUtf8()),
                )
            }

            test("what Python's email package writes is read") {
                val (boundary, encoded) = python(WRITER, "")
                val parts = read(encoded.decodeBase64()!!, boundary)
                parts.map { it.take(3) } shouldBe listOf(
                    listOf("a", null, "text/plain"),
                    listOf("b", null, "text/plain"),
                    listOf("f", "x \"y\".bin", "application/octet-stream"),
                )
                (parts[0][3] as ByteString).utf8() shouldBe "one"
            }
        }
    })
