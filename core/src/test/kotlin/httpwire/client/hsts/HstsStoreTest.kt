package httpwire.client.hsts

import httpwire.HttpUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.nio.file.FileSystemException
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import java.time.Instant
import java.time.InstantSource
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlin.io.path.deleteIfExists
import kotlin.io.path.getPosixFilePermissions
import kotlin.io.path.readLines
import kotlin.io.path.readText
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText

private class Clock(var now: Instant = Instant.parse("2026-11-30T08:00:00Z")) : InstantSource {
    override fun instant(): Instant = now
}

private fun upgraded(store: HstsStore, url: String) = HstsStore.upgrade(store, HttpUrl.parse(url)).toString()

class HstsStoreTest : FunSpec({
    val known = listOf(
        Triple("a.example", false, "a.example") to true,
        Triple("a.example", false, "A.Example") to true,
        Triple("A.EXAMPLE", false, "a.example") to true,
        Triple("a.example", false, "a.example.") to true,
        Triple("a.example.", false, "a.example") to true,
        Triple("a.example", false, "b.a.example") to false,
        Triple("a.example", true, "b.a.example") to true,
        Triple("a.example", true, "c.b.a.example") to true,
        Triple("a.example", true, "b.a.example.") to true,
        Triple("a.example", true, "ba.example") to false,
        Triple("b.a.example", true, "a.example") to false,
        Triple("example", true, "a.example") to true,
        Triple("a.example", true, "example") to false,
    )
    for ((row, isKnown) in known) {
        val (noted, includes, asked) = row
        val reach = if (includes) "with" else "without"
        test("T45: RFC 6797 §8.2: after $noted $reach subdomains $asked is known: $isKnown") {
            val store = HstsStore.inMemory()
            store.note(noted, "max-age=100" + if (includes) "; includeSubDomains" else "")
            store.isKnown(asked) shouldBe isKnown
        }
    }

    test("RFC 6797 §8.2: a host's own word does not hide that of the one above it") {
        val store = HstsStore.inMemory()
        store.note("example", "max-age=100; includeSubDomains")
        store.note("a.example", "max-age=100")
        store.isKnown("b.a.example") shouldBe true
    }

    test("RFC 6797 §8.1: a new word replaces the old one, and max-age=0 makes it forget the host") {
        val clock = Clock()
        val store = MemoryHstsStore(clock)
        store.note("a.example", "max-age=100; includeSubDomains")
        store.note("a.example", "max-age=200")
        store.list() shouldContainExactly listOf(HstsEntry("a.example", false, clock.now.plusSeconds(200)))
        store.note("a.example", "nonsense")
        store.isKnown("a.example") shouldBe true
        store.note("A.example.", "max-age=0; includeSubDomains")
        store.list().shouldBeEmpty()
    }

    test("RFC 6797 §8.1: max-age=0 of a host does not touch the one above it") {
        val store = HstsStore.inMemory()
        store.note("example", "max-age=100; includeSubDomains")
        store.note("a.example", "max-age=0")
        store.isKnown("a.example") shouldBe true
    }

    test("RFC 6797 §6.1.1: a host is known for max-age seconds") {
        val clock = Clock()
        val store = MemoryHstsStore(clock)
        store.note("a.example", "max-age=100; includeSubDomains")
        clock.now += Duration.ofSeconds(99)
        store.isKnown("b.a.example") shouldBe true
        clock.now += Duration.ofSeconds(1)
        store.isKnown("b.a.example") shouldBe false
        store.isKnown("a.example") shouldBe false
        store.list().shouldBeEmpty()
        store.note("a.example", "max-age=99999999999999999999")
        store.isKnown("a.example") shouldBe true
    }

    test("RFC 6797 §8.1.1: an IP address is never known, whatever was said") {
        val store = HstsStore.inMemory()
        for (address in listOf("127.0.0.1", "::1")) {
            store.note(address, "max-age=100")
            store.isKnown(address) shouldBe false
            shouldThrow<IllegalArgumentException> { HstsEntry(address, false, Instant.MAX) }
        }
        store.note("0.1", "max-age=100")
        store.list().shouldBeEmpty()
    }

    val upgrades = listOf(
        "http://a.example/x?y" to "https://a.example/x?y",
        "http://a.example:80/" to "https://a.example/",
        "http://a.example:8080/" to "https://a.example:8080/",
        "http://a.example:443/" to "https://a.example/",
        "https://a.example/" to "https://a.example/",
        "https://a.example:80/" to "https://a.example:80/",
        "http://b.example/" to "http://b.example/",
        "http://127.0.0.1/" to "http://127.0.0.1/",
    )
    for ((url, expected) in upgrades) {
        test("RFC 6797 §8.3: $url is asked as $expected") {
            val store = HstsStore.inMemory().apply { note("a.example", "max-age=100") }
            upgraded(store, url) shouldBe expected
        }
    }

    test("10,000 hosts are kept; one more makes it forget the one that was noted least recently") {
        val store = HstsStore.inMemory()
        for (i in 1..10_000) store.note("h$i.example", "max-age=100")
        store.note("h1.example", "max-age=100")
        store.note("more.example", "max-age=100")
        store.list().size shouldBe 10_000
        store.isKnown("h1.example") shouldBe true
        store.isKnown("h2.example") shouldBe false
    }

    test("the owner puts, removes and clears") {
        val store = HstsStore.inMemory()
        store.put(HstsEntry("A.example.", true, Instant.parse("2999-01-01T00:00:00Z")))
        store.isKnown("b.a.example") shouldBe true
        store.remove("A.EXAMPLE") shouldBe true
        store.remove("a.example") shouldBe false
        store.note("b.example", "max-age=100")
        store.clear()
        store.list().shouldBeEmpty()
        shouldThrow<IllegalArgumentException> { HstsEntry("a b", false, Instant.MAX) }
    }

    test("several threads note and ask at once") {
        val store = HstsStore.inMemory()
        val threads = Executors.newFixedThreadPool(4)
        val tasks = (0 until 4).map { thread ->
            threads.submit {
                for (i in 0 until 500) {
                    store.note("h$i.t$thread.example", "max-age=100")
                    store.isKnown("h$i.t$thread.example") shouldBe true
                    if (i % 100 == 0) store.list()
                }
            }
        }
        tasks.forEach { it.get(60, TimeUnit.SECONDS) }
        threads.shutdown()
        store.list().size shouldBe 2_000
    }

    context("a file") {
        val directory = tempdir().toPath()
        val file = directory.resolve("hsts.txt")
        beforeTest { file.deleteIfExists() }

        test("what is flushed is there in the next store; the form is that of curl's") {
            HstsStore.file(file).use { store ->
                store.put(HstsEntry("a.example", true, Instant.parse("2999-01-31T08:00:00Z")))
                store.put(HstsEntry("b.example", false, Instant.parse("9999-12-31T23:59:59Z")))
            }
            file.readLines().drop(1) shouldContainExactly
                listOf(".a.example \"29990131 08:00:00\"", "b.example \"unlimited\"")
            PosixFilePermissions.toString(file.getPosixFilePermissions()) shouldBe "rw-------"
            val next = HstsStore.file(file)
            next.isKnown("x.a.example") shouldBe true
            next.isKnown("x.b.example") shouldBe false
            next.damagedLines.shouldBeEmpty()
            next.remove("b.example")
            next.flush()
            next.close()
            HstsStore.file(file).list().map { it.host } shouldContainExactly listOf("a.example")
        }
        test("a damaged line is passed over and reported") {
            val good = "good.example \"29990131 08:00:00\""
            val damaged = listOf(
                "x", "x.example", "x.example \"", "x.example 29990131", "127.0.0.1 \"29990131 08:00:00\"",
                "a b \"29990131 08:00:00\"", "x.example \"29991331 08:00:00\"", "x.example \"unlimited",
                "\"unlimited\"",
                "x".repeat(2_000),
            )
            for (line in damaged) {
                file.writeText("# comment\n$line\n$good\n")
                val store = HstsStore.file(file)
                store.damagedLines shouldContainExactly listOf(2)
                store.list().map { it.host } shouldContainExactly listOf("good.example")
            }
        }
        test("cut at any byte it is read, and a failure to write is an exception that names the file") {
            HstsStore.file(file).use { it.put(HstsEntry("a.example", true, Instant.parse("2999-01-31T08:00:00Z"))) }
            val whole = file.readText().toByteArray()
            for (length in whole.indices) {
                file.writeBytes(whole.copyOf(length))
                HstsStore.file(file).list()
            }
            val missing = HstsStore.file(directory.resolve("none/x"))
            shouldThrow<FileSystemException> { missing.flush() }
        }
    }
})
