package httpwire.examples.modules

import httpwire.connection.HttpConnection
import httpwire.coroutines.SuspendHttpScope
import httpwire.dsl.HttpScope
import httpwire.testing.ScriptedPeer
import kotlinx.coroutines.Job
import okio.Buffer
import org.jspecify.annotations.NullMarked
import java.io.File
import java.nio.file.Path

/** What is published, as this build made it, and the libraries that it resolved. */
internal object ModulePath {
    /** All that is needed at run time: jars, and folders of classes where a module is not packaged yet. */
    val elements: List<Path> =
        listOf(HttpConnection::class, HttpScope::class, SuspendHttpScope::class, ScriptedPeer::class)
            .plus(listOf(Buffer::class, Unit::class, Job::class))
            .map { placeOf(it.java) }

    val forRunning: String = elements.joinToString(File.pathSeparator)

    /** The annotations are for compilers only. */
    val forCompiling: String = forRunning + File.pathSeparator + placeOf(NullMarked::class.java)

    private fun placeOf(type: Class<*>): Path = Path.of(type.protectionDomain.codeSource.location.toURI())
}
