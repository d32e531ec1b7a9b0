package httpwire.dsl

import httpwire.connection.HttpConnectionBuilder
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainAll
import io.kotest.matchers.shouldBe
import java.lang.reflect.Modifier

/** The word for each option of the Java builder: a member of [OptionsScope], or a function around it. */
private val words =
    mapOf(
        "host" to "setHost",
        "port" to "setPort",
        "secure" to "https",
        "tls" to "setTls",
        "timeout" to "setTimeout",
        "timeouts" to "setTimeouts",
        "sourceAddress" to "sourceAddress",
        "blockSize" to "setBlockSize",
        "limits" to "setLimits",
        "version" to "setVersion",
        "autoOpen" to "setAutoOpen",
        "dialer" to "setDialer",
        "listener" to "setListener",
    )

class BuilderMirrorTest :
    FunSpec({
        test("every option of the Java builder has its word, and no word lacks its option") {
            val options =
                HttpConnectionBuilder::class.java.declaredMethods
                    .filter { Modifier.isPublic(it.modifiers) && it.returnType == HttpConnectionBuilder::class.java }
                    .map { it.name }
                    .toSet()
            words.keys shouldBe options
        }

        test("the words are there") {
            // Kotlin adds a hash to the name where a Duration is taken.
            val members = OptionsScope::class.java.methods.map { it.name.substringBefore('-') }
            val around = Class.forName("httpwire.dsl.HttpKt").methods.map { it.name }
            (members + around) shouldContainAll words.values
        }
    })
