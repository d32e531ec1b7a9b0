package httpwire.examples.recipes

import httpwire.HttpException
import httpwire.dsl.get
import httpwire.dsl.httpClient
import httpwire.examples.JavaPeers
import httpwire.examples.fenced
import httpwire.examples.root
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import org.junit.platform.engine.discovery.DiscoverySelectors
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder
import org.junit.platform.launcher.core.LauncherFactory
import org.junit.platform.launcher.listeners.SummaryGeneratingListener
import kotlin.io.path.readText

class TestWithPeersTest : FunSpec({
    test("by rules") {
        byRules() shouldContainExactly
            listOf("spam", "eggs", "/users/ham", "spam", "GET /users", "POST /users") +
            List(2) { "GET /users/1" }
    }

    test("faults, of which a client notices what it should") {
        atFault(Answer.ok("spam").chunked(2)) shouldBe "spam"
        shouldThrow<HttpException.IncompleteRead> { atFault(Answer.ok("spam").cutAfter(2)) }
        shouldThrow<HttpException> { atFault(Answer.reset()) }
    }

    test("by a script") {
        shouldThrow<HttpException.IncompleteRead> { byScript() }
    }

    test("over TLS") {
        overTls() shouldBe "spam"
    }

    test("in Java, with JUnit and without it") {
        JavaPeers.verified() shouldBe "503 spam"
        val summary = SummaryGeneratingListener()
        val tests = DiscoverySelectors.selectClass("httpwire.examples.JavaPeers\$UsersTest")
        LauncherFactory.create()
            .execute(LauncherDiscoveryRequestBuilder.request().selectors(tests).build(), summary)
        summary.summary.failures.map { "${it.exception}" } shouldBe listOf()
        summary.summary.testsSucceededCount shouldBe 2
    }

    test("in a test that suspends, and fails with the peer's words") {
        val report = shouldThrow<AssertionError> {
            answering { peer ->
                peer.on("GET /users").reply(200, "spam")
                httpwire.coroutines.httpClient().use { it.get(peer.url("/user")).orThrow().text() }
            }
        }
        report.message shouldStartWith "connection 1, no rule for GET /user\n"
        report.suppressed.single().message shouldContain "404"
    }

    test("a recorded exchange replayed, from the file that the page shows") {
        val file = tempfile().toPath()
        AnsweringPeer.start().use { server ->
            server.on("GET /users").reply(200, "spam\neggs", "Set-Cookie: session=c2VjcmV0")
            record(server.address(), file) shouldContainExactly listOf("spam", "eggs")
        }
        val shown = fenced(root.resolve("docs/testing.md")).single { it.language == "text" }
        file.readText().replace(Regex("httpwire/\\S+\\\\r"), "httpwire/0.1.0\\\\r") shouldBe shown.text + "\n"
        replay(file) shouldContainExactly listOf("spam", "eggs", "spam", "eggs")
    }
})
