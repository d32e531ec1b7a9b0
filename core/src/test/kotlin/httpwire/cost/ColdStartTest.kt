package httpwire.cost

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.comparables.shouldBeLessThanOrEqualTo
import io.kotest.matchers.shouldBe

/**
 * The classes beyond those of a program with a bare socket in the same Java, whose own count differs from release to
 * release: 221 measured on 17, one of which asks whether Flight Recorder is on.
 */
private val CLASSES = mapOf(17 to 221, 25 to 182)

private fun threads(program: Class<*>, port: Int): List<String> = FreshJvm.run(program, "$port", "counted")

private fun classes(program: Class<*>, port: Int): List<String> =
    FreshJvm.run(program, "$port", "", options = listOf("-Xlog:class+load:stdout:none"))
        .filter { "source:" in it }
        .map { it.substringBefore(' ') }

class ColdStartTest :
    FunSpec({
        test("a first exchange starts no thread") {
            AnsweringServer.small().use { server ->
                val ours = threads(OneShot::class.java, server.port)
                ours.filter { it.startsWith("httpwire") }.shouldBeEmpty()
                withClue(ours) { ours.first() shouldBe threads(BareOneShot::class.java, server.port).first() }
            }
        }

        test("a first exchange loads few classes, and not the largest of Kotlin's") {
            AnsweringServer.small().use { server ->
                val ours = classes(OneShot::class.java, server.port)
                val bare = classes(BareOneShot::class.java, server.port)
                val bound = CLASSES[FreshJvm.feature] ?: (CLASSES.getValue(17) * 11 / 10)
                withClue(ours - bare.toSet()) { ours.size - bare.size shouldBeLessThanOrEqualTo bound }
                ours.filter { it.startsWith("kotlin.collections.") }.shouldBeEmpty()
            }
        }

        test("while Flight Recorder is off, only the class that says so is loaded, and no event") {
            AnsweringServer.small().use { server ->
                val ours = classes(OneShot::class.java, server.port)
                ours.filter { it.startsWith("jdk.jfr.") } shouldBe listOf("jdk.jfr.FlightRecorder")
                ours.filter { it.endsWith("Event") && it.startsWith("httpwire.trace") }.shouldBeEmpty()
            }
        }
    })
