package httpwire.coroutines.contract

import httpwire.Origin
import httpwire.testing.ScriptedPeer
import httpwire.transport.ConnectAttempt
import httpwire.transport.Dialer
import httpwire.transport.NameResolver
import httpwire.transport.TcpDialer
import httpwire.transport.Transport
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeUnique
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible

/** What carries a conversation to its peer; all hosts are that peer. */
private enum class Wire(val to: (Case) -> Pair<ScriptedPeer, Dialer>) {
    MEMORY({ case -> ScriptedPeer.inMemory(case.script).let { it to Dialer { _ -> Transport.of(it.socket()) } } }),

    TCP({ case ->
        val scripts = listOf(case.script).filter { case.isOpened }
        ScriptedPeer.listening(*scripts.toTypedArray()).let { it to DialerTo(Origin.http(it.address())) }
    }),
}

private class DialerTo(private val origin: Origin) : Dialer {
    private val tcp = TcpDialer(NameResolver.SYSTEM, null)

    override fun dial(peer: Origin): Transport = tcp.dial(origin)

    override fun dial(peer: Origin, attempt: ConnectAttempt): Transport = tcp.dial(origin, attempt)
}

private suspend fun Case.play(style: Style, wire: Wire): List<String> {
    val (peer, dialer) = wire.to(this)
    try {
        val outcomes =
            style.hold(isSecure, {
                host = "example.org"
                this.dialer = dialer
                if (isSecure) tls = Tls.trusting
                options()
            }, exchanges.map { it.first })
        runInterruptible(Dispatchers.IO) { peer.close() }
        return outcomes
    } finally {
        peer.abandon()
        peer.close()
    }
}

/** Every style is held to the same outcomes and to the same bytes, whatever carries them. */
class ContractTest :
    FunSpec({
        val all = requestCases + framingCases + errorCases + timeoutCases + tunnelCases + tlsCases

        for (style in Style.here) {
            for (wire in Wire.entries) {
                context("$style, $wire") {
                    for (case in all) {
                        test(case.name) { case.play(style, wire) shouldBe case.exchanges.map { it.second } }
                    }
                }
            }
        }

        test("the cases are as many as they seem") {
            all.map { it.name }.shouldBeUnique()
            (all.size >= 40) shouldBe true
        }
    })
