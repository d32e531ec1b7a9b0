package httpwire.testing.junit

import httpwire.testing.AnsweringPeer
import httpwire.testing.Peers
import httpwire.testing.Script
import httpwire.testing.Wire
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import io.kotest.matchers.types.shouldBeSameInstanceAs
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assumptions
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.ExtendWith
import org.junit.platform.engine.TestExecutionResult
import org.junit.platform.engine.discovery.DiscoverySelectors
import org.junit.platform.launcher.TestExecutionListener
import org.junit.platform.launcher.TestIdentifier
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder
import org.junit.platform.launcher.core.LauncherFactory
import java.io.IOException

/** What JUnit runs here, and not by itself: it has no name of a test. */
@ExtendWith(PeerExtension::class)
internal class Users {
    private lateinit var common: AnsweringPeer

    @BeforeEach
    fun rules(peer: AnsweringPeer) {
        common = peer
        peer.on("GET /common").reply(200).anyTimes()
    }

    @AfterEach
    fun askOnceMore() {
        Wire(common).use { it.ask("GET /common") }
    }

    @Test
    fun passes(peer: AnsweringPeer, peers: Peers) {
        peer shouldBeSameInstanceAs common
        peer.on("GET /users").reply(200, "[]")
        val scripted = peers.listening(Script.start().expect("a").reply("b"))
        Wire(peer).use { it.ask("GET /users") shouldBe "200 []" }
        Wire(scripted.port()).use {
            it.send("a")
            it.read("b")
        }
    }

    @Test
    fun asksForSomethingElse(peer: AnsweringPeer) {
        peer.on("GET /users").reply(200, "[]")
        Wire(peer).use { it.ask("GET /user") shouldBe "200 []" }
    }

    @Test
    fun losesItsConnection(peers: Peers) {
        val peer = peers.listening(Script.start().expect("a"))
        Wire(peer.port()).use {
            it.send("b")
            runCatching { it.read("c") }
            throw IOException("connection lost")
        }
    }

    @Test
    fun notices_nothing(peers: Peers) {
        Wire(peers.listening(Script.start().expect("a").reply("b")).port()).use { it.send("b") }
    }

    @Test
    fun failsByItself(peer: AnsweringPeer) {
        peer.on("GET /users").reply(200, "[]")
        throw IllegalStateException("by itself")
    }

    @Test
    fun isLeftOut(peer: AnsweringPeer) {
        peer.on("GET /users").reply(200, "[]")
        Assumptions.abort<Unit>("no time")
    }

    @Test
    fun closesItsOwn(peers: Peers) {
        peers.listening(Script.start().expect("a")).abandon()
        runCatching { peers.answering().apply { on("/").reply(200) }.close() }.isFailure shouldBe true
    }
}

@ExtendWith(PeerExtension::class)
internal class Rejected {
    @BeforeEach
    fun rules(peer: AnsweringPeer) {
        Wire(peer).use { it.ask("GET /unknown") shouldBe "200 " }
    }

    @Test
    fun isNotReached(): Unit = Unit
}

private class Outcomes : TestExecutionListener {
    val results = mutableMapOf<String, TestExecutionResult>()

    override fun executionFinished(test: TestIdentifier, result: TestExecutionResult) {
        if (test.isTest) results[test.displayName.substringBefore('(')] = result
    }
}

private fun run(type: Class<*>): Map<String, TestExecutionResult> {
    val outcomes = Outcomes()
    val request = LauncherDiscoveryRequestBuilder.request().selectors(DiscoverySelectors.selectClass(type)).build()
    LauncherFactory.create().execute(request, outcomes)
    return outcomes.results
}

private fun TestExecutionResult?.thrown() = this!!.throwable.get()

class PeerExtensionTest : FunSpec({
    val results = run(Users::class.java)

    test("a test that does what its peers expect passes") {
        results.getValue("passes").status shouldBe TestExecutionResult.Status.SUCCESSFUL
        results.getValue("closesItsOwn").status shouldBe TestExecutionResult.Status.SUCCESSFUL
    }

    test("a wrong expectation is reported in the peer's words, with what the test threw") {
        val report = results["asksForSomethingElse"].thrown()
        report.message shouldStartWith "connection 1, no rule for GET /user\nrule GET /users was used 0 times of 1\n\n"
        report.suppressed.single().message shouldStartWith "expected:<200 []> but was:<404 no rule for GET /user"
        val lost = results["losesItsConnection"].thrown()
        lost.message shouldStartWith "connection 1, step 1 of 1, expect \"a\": the client's bytes differ at offset 0"
        lost.suppressed.single().message shouldBe "connection lost"
    }

    test("one that the test did not notice fails it after the test") {
        results["notices_nothing"].thrown().message shouldStartWith "connection 1, step 1 of 2, expect \"a\""
    }

    test("a test that fails by itself is heard first") {
        val thrown = results["failsByItself"].thrown()
        thrown.message shouldBe "by itself"
        thrown.suppressed.single().message shouldStartWith "rule GET /users was used 0 times of 1"
    }

    test("a test that is left out stays left out") {
        results.getValue("isLeftOut").status shouldBe TestExecutionResult.Status.ABORTED
    }

    test("the same in the methods before a test") {
        run(Rejected::class.java)["isNotReached"].thrown().message shouldStartWith
            "connection 1, no rule for GET /unknown"
    }

    test("no thread is left of any of them") {
        Thread.getAllStackTraces().keys.filter { it.name.startsWith("httpwire-peer") }.shouldBeEmpty()
    }
})
