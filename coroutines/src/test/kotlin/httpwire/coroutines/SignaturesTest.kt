package httpwire.coroutines

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainAll
import io.kotest.matchers.collections.shouldNotBeEmpty
import java.lang.reflect.Executable
import java.lang.reflect.GenericDeclaration
import java.lang.reflect.Member
import java.lang.reflect.Modifier
import java.lang.reflect.Type
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.extension

/** Types that Kotlin has a name of its own for. */
private val disguised =
    Regex(
        "java\\.lang\\.(Object|String|Integer|Long|Double|Boolean|Iterable|AutoCloseable|Throwable)|" +
            "java\\.lang\\.annotation\\.\\w+|" +
            "java\\.util\\.(List|Set)",
    )
private val platform = Regex("javax?\\.[\\w.]+")

private fun publicClasses(): List<Class<*>> {
    val root = Path.of(SuspendHttpScope::class.java.protectionDomain.codeSource.location.toURI())
    return Files.walk(root).use { files -> files.filter { it.extension == "class" }.toList() }
        .filter { it.fileName.toString() != "module-info.class" }
        .map { root.relativize(it).toString().removeSuffix(".class").replace('/', '.') }
        .map { Class.forName(it, false, SuspendHttpScope::class.java.classLoader) }
        .filter { Modifier.isPublic(it.modifiers) && !it.name.startsWith("httpwire.coroutines.internal.") }
}

/** All that a caller can name: methods with their continuations, constructors, fields, supertypes, bounds. */
private fun signatures(type: Class<*>): List<Pair<String, List<Type>>> =
    type.declaredMethods.filter { it.isShown() && !it.isSynthetic }.map {
        "${type.name}.${it.name}" to
            typesOf(it) + it.genericReturnType
    } +
        type.declaredConstructors.filter { it.isShown() && !it.isSynthetic }.map { "${type.name}()" to typesOf(it) } +
        type.declaredFields.filter { it.isShown() && !it.isSynthetic }.map {
            "${type.name}.${it.name}" to
                listOf(it.genericType)
        } +
        ("$type" to type.genericInterfaces.toList() + listOfNotNull(type.genericSuperclass) + boundsOf(type))

private fun Member.isShown() = Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)

private fun typesOf(call: Executable) =
    call.genericParameterTypes.toList() + call.genericExceptionTypes + boundsOf(call)

private fun boundsOf(of: GenericDeclaration) = of.typeParameters.flatMap { it.bounds.toList() }

private fun platformTypes(classes: List<Class<*>>) = classes.flatMap(::signatures).flatMap { (where, types) ->
    types.flatMap { platform.findAll(it.typeName) }.map { it.value }.filterNot(disguised::matches).map { "$where: $it" }
}

/** What the test must find, wherever it stands. */
@Suppress("unused", "UNUSED_PARAMETER")
private object Planted {
    class Argument(duration: java.time.Duration)

    class Result {
        val file: java.io.File? = null
    }

    abstract class Suspending {
        abstract suspend fun load(): java.time.Instant
    }

    abstract class Block {
        abstract fun with(block: suspend (java.nio.file.Path) -> Unit)
    }

    class Parent : java.util.concurrent.CountDownLatch(1)

    class Bound<T : java.util.concurrent.Future<*>>

    class Suppressed {
        fun <T : java.nio.charset.Charset> read(): T? = null
    }
}

class SignaturesTest :
    FunSpec({
        test("public signatures name Kotlin, Okio and httpwire types only") {
            platformTypes(publicClasses()).shouldBeEmpty()
        }

        for (planted in Planted::class.java.declaredClasses) {
            test("the check itself: ${planted.simpleName}") { platformTypes(listOf(planted)).shouldNotBeEmpty() }
        }

        test("the classes that this test looks at are the API") {
            publicClasses().map { it.simpleName } shouldContainAll
                listOf("SuspendHttpScope", "SuspendRequestScope", "SuspendHttpResponse", "HttpKt") +
                listOf("SuspendSendScope", "BodyWriterScope", "AwaitKt", "ServerSentEventsKt") +
                listOf("ProgressKt", "ReconnectionKt", "SuspendHttpClient", "UrlsKt", "SuspendMultipartPart")
        }
    })
