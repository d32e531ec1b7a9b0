package httpwire.client.cookies

import httpwire.HttpUrl
import httpwire.process.TestJvm
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.ints.shouldBeGreaterThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import java.nio.file.FileSystemException
import java.nio.file.attribute.PosixFilePermissions
import java.time.Instant
import kotlin.io.path.deleteIfExists
import kotlin.io.path.getPosixFilePermissions
import kotlin.io.path.readBytes
import kotlin.io.path.readLines
import kotlin.io.path.readText
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText
import kotlin.random.Random

private val URL = HttpUrl.parse("https://www.site.example/a;b/c")

class FileCookieJarTest : FunSpec({
    val directory = tempdir().toPath()
    val file = directory.resolve("cookies")
    beforeTest { file.deleteIfExists() }

    fun open() = CookieJar.file(file, PublicSuffixes.CONSERVATIVE)

    test("what is stored and flushed is there in the next jar, in the same order, with all that belongs to it") {
        val jar = open()
        jar.store(
            URL,
            listOf(
                "a=1; Max-Age=1000",
                "b=2; Max-Age=1000; Domain=site.example; Path=/x\ty; Secure; HttpOnly; SameSite=Strict",
                "back=\\t; Max-Age=1000",
                "c=tab\there \\ \\t and \u00e4\u00ff \"quoted\"; Max-Age=1000",
                "nameless; Max-Age=1000",
                "empty=; Max-Age=1000",
                "#hash=1; Max-Age=1000",
                "session=s",
            ),
        )
        jar.flush()
        open().list() shouldContainExactly jar.list().filter { it.isPersistent }
        open().list().map { it.name } shouldContainExactly listOf("a", "b", "back", "c", "", "empty", "#hash")
        open().getDamagedLines().shouldBeEmpty()
    }

    test("only the owner can read the file; it says what its columns are") {
        open().use { it.store(URL, listOf("sid=31d4d96e; Max-Age=1000; Secure; HttpOnly; Path=/; SameSite=Lax")) }
        PosixFilePermissions.toString(file.getPosixFilePermissions()) shouldBe "rw-------"
        val lines = file.readLines()
        lines[0] shouldBe "# httpwire cookies 1"
        lines[1].split("\t").size shouldBe 11
        lines[2] shouldContain "www.site.example\thost\t/\tsecure\thttponly\tlax\t"
        lines[2] shouldContain "\tsid\t31d4d96e"
    }

    test("nothing is written before flush or close") {
        val jar = open()
        jar.store(URL, listOf("a=1; Max-Age=1000"))
        file.toFile().exists() shouldBe false
        jar.close()
        jar.close()
        file.readText() shouldContain "\ta\t1"
        jar.clear()
        jar.close()
        file.readLines().size shouldBe 2
    }

    test("a session's cookies are written only if they are asked for") {
        CookieJar.sessionFile(file, PublicSuffixes.CONSERVATIVE).use {
            it.store(
                URL,
                listOf(
                    "a=1",
                    "b=2; Max-Age=1000",
                ),
            )
        }
        val kept = CookieJar.sessionFile(file, PublicSuffixes.CONSERVATIVE)
        kept.list().map { it.name } shouldContainExactly listOf("a", "b")
        open().use { it.list().size shouldBe 2 }
        open().list().map { it.name } shouldContainExactly listOf("b")
    }

    test("a cookie that expired while nobody looked is gone") {
        val past = Cookie.builder("a", "b").host("a.example").expiry(Instant.EPOCH).build()
        file.writeText("# httpwire cookies 1\n" + CookieFile.line(past) + "\n")
        open().list().shouldBeEmpty()
    }

    test("a failure to write names the file, loses nothing, and can be tried again") {
        val jar = CookieJar.file(directory.resolve("missing/cookies"), PublicSuffixes.CONSERVATIVE)
        jar.store(URL, listOf("a=1; Max-Age=1000"))
        val failure = shouldThrow<FileSystemException> { jar.flush() }
        failure.file shouldContain "missing"
        directory.resolve("missing").toFile().mkdir()
        jar.flush()
        CookieJar.file(
            directory.resolve("missing/cookies"),
            PublicSuffixes.CONSERVATIVE,
        ).list() shouldContainExactly jar.list()
    }

    test("a file with other content is refused, so that it is not overwritten") {
        for (content in listOf(
            "# Netscape HTTP Cookie File\n",
            "hello",
            "\n",
            "# httpwire cookies 2\n",
            "x".repeat(100_000),
        )) {
            file.writeText(content)
            shouldThrow<FileSystemException> { open() }.message!! shouldContain "does not begin with"
            file.readText() shouldBe content
        }
        shouldThrow<java.io.IOException> { CookieJar.file(directory, PublicSuffixes.CONSERVATIVE) }
        file.writeText("")
        open().list().shouldBeEmpty()
    }

    val good = CookieFile.line(
        Cookie.builder("name", "value-to-hide").host("a.example").expiry(Instant.parse("2999-01-01T00:00:00Z")).build(),
    )
    val columns = good.split("\t")
    val damages = listOf(
        "one column less" to columns.drop(1).joinToString("\t"),
        "one column more" to "$good\tx",
        "no tab" to "garbage",
        "a reach that is none" to good.replace("\thost\t", "\thosts\t"),
        "secure that is neither" to columns.toMutableList().also { it[3] = "yes" }.joinToString("\t"),
        "samesite that is none" to good.replace("\tdefault\t", "\tLax\t"),
        "an expiry that is no time" to good.replace("2999-01-01T00:00:00Z", "2999-13-01T00:00:00Z"),
        "a backslash at the end" to "$good\\",
        "a backslash before another letter" to "$good\\n",
        "a path without a slash" to columns.toMutableList().also { it[2] = "x" }.joinToString("\t"),
        "no domain" to columns.toMutableList().also { it[0] = "" }.joinToString("\t"),
        "a semicolon in the value" to "$good; x",
        "a control character" to "$good\u0001",
        "a prefix without its promise" to good.replace("\tname\t", "\t__Host-a\t"),
        "bytes that are not UTF-8" to "$good\ufffd",
        "a line of 40 KiB" to good + "x".repeat(40_000),
    )
    for ((what, line) in damages) {
        test("$what: the line is passed over and reported, without the value") {
            file.writeText("# httpwire cookies 1\n$good\n$line\n\n# comment\r\n${good.replace("name", "second")}\r\n")
            val jar = open()
            jar.list().map { it.name } shouldContainExactly listOf("name", "second")
            val damaged = jar.getDamagedLines().single()
            damaged.number shouldBe 3
            damaged.fault shouldNotContain "value-to-hide"
        }
    }

    test("a file that is cut at any byte, or has any bytes, is read without an exception that is not one of files") {
        open().use { it.store(URL, listOf("a=1; Max-Age=1000", "b=\u00e42; Max-Age=1000; Domain=site.example")) }
        val whole = file.readBytes()
        for (length in whole.indices) {
            file.writeBytes(whole.copyOf(length))
            try {
                open().list()
            } catch (_: FileSystemException) {
                (length < CookieFile.FIRST_LINE.length) shouldBe true
            }
        }
        checkAll(500, Arb.byteArray(Arb.int(0..200), Arb.byte())) { bytes ->
            file.writeBytes("# httpwire cookies 1\n".toByteArray() + bytes)
            open().list()
        }
    }

    test("kill -9 while it writes, again and again: the file has all cookies as they were at one moment") {
        for (killedAfter in listOf(1, 2, 3, 5, 8, 13)) {
            file.deleteIfExists()
            val process = TestJvm.start(CookieWriter::class.java.name, file)
            try {
                val written = process.inputStream.bufferedReader()
                repeat(killedAfter) { written.readLine() }
                // Anywhere in what it does next.
                val moment = System.nanoTime() + Random.nextLong(20_000_000)
                while (System.nanoTime() < moment) Thread.onSpinWait()
            } finally {
                process.destroyForcibly().waitFor()
            }
            val jar = open()
            jar.getDamagedLines().shouldBeEmpty()
            jar.list().size shouldBe CookieWriter.COUNT
            jar.list().map { it.value.toInt() }.distinct().single() shouldBeGreaterThanOrEqual killedAfter
        }
    }

    test("the owner puts, removes and ends the session, as with a jar in memory") {
        val jar = open()
        val kept = Cookie.builder("kept", "1").host("www.site.example").expiry(Instant.MAX).build()
        val removed = Cookie.builder("removed", "2").host("www.site.example").build()
        jar.putAll(listOf(kept, removed, Cookie.builder("session", "3").host("www.site.example").build()))
        jar.cookiesFor(URL).map { it.name } shouldContainExactly listOf("kept", "removed", "session")
        jar.remove(removed) shouldBe true
        jar.remove(removed) shouldBe false
        jar.endSession()
        jar.list().map { it.name } shouldContainExactly listOf("kept")
        jar.toString() shouldBe "cookie jar with 1 cookies of 1 domains in $file"
    }

    test("a thousand damaged lines are remembered, and no more") {
        file.writeText("# httpwire cookies 1\n" + "x\n".repeat(2_000))
        open().getDamagedLines().size shouldBe 1_000
    }
})
