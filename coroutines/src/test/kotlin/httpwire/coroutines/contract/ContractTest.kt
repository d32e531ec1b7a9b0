package httpwire.coroutines.contract

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeUnique
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible

private suspend fun Case.play(style: Style, wire: Wire): List<String> = wire.open(this).use { way ->
    val outcomes =
        style.hold(isSecure || wire.isSecure, {
            host = "example.org"
            if (isSecure || wire.isSecure) tls = Tls.trusting
            way.lead(this)
            options()
        }, this)
    runInterruptible(Dispatchers.IO) { way.peer.close() }
    outcomes
}

/** Every style is held to the same outcomes and to the same bytes, whatever carries them. */
class ContractTest :
    FunSpec({
        val all = requestCases + momentCases + framingCases + errorCases + timeoutCases + tunnelCases + tlsCases

        for (style in Style.here) {
            for (wire in Wire.entries) {
                context("$style, $wire") {
                    for (case in all.filter(wire.carries)) {
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
