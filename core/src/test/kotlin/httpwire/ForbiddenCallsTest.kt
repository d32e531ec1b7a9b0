package httpwire

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import java.nio.file.Path
import kotlin.io.path.extension
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlin.io.path.walk

private val COMMENT_OR_TEXT = Regex("""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"""", RegexOption.DOT_MATCHES_ALL)

/** The code of the published modules by the names of its files, without comments and literals. */
private fun code(): Map<String, String> {
    val core = Path.of("").toAbsolutePath()
    return listOf("core", "suffixes", "dsl", "coroutines").flatMap {
        core.resolveSibling(it).resolve("src/main").walk()
    }
        .filter { it.extension == "java" || it.extension == "kt" }
        .associate { it.name to it.readText().replace(COMMENT_OR_TEXT, " ") }
}

private fun filesWith(pattern: String): Set<String> {
    val regex = Regex(pattern)
    return code().filterValues(regex::containsMatchIn).keys
}

/** What the code of the published modules does not do, whatever it is given. */
class ForbiddenCallsTest : FunSpec({
    test("T33: there is no native code, and nothing reaches beyond an array") {
        filesWith("""\bnative\b|System\.load|\bUnsafe\b|sun\.misc|jdk\.internal""").shouldBeEmpty()
    }

    test("T47: nothing is deserialised, looked up or loaded by a name that comes from elsewhere") {
        filesWith(
            """ObjectInputStream|InitialContext|URLClassLoader|defineClass|ScriptEngine|XMLDecoder""",
        ).shouldBeEmpty()
        // The optional codings and the optional list of suffixes, by names that are written here.
        filesWith("""Class\.forName|\.loadClass""") shouldBe setOf("StreamClass.java")
        filesWith("""ServiceLoader\.load""") shouldBe setOf("InstalledSuffixes.java")
    }

    test("T40: the environment is read where a caller asks for its proxies, and no file of credentials anywhere") {
        filesWith("""System\.getenv""") shouldBe setOf("ProxyChooser.java")
        filesWith("""ProxySelector|Authenticator\b|user\.home|PasswordAuthentication""").shouldBeEmpty()
    }

    test("F57: the clock that can be set is asked where a date is meant, and nowhere else") {
        filesWith(
            """currentTimeMillis|Instant\.now|InstantSource\.system|Clock\.system|LocalDate(Time)?\.now""",
        ) shouldBe
            setOf(
                // Logs say when something was.
                "WallClock.java",
                // A year of two digits is one near now.
                "HttpDate.java",
                // The JDK says so when a TLS session began.
                "TlsLayer.java",
                // Expiry of cookies, of hosts and of stored responses, and Retry-After, are dates.
                "Cookie.java",
                "MemoryCookieJar.java",
                "MemoryHstsStore.java",
                "CacheOptions.java",
                "RetryStep.java",
            )
    }

    test("the check itself: what is in comments and in texts does not count") {
        "/* native */ a // Unsafe\n\"System.load\" b".replace(COMMENT_OR_TEXT, " ").filter { it.isLetter() } shouldBe
            "ab"
    }
})
