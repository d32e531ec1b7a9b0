package httpwire.testing

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import okio.ByteString.Companion.encodeUtf8

private class Matched(val pattern: String, val request: String, val matches: Boolean)

private val MATCHED = listOf(
    Matched("GET /users", "GET /users", true),
    Matched("GET /users", "GET /users?page=2", true),
    Matched("GET /users", "POST /users", false),
    Matched("GET /users", "GET /users/", false),
    Matched("GET /users", "GET /users/1", false),
    Matched("GET /", "GET /", true),
    Matched("GET /", "GET /a", false),
    Matched("/users", "DELETE /users", true),
    Matched("* /users", "DELETE /users", true),
    Matched("GET /users?page=2", "GET /users?page=2", true),
    Matched("GET /users?page=2", "GET /users?page=3", false),
    Matched("GET /users?page=2", "GET /users", false),
    Matched("GET /users/*", "GET /users/1", true),
    Matched("GET /users/*", "GET /users/", false),
    Matched("GET /users/*", "GET /users/1/name", false),
    Matched("GET /users/*/name", "GET /users/1/name", true),
    Matched("GET /users/**", "GET /users/1/name", true),
    Matched("GET /users/**", "GET /users/", true),
    Matched("GET /users/**", "GET /users", false),
    Matched("GET /**", "GET /", true),
    Matched("OPTIONS *", "OPTIONS *", true),
    Matched("GET http://a.test/b", "GET http://a.test/b?c", true),
    Matched("CONNECT a.test:443", "CONNECT a.test:443", true),
)

/** What is thrown by [block] against a peer with [rules], after which the peer is closed. */
private fun reportOf(rules: AnsweringPeer.() -> Unit, block: Wire.() -> Unit): String {
    val peer = AnsweringPeer.start().apply(rules)
    Wire(peer).use(block)
    return reportOf { peer.close() }
}

class RuleTest : FunSpec({
    context("what a pattern matches") {
        withTests(nameFn = { "${it.pattern}: ${it.request} ${it.matches}" }, MATCHED) { row ->
            AnsweringPeer.start { Answer.of(404) }.use { peer ->
                peer.on(row.pattern).reply(200).anyTimes()
                Wire(peer).use { it.ask(row.request) shouldBe if (row.matches) "200 " else "404 " }
            }
        }
    }

    context("what is no pattern") {
        withTests(nameFn = { "'$it'" }, listOf("GET", "", " /a", "GET ", "GET /a b")) { words ->
            AnsweringPeer.start().use { peer ->
                shouldThrow<IllegalArgumentException> { peer.on(words) }.message shouldBe
                    "a rule must be like \"GET /users\" or \"/users/*\", got \"$words\""
            }
        }
    }

    test("replies come in their order, and the last one for the requests beyond") {
        AnsweringPeer.start().use { peer ->
            val rule = peer.on("GET /a").reply(503).reply(200, "one").reply(200, "two".encodeUtf8(), "A: b")
            Wire(peer).use { wire ->
                List(4) { wire.ask("GET /a") } shouldContainExactly listOf("503 ", "200 one", "200 two", "200 two")
            }
            rule.useCount() shouldBe 4
            rule.received().map { it.before } shouldContainExactly listOf(0, 1, 2, 3)
        }
    }

    test("a reply function has the request: its fields, query and body") {
        AnsweringPeer.start().use { peer ->
            peer.on("POST /users").reply { Answer.of(201).body("${it.query("a b")} ${it.field("X")} ${it.text()}") }
            Wire(peer).use { wire ->
                wire.send("POST /users?c=1&a+b=c%20d& HTTP/1.1\r\nX: y\r\nContent-Length: 2\r\n\r\nhi")
                wire.read("HTTP/1.1 201 Reason\r\nContent-Length: 8\r\n\r\nc d y hi")
            }
        }
    }

    test("the first rule that matches answers, and the next one when it is used up") {
        AnsweringPeer.start().use { peer ->
            peer.on("GET /a").where { it.field("Content-Length") != "0" }.reply(500).anyTimes()
            peer.on("GET /a").reply(200, "first").times(2)
            peer.on { it.path() == "/a" }.reply(200, "second")
            Wire(peer).use { wire ->
                List(3) { wire.ask("GET /a") } shouldContainExactly listOf("200 first", "200 first", "200 second")
            }
            peer.unusedRules().map { "$it" } shouldContainExactly listOf("GET /a")
        }
    }

    test("a request that no rule is for: 404 with the rules, and the same when the peer is closed") {
        val text = "no rule for GET /b\nrules, in their order:\n  GET /a (used 1 time, used up)\n"
        val report = reportOf({ on("GET /a").reply(200).times(1) }) {
            ask("GET /a") shouldBe "200 "
            ask("GET /b") shouldBe "404 $text"
        }
        report shouldBe "connection 1, $text\n".substringBefore("rules") + "\n" + text.substringAfter("/b\n") +
            "received:\n  connection 1: GET /a\n  connection 1: GET /b"
    }

    test("with an answer for the rest, no request is wrong") {
        AnsweringPeer.start().use { peer ->
            peer.otherwise(Answer.of(410))
            Wire(peer).use { it.ask("GET /b") shouldBe "410 " }
            peer.otherwise { Answer.ok(it.target) }
            Wire(peer).use { it.ask("GET /b") shouldBe "200 /b" }
        }
    }

    context("a rule that was used too rarely fails the test") {
        class Rare(val what: String, val used: Int, val rule: (Rule) -> Unit)
        val rare = listOf(
            Rare("rule GET /a was used 0 times of 1", 0) { it.reply(200) },
            Rare("rule GET /a was used 1 time of 2", 1) { it.reply(200).reply(201) },
            Rare("rule GET /a was used 2 times of 3", 2) { it.reply(200).times(3) },
            Rare("rule GET /a has no reply", 0) { },
        )
        withTests(nameFn = { it.what }, rare) { row ->
            reportOf({ row.rule(on("GET /a")) }) { repeat(row.used) { ask("GET /a") } } shouldStartWith
                row.what + "\n\n"
        }
    }

    context("what a function throws fails the test, and the client loses its connection") {
        withTests(
            nameFn = { it.javaClass.simpleName },
            listOf(AssertionError("not so"), IllegalStateException("not so"), java.io.IOException("not so")),
        ) { thrown ->
            val answered = { peer: AnsweringPeer -> peer.on("GET /a").reply { throw thrown }.anyTimes() }
            val conditional = { peer: AnsweringPeer -> peer.on("GET /a").where { throw thrown }.reply(200).anyTimes() }
            for (rule in listOf(answered, conditional)) {
                reportOf({ rule(this) }) {
                    send("GET /a HTTP/1.1\r\n\r\n")
                    isEnded() shouldBe true
                } shouldContain "connection 1, the answer to GET /a threw ${thrown.javaClass.name}: not so"
            }
        }
    }

    context("what is no request fails the test") {
        val malformed = mapOf(
            "GET /\r\n" to "malformed request line: \"GET /\"",
            "GET / HTTP/1.1\r\nA\r\n" to "malformed field: \"A\"",
            "GET / HTTP/1.1\r\n: b\r\n" to "malformed field: \": b\"",
            "GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(180_000) to "a head of more than 1048576 bytes",
            "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n" to "malformed Content-Length: \"-1\"",
            "GET / HTTP/1.1\r\nContent-Length: 300000000\r\n\r\n" to "a body of more than 268435456 bytes",
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n" to "malformed chunk size: \"x\"",
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n" to "malformed end of a chunk: \"b\"",
        )
        withTests(nameFn = { it.value }, malformed.entries.toList()) { (bytes, words) ->
            reportOf({ }) {
                runCatching { send(bytes).let { isEnded() } }.getOrDefault(true) shouldBe true
            } shouldStartWith "connection 1, $words\n\n"
        }
    }

    test("a client that leaves, in a request too, is no failure") {
        AnsweringPeer.start().use { peer ->
            val bytes = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n1234"
            for (length in bytes.indices) Wire(peer).use { it.send(bytes.take(length)) }
            peer.received().size shouldBe 0
        }
    }
})
