package httpwire.trace

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import kotlin.random.Random

private val NASTY = "'\"\\$`!*?[]{}()<>|&;#~=%^ \t\n-@aé\u2028".map { it.toString() } +
    listOf("--", "%s", "\\n", "\uD83D\uDE00", "\$(id)", "'\\''", "\\'")

private val TEXTS = Random(3).let { random ->
    listOf("", "a", "-n", "-e", "'", "''", "\n") + NASTY +
        List(1_000) { List(random.nextInt(1, 12)) { NASTY.random(random) }.joinToString("") }
}

/** What `sh` makes of them, each followed by a byte that none of them has. */
private fun printed(words: List<String>): List<ByteString> {
    val output = outputOf("sh", "-c", words.joinToString("\n") { "$it; printf '\\377'" })
    val ends = (0 until output.size).filter { output[it] == 0xFF.toByte() }
    return ends.mapIndexed { i, end -> output.substring(if (i == 0) 0 else ends[i - 1] + 1, end) }
}

class ShellTextTest : FunSpec({
    test("a shell reads every word as it was") {
        // printf ends its format at a NUL, and no text here has one.
        printed(TEXTS.map { "printf '%s' ${ShellText.quoted(it)}" }) shouldBe TEXTS.map { it.encodeUtf8() }
    }

    test("a word that needs no quotes has none, and one that could mean something has") {
        listOf("https://a:1/b-c_d.e%20", "@a,b+c", "", "a=b", "~", "a b", "it's").map { ShellText.quoted(it) } shouldBe
            listOf("https://a:1/b-c_d.e%20", "@a,b+c", "''", "'a=b'", "'~'", "'a b'", "'it'\\''s'")
    }

    test("a shell prints every byte, and any bytes") {
        val bytes = listOf(ByteArray(255) { it.toByte() }.toByteString()) +
            List(80) { Random(it).nextBytes(it).filter { b -> b != 0xFF.toByte() }.toByteArray().toByteString() }
        printed(bytes.map { ShellText.printing(it) }) shouldBe bytes
        outputOf("sh", "-c", ShellText.printing(ByteString.of(0xFF.toByte()))).hex() shouldBe "ff"
    }

    test("Latin-1 text reaches a command as its bytes") {
        val texts = listOf("é", "a: \u00e9'\"\\$%s\u0080\u00ff".dropLast(1), " \u00a0 ", "plain", "it's")
        printed(texts.map { "printf '%s' ${ShellText.quotedBytes(it)}" }) shouldBe
            texts.map { it.toByteArray(Charsets.ISO_8859_1).toByteString() }
    }

    test("only text without controls is text") {
        ShellText.textOf("é\n\u2028".encodeUtf8()) shouldBe "é\n\u2028"
        for (bytes in listOf("\u0000", "\t", "\r", "\u007f", "\u0085").map { it.encodeUtf8() } + ByteString.of(-1)) {
            ShellText.textOf(bytes) shouldBe null
        }
    }
})
