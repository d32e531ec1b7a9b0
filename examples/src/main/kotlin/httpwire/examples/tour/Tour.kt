package httpwire.examples.tour

import java.io.PrintStream

/** Shows what the library does, step by step, and checks each step against what the servers saw. */
internal class Tour(private val internet: LocalInternet, private val out: PrintStream) {
    /** Whether every step was as it should be. */
    fun run(): Boolean {
        out.println("A tour of httpwire. All servers in it run in this process; nothing leaves this machine.")
        val passed = steps.withIndex().count { (index, step) -> perform(index + 1, step) }
        out.println()
        out.println("$passed of ${steps.size} checks passed")
        return passed == steps.size
    }

    private fun perform(number: Int, step: Step): Boolean {
        out.println()
        out.println("%2d. %s".format(number, step.title))
        val scene = Scene(internet, out)
        try {
            step.show(scene)
        } catch (e: Exception) {
            scene.faults += "failed: $e"
        }
        val confirmed = scene.verdict()
        if (scene.faults.isEmpty()) {
            confirmed.forEachIndexed { i, what -> out.println("    ${if (i == 0) "✓" else " "} $what") }
        } else {
            scene.faults.forEach { out.println("    ✗ $it") }
        }
        return scene.faults.isEmpty()
    }

    private companion object {
        val steps = listOf(
            getSteps,
            bodySteps,
            stepByStepSteps,
            tunnelSteps,
            openingSteps,
            javaSteps,
            kotlinSteps,
            clientSteps,
            wireSteps,
        ).flatten()
    }
}
