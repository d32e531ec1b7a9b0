package httpwire.surface

import java.lang.module.ModuleDescriptor
import java.lang.reflect.Modifier
import java.nio.file.Path
import kotlin.io.path.extension
import kotlin.io.path.inputStream
import kotlin.io.path.name
import kotlin.io.path.walk

/** The module that is being tested: these specs are compiled into the tests of each published one. */
internal object Module {
    val folder: Path = Path.of("").toAbsolutePath()

    private val classes: Path = folder.resolve("target").resolve("classes")

    /** A file of the jar that is no class. */
    fun resource(name: String): Path = classes.resolve(name)

    /** Where what it shows is written down. */
    val dump: String = "api/${folder.name}.api"

    val descriptor: ModuleDescriptor =
        classes.resolve("module-info.class").inputStream().use { ModuleDescriptor.read(it) }

    private val classNames: List<String> = classes
        .walk()
        .filter { it.extension == "class" }
        .map { classes.relativize(it).joinToString(".").removeSuffix(".class") }
        .filterNot { it == "module-info" || it.endsWith(".package-info") }
        .toList()

    val packages: Set<String> = classNames.map { it.substringBeforeLast('.') }.toSet()

    /** In packages that are not internal, and public all the way out. */
    fun publicClasses(): List<Class<*>> =
        classNames.filterNot { isInternal(it.substringBeforeLast('.')) }.map { Class.forName(it) }.filter(::isVisible)

    fun isInternal(packageName: String): Boolean = "internal" in packageName.split('.')

    private fun isVisible(type: Class<*>): Boolean =
        Modifier.isPublic(type.modifiers) && (type.enclosingClass == null || isVisible(type.enclosingClass))
}
