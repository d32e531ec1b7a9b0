package httpwire

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.lang.reflect.Modifier
import java.nio.file.Path
import kotlin.io.path.extension
import kotlin.io.path.readText
import kotlin.io.path.walk
import kotlin.io.path.writeText

/**
 * `api/core.api` lists what is public in packages that are not internal: a change of it is a decision, seen in the
 * diff. Renew it with `-Dhttpwire.api.write=true`.
 */
class ApiTest :
    FunSpec({
        test("the public surface is the one in api/core.api") {
            val dump = Path.of("api", "core.api")
            val found = publicSurface(Path.of("target", "classes"))
            if (System.getProperty("httpwire.api.write") == "true") dump.writeText(found)
            found shouldBe dump.readText()
        }
    })

private fun publicSurface(classes: Path): String = classes
    .walk()
    .filter { it.extension == "class" }
    .map { classes.relativize(it).joinToString(".").removeSuffix(".class") }
    .filterNot { it.endsWith("package-info") || ".internal." in it }
    .map { Class.forName(it) }
    .filter { isVisible(it) }
    .sortedBy { it.name }
    .joinToString("\n") { describe(it) }

/** Public all the way out. */
private fun isVisible(type: Class<*>): Boolean =
    Modifier.isPublic(type.modifiers) && (type.enclosingClass == null || isVisible(type.enclosingClass))

private fun describe(type: Class<*>): String {
    val members =
        type.declaredFields.filter { shown(it.modifiers) && !it.isSynthetic }.map { it.toGenericString() } +
            type.declaredConstructors.filter { shown(it.modifiers) && !it.isSynthetic }.map { it.toGenericString() } +
            type.declaredMethods.filter { shown(it.modifiers) && !it.isSynthetic }.map { it.toGenericString() }
    val supertypes = (listOfNotNull(type.genericSuperclass) + type.genericInterfaces).joinToString(", ") { it.typeName }
    return (listOf("${declaration(type)} : $supertypes") + members.sorted().map { "    $it" }).joinToString("\n") +
        "\n"
}

/** Not `toGenericString`, which says more on later JDKs. */
private fun declaration(type: Class<*>): String {
    val kind = if (type.isInterface) {
        ""
    } else if (type.isEnum) {
        "enum "
    } else if (type.isRecord) {
        "record "
    } else {
        "class "
    }
    return "${Modifier.toString(type.modifiers)} $kind${type.name}"
}

private fun shown(modifiers: Int) = Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)
