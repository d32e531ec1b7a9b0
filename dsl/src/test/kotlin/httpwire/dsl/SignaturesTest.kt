package httpwire.dsl

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainAll
import java.lang.reflect.Modifier
import java.lang.reflect.Type
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.extension

/** Types that Kotlin has a name of its own for, and the one that Okio has. */
private val disguised =
    Regex(
        "java\\.lang\\.(Object|String|Integer|Long|Boolean|Iterable|Throwable|annotation\\.\\w+)|" +
            "java\\.util\\.(List|Set)|java\\.io\\.IOException",
    )
private val platform = Regex("javax?\\.[\\w.]+")

private fun publicClasses(): List<Class<*>> {
    val root = Path.of(HttpScope::class.java.protectionDomain.codeSource.location.toURI())
    return Files.walk(root).use { files -> files.filter { it.extension == "class" }.toList() }
        .filter { it.fileName.toString() != "module-info.class" }
        .map { root.relativize(it).toString().removeSuffix(".class").replace('/', '.') }
        .map { Class.forName(it, false, HttpScope::class.java.classLoader) }
        .filter { Modifier.isPublic(it.modifiers) && !it.name.startsWith("httpwire.dsl.internal.") }
}

private fun signatures(type: Class<*>): List<Pair<String, List<Type>>> =
    type.methods.filter { it.declaringClass == type && !it.isSynthetic }
        .map {
            "${type.name}.${it.name}" to
                it.genericParameterTypes.toList() + it.genericReturnType + it.genericExceptionTypes
        } +
        type.constructors.map { "${type.name}()" to it.genericParameterTypes.toList() } +
        ("$type" to type.genericInterfaces.toList())

class SignaturesTest :
    FunSpec({
        test("public signatures name Kotlin, Okio and httpwire types only") {
            val found =
                publicClasses().flatMap(::signatures).flatMap { (where, types) ->
                    types.flatMap { platform.findAll(it.typeName) }.map { it.value }
                        .filterNot(disguised::matches).map { "$where: $it" }
                }
            found.shouldBeEmpty()
        }

        test("the classes that this test looks at are the API") {
            publicClasses().map { it.simpleName } shouldContainAll
                listOf(
                    "HttpScope",
                    "OptionsScope",
                    "TimeoutsScope",
                    "TunnelScope",
                    "HeadersScope",
                    "RequestScope",
                    "FormScope",
                ) +
                listOf("HeadScope", "SendScope", "ConnectedScope", "LimitsScope", "TlsScope", "ListenerScope") +
                listOf(
                    "ClientScope",
                    "PoolScope",
                    "RedirectsScope",
                    "RetriesScope",
                    "ClientListenerScope",
                    "CommonOptionsScope",
                ) +
                listOf("HttpKt", "HttpClientsKt", "UrlsKt", "ResponsesKt", "HttpDsl")
        }
    })
