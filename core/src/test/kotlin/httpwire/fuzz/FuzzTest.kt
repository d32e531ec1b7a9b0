package httpwire.fuzz

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldNotBeEmpty
import io.kotest.matchers.shouldBe
import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readBytes
import kotlin.random.Random

/** What fuzzers have found, and what they begin with: a folder for each target, a file for each input. */
private val SEEDS: Path = Path.of("src/test/resources/fuzz").toAbsolutePath()

private fun seeds(target: String): List<Path> {
    val folder = SEEDS.resolve(target)
    return if (folder.exists()) folder.listDirectoryEntries().sorted() else listOf()
}

/** Changes some bytes, doubles or drops a part: what a fuzzer does at first. */
private fun mutated(seed: ByteArray, random: Random): ByteArray {
    val bytes = seed.copyOf()
    repeat(random.nextInt(4)) { if (bytes.isNotEmpty()) bytes[random.nextInt(bytes.size)] = random.nextInt().toByte() }
    val from = random.nextInt(bytes.size + 1)
    val to = random.nextInt(from, bytes.size + 1)
    val part = bytes.copyOfRange(from, to)
    return when (random.nextInt(3)) {
        0 -> bytes.copyOfRange(0, to) + part + bytes.copyOfRange(to, bytes.size)
        1 -> bytes.copyOfRange(0, from) + bytes.copyOfRange(to, bytes.size)
        else -> bytes
    }
}

/** The inputs of the fuzzers as ordinary tests; `fuzz/run` is the long form. */
class FuzzTest : FunSpec({
    withTests(nameFn = { "each seed, and 300 inputs that are made of them: $it" }, TARGETS.keys) { name ->
        val seeds = seeds(name)
        seeds.shouldNotBeEmpty()
        val target = TARGETS.getValue(name)
        for (seed in seeds) target(seed.readBytes())
        val random = Random(1)
        repeat(300) {
            val input = mutated(seeds.random(random).readBytes(), random)
            try {
                target(input)
            } catch (e: Throwable) {
                throw AssertionError("with the bytes ${input.joinToString("") { "%02x".format(it) }}", e)
            }
        }
    }

    test("each folder of seeds has its target") {
        SEEDS.listDirectoryEntries().map { it.name }.toSet() shouldBe TARGETS.keys
    }
})
