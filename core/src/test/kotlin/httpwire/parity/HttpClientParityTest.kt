package httpwire.parity

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldBeUnique
import io.kotest.matchers.shouldBe

/**
 * httpwire against CPython's own http.client: the same calls, the same bytes from the server, and every difference
 * has a rule. Where there is no `python3`, there is nothing to compare with, and no test.
 *
 * Properties: `httpwire.parity.cases`, the number of generated cases beside the tables and the short sequences;
 * `httpwire.parity.seed`; `httpwire.parity.replay`, one case in JSON, whose steps are printed.
 */
class HttpClientParityTest :
    FunSpec({
        if (PythonProcess.isExpected()) {
            val count = System.getProperty("httpwire.parity.cases")?.toInt() ?: ParityCases.DEFAULT_COUNT
            val seed = System.getProperty("httpwire.parity.seed")?.toLong() ?: 1L

            test("what differs from http.client has a rule, and each rule is needed") {
                ParityRun(Rules.ALL).use { run ->
                    System.getProperty("httpwire.parity.replay")?.let { println(run.replay(it)) }
                    run.play(ParityCases.all(seed, count))
                    println("${run.summary} (seed $seed)")
                    val failures = run.failures().joinToString("\n", "\n")
                    withClue(
                        "without a rule, or against one; seed $seed, replay with -Dhttpwire.parity.replay='…'$failures",
                    ) {
                        failures.isBlank() shouldBe true
                    }
                    withClue("rules that nothing needed") { run.unusedRules.shouldBeEmpty() }
                }
            }

            test("no two rules have one name") {
                Rules.ALL.map { it.name }.shouldBeUnique()
            }
        }
    })
